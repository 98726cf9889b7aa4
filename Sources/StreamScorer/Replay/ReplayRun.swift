internal import Inference
package import Kafka
package import Operations

/// Reads the ranges of a topic, scores them with one version and writes the predictions.
///
/// Partitions are assigned, not subscribed to: no group is joined, nothing is committed, and the
/// live stream does not notice. Ends by itself. Not thread-safe.
package struct ReplayRun: ~Copyable {
    /// Messages of a batch.
    private static let capacity = 512
    private static let pollMs: Int32 = 100
    /// How long no record may come while some are wanted.
    static let silenceMs: UInt64 = 30_000
    private static let pageBytes = 64 * 1024
    private static let pages = 256

    private let plan: ReplayPlan
    private let consumer: Consumer
    private let producer: Producer
    private let topic: ProducerTopic
    private let keepsPartition: Bool
    private let stop: StopFlag
    private var scorer: ReplayScorer
    private var outbox: Outbox
    private var cursors: [ReplayCursor]
    private var summary = ReplaySummary()

    /// Prepares; nothing is read yet.
    ///
    /// - Parameters:
    ///   - plan: what is scored again.
    ///   - ranges: of the input topic's partitions.
    ///   - consumer: in no group; it tells the ends of partitions (`enable.partition.eof`).
    ///   - producer: writes the predictions.
    ///   - keepsPartition: whether a prediction goes into its event's partition; else its key decides.
    ///   - stop: ends the run, after the batch in hand, when it is raised.
    /// - Throws: `ScoringError` for a pointer that is malformed, or a topic that cannot be named.
    package init(
        _ plan: ReplayPlan,
        _ ranges: ReplayRanges,
        consumer: Consumer,
        producer: Producer,
        keepsPartition: Bool,
        stop: StopFlag
    ) throws(ScoringError) {
        let topic: ProducerTopic
        do throws(KafkaError) {
            topic = try producer.topic(plan.outputTopic)
        } catch {
            throw ScoringError(.configuration, "\(error)")
        }
        scorer = try ReplayScorer(plan, capacity: Self.capacity)
        outbox = Outbox(
            pageBytes: Self.pageBytes,
            recordsPerPage: Self.capacity,
            pages: Self.pages
        )
        cursors = ranges.ranges.map { ReplayCursor($0) }
        self.topic = topic
        self.plan = plan
        self.consumer = consumer
        self.producer = producer
        self.keepsPartition = keepsPartition
        self.stop = stop
    }

    /// Runs to the end of every range, or until it is stopped.
    ///
    /// - Parameters:
    ///   - progress: told how many offsets of the ranges are done, after each batch.
    ///   - unanswered: told of each event without a prediction, as `topic[partition]@offset`, and why.
    /// - Returns: what was done; every prediction in it is acknowledged.
    /// - Throws: `KafkaError` when the broker gives up a partition or is silent for half a minute.
    package consuming func run(
        progress: (Int64) -> Void,
        unanswered: (_ place: String, _ reason: String) -> Void
    ) throws(KafkaError) -> ReplaySummary {
        var batch = MessageBatch(capacity: Self.capacity)
        try assign()
        var lastCame = MonotonicClock.nanoseconds()
        while cursors.contains(where: { !$0.isDone }), !stop.isRaised {
            consumer.poll(into: &batch, timeoutMs: Self.pollMs)
            let now = MonotonicClock.nanoseconds()
            if batch.count > 0 { lastCame = now }
            guard now - lastCame < Self.silenceMs * 1_000_000 else {
                throw KafkaError(
                    code: .timedOut,
                    operation: "replay",
                    detail: "no record came for \(Self.silenceMs / 1_000) s"
                )
            }
            let finished = try read(batch, unanswered)
            try answer(batch, unanswered)
            if finished { try assign() }
            progress(cursors.reduce(0) { $0 + $1.done })
        }
        try drain()
        return summary
    }

    /// Reads on in the ranges that are not done.
    private func assign() throws(KafkaError) {
        let topic = plan.deployment.input.topic
        let places = cursors.filter { !$0.isDone }.map {
            PartitionOffset(topic: topic, partition: $0.range.partition, offset: $0.next)
        }
        guard !places.isEmpty else { return }
        try consumer.assign(places)
    }

    /// Decodes the messages that belong to the ranges and to the time.
    ///
    /// - Returns: whether a range was finished.
    private mutating func read(
        _ batch: borrowing MessageBatch,
        _ unanswered: (_ place: String, _ reason: String) -> Void
    ) throws(KafkaError) -> Bool {
        scorer.begin()
        var finished = false
        for index in 0..<batch.count {
            let message = batch[index]
            let partition = message.partition
            if let code = message.error, code != .partitionEnd {
                throw KafkaError(code: code, operation: "replay", detail: place(of: message))
            }
            guard let cursor = cursors.firstIndex(where: { $0.range.partition == partition }),
                !cursors[cursor].isDone
            else { continue }
            if message.error != nil {
                // What lies beyond can be read by nobody: markers of transactions, open ones.
                cursors[cursor].finish()
            } else if cursors[cursor].take(message.offset) {
                decode(message, index, unanswered)
            }
            if cursors[cursor].isDone { finished = true }
        }
        return finished
    }

    private mutating func decode(
        _ message: borrowing MessageView,
        _ index: Int,
        _ unanswered: (_ place: String, _ reason: String) -> Void
    ) {
        guard plan.timesMs.contains(message.timestampMs) else {
            summary.outside += 1
            return
        }
        summary.events += 1
        guard !message.isTombstone else {
            summary.tombstones += 1
            return
        }
        if let failure = scorer.add(message, index: index) {
            summary.failures[failure.reason, default: 0] += 1
            unanswered(place(of: message), failure.text)
        } else if let served = plan.served, !scorer.isLast(message, among: served) {
            scorer.removeLast()
            summary.events -= 1
            summary.answeredByOthers += 1
        }
    }

    /// Scores what was decoded and hands the predictions to the producer.
    private mutating func answer(
        _ batch: borrowing MessageBatch,
        _ unanswered: (_ place: String, _ reason: String) -> Void
    ) throws(KafkaError) {
        if scorer.count > 0 { scorer.score() }
        for index in 0..<scorer.count {
            let message = batch[scorer.message(of: index)]
            guard scorer.isFinite(index) else {
                summary.failures["non_finite_score", default: 0] += 1
                unanswered(
                    place(of: message),
                    "the model answered with a number that is not finite"
                )
                continue
            }
            while !scorer.write(
                index,
                message,
                to: topic,
                keepsPartition: keepsPartition,
                &outbox
            ) {
                outbox.seal()
                try serve(timeoutMs: Self.pollMs)
            }
            summary.predictions += 1
        }
        try serve(timeoutMs: 0)
    }

    /// Sends, and takes acknowledgements.
    private mutating func serve(timeoutMs: Int32) throws(KafkaError) {
        let isAllSent = try outbox.submit(to: producer)
        producer.poll(timeoutMs: isAllSent ? timeoutMs : max(timeoutMs, 10))
        outbox.recycle { _ in }
        let lost = producer.takeDeliveryFailures().count
        summary.undelivered += lost
        summary.predictions -= lost
        if let error = producer.fatalError { throw error }
    }

    /// Waits until every prediction is acknowledged or given up, which librdkafka does after
    /// `message.timeout.ms`.
    private mutating func drain() throws(KafkaError) {
        outbox.seal()
        while !outbox.isEmpty { try serve(timeoutMs: Self.pollMs) }
        try serve(timeoutMs: 0)
    }

    private func place(of message: borrowing MessageView) -> String {
        "\(plan.deployment.input.topic)[\(message.partition)]@\(message.offset)"
    }
}

/// How far a range has been read.
struct ReplayCursor {
    let range: ReplayRange
    /// The offset to read next.
    private(set) var next: Int64
    private(set) var isDone = false

    init(_ range: ReplayRange) {
        self.range = range
        next = range.start
        isDone = range.count <= 0
    }

    /// How many offsets are behind it.
    var done: Int64 { isDone ? range.count : next - range.start }

    /// Moves behind an offset.
    ///
    /// - Returns: whether the range holds it.
    mutating func take(_ offset: Int64) -> Bool {
        guard offset < range.end else {
            isDone = true
            return false
        }
        guard offset >= next else { return false }
        next = offset + 1
        isDone = next >= range.end
        return true
    }

    mutating func finish() { isDone = true }
}
