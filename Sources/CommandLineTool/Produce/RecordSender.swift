import Kafka

/// Sends records one by one and remembers which were not delivered.
///
/// One thread uses it. Memory is bounded: when every page waits for acknowledgements, `send` waits.
final class RecordSender {
    private static let pageBytes = 1 << 20
    private static let recordsPerPage = 1 << 12
    private static let arenaBytes = 16 << 20
    private static let recordsBetweenPolls = 128

    private let producer: Producer
    private let topic: ProducerTopic
    private let maxRecordBytes: Int
    private var arena: RecordArena
    private var page: RecordPage?
    private var sinceLastPoll = 0
    /// The records that will not be in the topic.
    private(set) var failures: [DeliveryFailure] = []

    /// - Parameters:
    ///   - topic: which must exist.
    ///   - properties: of the producer.
    ///   - events: told errors and log lines.
    /// - Throws: `KafkaError` for a property that librdkafka refuses.
    init(
        to topic: String,
        _ properties: ClientProperties,
        events: ClientEvents
    ) throws(KafkaError) {
        producer = try Producer(properties, events: events)
        self.topic = try producer.topic(topic)
        let limit = properties["message.max.bytes"].flatMap { Int($0) } ?? 1_000_000
        maxRecordBytes = max(Self.pageBytes, min(limit, 1 << 30))
        arena = RecordArena(
            pageBytes: maxRecordBytes,
            recordsPerPage: Self.recordsPerPage,
            pages: max(3, Self.arenaBytes / maxRecordBytes)
        )
    }

    /// Hands one record over.
    ///
    /// - Parameters:
    ///   - key: nil for none.
    ///   - value: nil for a null value.
    ///   - timestampMs: Unix milliseconds; nil for the time of sending.
    ///   - headers: in order; a name may come twice.
    ///   - tag: what a failure is told by.
    /// - Throws: `KafkaError` when the producer cannot go on; `messageTooLarge` for a record larger
    ///   than a page.
    func send(
        key: [UInt8]?,
        value: [UInt8]?,
        timestampMs: Int64?,
        headers: [(name: String, value: String)],
        tag: UInt64
    ) throws(KafkaError) {
        let size = (key?.count ?? 0) + (value?.count ?? 0)
        guard size <= maxRecordBytes else {
            throw KafkaError(
                code: .messageTooLarge,
                operation: "RecordSender.send",
                detail: "\(size) bytes, and \(maxRecordBytes) is the limit; see message.max.bytes"
            )
        }
        let page = try pageWithRoom(for: size)
        guard let room = unsafe page.reserve(size) else { return }
        unsafe room.copyBytes(from: key ?? [])
        let keyBytes = key?.count ?? 0
        // SAFETY: the room has `size` bytes, of which the key takes the first.
        unsafe UnsafeMutableRawBufferPointer(rebasing: room[keyBytes...]).copyBytes(
            from: value ?? []
        )
        page.commitRecord(
            topic: topic,
            partition: -1,
            timestampMs: timestampMs ?? 0,
            keyBytes: key?.count ?? -1,
            valueBytes: value?.count ?? -1,
            headers: Self.headers(headers),
            tag: tag
        )
        try handOver(page)
        sinceLastPoll += 1
        if sinceLastPoll >= Self.recordsBetweenPolls { poll(timeoutMs: 0) }
    }

    /// Serves acknowledgements; waits at most that long for one.
    func poll(timeoutMs: Int32) {
        producer.poll(timeoutMs: timeoutMs)
        failures += producer.takeDeliveryFailures()
        sinceLastPoll = 0
    }

    /// The records on their way.
    var outstanding: Int { producer.outstanding }

    private func pageWithRoom(for size: Int) throws(KafkaError) -> RecordPage {
        if let page {
            if !page.isFull, page.freeBytes >= size { return page }
            arena.giveBack(page)
            self.page = nil
        }
        // Ends: librdkafka gives a record up after message.timeout.ms, and its page comes back.
        while true {
            if let page = arena.takePage() {
                self.page = page
                return page
            }
            poll(timeoutMs: 100)
            if let error = producer.fatalError { throw error }
        }
    }

    private func handOver(_ page: RecordPage) throws(KafkaError) {
        while page.handedOver < page.count {
            let taken = try producer.produce(page, from: page.handedOver)
            if taken == 0 { poll(timeoutMs: 10) }
        }
    }

    private static func headers(_ headers: [(name: String, value: String)]) -> RecordHeaders? {
        guard !headers.isEmpty else { return nil }
        var made = RecordHeaders(capacity: headers.count)
        for (name, value) in headers { made.add(name: name, value: Array(value.utf8)) }
        return made
    }
}
