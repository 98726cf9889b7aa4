import Foundation
import Glibc
import Inference
import Kafka
import Operations
import Rollout

@testable import StreamScorer

/// A batch of flights from the embedded broker, and two tables: a champion, and the same with a shadow
/// of the same forest.
final class Bench {
    /// What a turn costs, nanoseconds of this thread an event.
    struct Cost {
        var readNs = 0.0
        var scoreNs = 0.0
        var encodeNs = 0.0
        var handOverNs = 0.0
        /// Scoring, encoding and handing over of what the shadow gives.
        var shadowNs = 0.0
        var totalNs: Double { readNs + scoreNs + encodeNs + handOverNs + shadowNs }
    }

    let plain: RoutingTable
    let shadowed: RoutingTable

    private let broker: EmbeddedBroker
    private let consumer: Consumer
    private let producer: Producer
    private var batch: MessageBatch
    private let target: OutputTarget

    init(batchSize: Int) throws {
        broker = try EmbeddedBroker()
        for topic in ["features", "predictions"] { try broker.createTopic(topic, partitions: 1) }
        let servers = broker.bootstrapServers
        producer = try Producer(["bootstrap.servers": servers])
        let predictions = try producer.topic("predictions")
        target = OutputTarget(
            inputTopic: "features",
            predictions: predictions,
            deadLetters: predictions,
            shadows: predictions,
            keepsPartition: true,
            deadLettersKeepPartition: true,
            shadowsKeepPartition: true
        )
        try Self.send(
            ProcessInfo.processInfo.environment["FLIGHTS"] ?? "events.jsonl",
            batchSize,
            producer
        )
        consumer = try Consumer(["bootstrap.servers": servers])
        batch = MessageBatch(capacity: batchSize)
        for _ in 0..<20 where batch.count < batchSize {
            try consumer.assign([
                PartitionOffset(topic: "features", partition: 0, offset: PartitionOffset.beginning)
            ])
            usleep(500_000)
            consumer.poll(into: &batch, timeoutMs: 100)
        }
        precondition(batch.count == batchSize, "the batch is whole")
        let folder =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../../Examples/flights/models/delay/v1").standardized
            .path
        // Read twice, as two versions are: a forest that is in the cache already would flatter.
        let models = ["a": try Model.load(folder: folder), "b": try Model.load(folder: folder)]
        plain = try Self.table(models, [])
        shadowed = try Self.table(models, [#""kind":"shadow","version":"b","sample":1"#])
    }

    private static func table(
        _ models: [String: Model],
        _ commands: [String]
    ) throws
        -> RoutingTable
    {
        let declaration =
            #""kind":"deploy","input":{"topic":"features","format":"json"},"#
            + #""output":{"topic":"predictions"},"model":"delay","version":"a""#
        var state = ControlState()
        for command in [declaration] + commands {
            let value =
                #"{"id":"\#(state.nextOffset)","deployment":"flights","issuer":"b@b",\#(command)}"#
            let record = ControlRecord(
                offset: state.nextOffset,
                timeMs: state.nextOffset,
                key: nil,
                value: Array(value.utf8)
            )
            let outcome = state.apply(record)
            precondition(outcome.verdict == .accepted, "\(outcome.verdict)")
        }
        guard let plan = state.deployments["flights"]?.routePlan() else {
            preconditionFailure("the deployment was declared")
        }
        let file = NSTemporaryDirectory() + "shadowing-\(getpid()).yaml"
        try """
        kafka: {bootstrap.servers: none}
        group: g
        deployments:
          - name: flights
            input: {topic: features, format: json}
            output: {topic: predictions, format: json, headers: false}
            model: delay
            version: a

        """.write(toFile: file, atomically: true, encoding: .utf8)
        defer { unlink(file) }
        let configuration = try ServeConfiguration.read(path: file, overrides: [], environment: [:])
        let deployment = RoutedDeployment(
            configuration: configuration.deployments[0],
            plan: plan,
            models: plan.versions.compactMap { models[$0] }
        )
        return try RoutingTable([deployment])
    }

    private static func send(_ file: String, _ count: Int, _ producer: Producer) throws {
        let lines = try Data(contentsOf: URL(fileURLWithPath: file)).split(separator: 0x0A)
        let topic = try producer.topic("features")
        let page = RecordPage(bytes: 1 << 20, records: count)
        for (place, line) in lines.prefix(count).enumerated() {
            let key = Array("N\(place % 97)".utf8)
            guard let room = page.reserve(key.count + line.count) else { preconditionFailure() }
            room.copyBytes(from: key + Array(line))
            page.commitRecord(
                topic: topic,
                partition: 0,
                timestampMs: 1_364_774_400_000,
                keyBytes: key.count,
                valueBytes: line.count,
                headers: nil,
                tag: 0
            )
        }
        var taken = 0
        while taken < count { taken += try producer.produce(page, from: taken) }
        try producer.flush(timeoutMs: 10_000)
    }

    /// `count` turns without handing anything over.
    func turns(_ count: Int, _ table: RoutingTable) {
        var steps = steps(table)
        var outbox = outbox()
        for _ in 0..<count {
            steps.decode.run(batch)
            steps.route.run(batch, steps.decode.rows)
            steps.score.run(steps.route.groups, of: steps.decode.rows)
            encode(&steps, &outbox)
            shadow(&steps, &outbox, began: MonotonicClock.nanoseconds())
            check(outbox.unsentRecords, table)
            outbox.reset()
        }
    }

    /// CPU per event over a hundred turns; the producer's own threads are not counted.
    func cost(_ table: RoutingTable) throws -> Cost {
        let turns = 100
        let warmUp = 5
        var steps = steps(table)
        var outbox = outbox()
        var cost = Cost()
        for turn in -warmUp..<turns {
            if turn == 0 { cost = Cost() }
            let began = MonotonicClock.nanoseconds()
            var clock = threadNanoseconds()
            func lap() -> Double {
                let now = threadNanoseconds()
                defer { clock = now }
                return now - clock
            }
            steps.decode.run(batch)
            steps.route.run(batch, steps.decode.rows)
            cost.readNs += lap()
            steps.score.run(steps.route.groups, of: steps.decode.rows)
            cost.scoreNs += lap()
            encode(&steps, &outbox)
            cost.encodeNs += lap()
            guard try outbox.submit(to: producer) else { preconditionFailure("the queue is full") }
            cost.handOverNs += lap()
            shadow(&steps, &outbox, began: began)
            check(batch.count + outbox.unsentRecords, table)
            guard try outbox.submit(to: producer) else { preconditionFailure("the queue is full") }
            cost.shadowNs += lap()
            try producer.flush(timeoutMs: 10_000)
            outbox.reset()
        }
        let events = Double(turns * batch.count)
        cost.readNs /= events
        cost.scoreNs /= events
        cost.encodeNs /= events
        cost.handOverNs /= events
        cost.shadowNs /= events
        return cost
    }

    private func encode(_ steps: inout Steps, _ outbox: inout Outbox) {
        let end = steps.encode.run(
            batch,
            steps.decode.rows,
            steps.route.groups,
            steps.score,
            from: 0,
            into: &outbox
        )
        precondition(end == batch.count, "the outbox has room")
    }

    private func shadow(
        _ steps: inout Steps,
        _ outbox: inout Outbox,
        began: UInt64
    ) {
        guard !steps.shadow.isIdle else { return }
        steps.shadow.run(
            batch,
            steps.decode.rows,
            steps.route.groups,
            steps.score,
            until: batch.count,
            turn: ShadowStep.Turn(beganNs: began, isBusy: false, isPressed: false),
            isWaiting: { false },
            into: &outbox
        )
    }

    /// A shadow that shed rows would be cheap.
    private func check(_ records: Int, _ table: RoutingTable) {
        let wanted = batch.count * (1 + table.shadows.count)
        precondition(records == wanted, "\(records) records of \(wanted)")
    }

    private func outbox() -> Outbox {
        Outbox(pageBytes: 64 * 1024, recordsPerPage: 512, pages: 32)
    }

    private func steps(_ table: RoutingTable) -> Steps {
        let capacity = batch.count
        var steps = Steps(
            decode: DecodeStep(
                sources: table.deployments.map(\.source),
                capacity: capacity,
                maxEventBytes: 1 << 20
            ),
            route: RouteStep(table: table, capacity: capacity),
            score: ScoreStep(
                table: table,
                capacity: capacity,
                breakers: BreakerShelf(
                    worker: 0,
                    board: BreakerBoard(registry: MetricRegistry()),
                    logger: Logger(format: .json, minimum: .error)
                )
            ),
            encode: EncodeStep(
                table: table,
                policy: .deadLetter,
                deadLetters: DeadLetterEncoder(group: "g", taskID: "w")
            ),
            shadow: ShadowStep(table: table, capacity: capacity, share: 1, gate: ShadowGate())
        )
        steps.encode.redirect(to: [target])
        steps.shadow.redirect(to: [target])
        return steps
    }
}

/// The steps of a pipeline, each by itself so that it can be timed.
struct Steps: ~Copyable {
    var decode: DecodeStep
    var route: RouteStep
    var score: ScoreStep
    var encode: EncodeStep
    var shadow: ShadowStep
}

func threadNanoseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}
