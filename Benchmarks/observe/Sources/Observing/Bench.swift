import Foundation
import Glibc
import Inference
import Kafka
import Observation
import Operations
import Rollout

@testable import StreamScorer

/// A batch of flights from the embedded broker, and a table with the flights' baseline.
final class Bench {
    private let table: RoutingTable

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
            shadowsKeepPartition: true,
            observations: predictions
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
        let model = try Model.load(folder: folder)
        table = try Self.table(model)
    }

    private static func table(_ model: Model) throws -> RoutingTable {
        let declaration =
            #""kind":"deploy","input":{"topic":"features","format":"json"},"#
            + #""output":{"topic":"predictions"},"model":"delay","version":"a""#
        var state = ControlState()
        for command in [declaration] {
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
        let file = NSTemporaryDirectory() + "observing-\(getpid()).yaml"
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
            models: [model],
            baselines: [try VersionBaseline.load(for: model)]
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
    func turns(_ count: Int, observed: Bool) {
        var steps = steps(observed: observed)
        var outbox = outbox()
        for turn in 0..<count {
            work(&steps, &outbox)
            steps.flush(after: turn, &outbox)
            outbox.reset()
        }
    }

    /// CPU of this thread per event over two hundred turns; the producer's own threads are not counted.
    func cost(observed: Bool) throws -> Double {
        let turns = 200
        let warmUp = 10
        var steps = steps(observed: observed)
        var outbox = outbox()
        var spentNs = 0.0
        for turn in -warmUp..<turns {
            if turn == 0 { spentNs = 0 }
            let began = threadNanoseconds()
            work(&steps, &outbox)
            steps.flush(after: turn, &outbox)
            guard try outbox.submit(to: producer) else { preconditionFailure("the queue is full") }
            spentNs += threadNanoseconds() - began
            try producer.flush(timeoutMs: 10_000)
            outbox.reset()
        }
        return spentNs / Double(turns * batch.count)
    }

    private func work(_ steps: inout Steps, _ outbox: inout Outbox) {
        steps.decode.run(batch)
        steps.route.run(batch, steps.decode.rows)
        steps.score.run(steps.route.groups, of: steps.decode.rows)
        encode(&steps, &outbox)
        guard !steps.observe.isIdle else { return }
        steps.observe.run(
            batch,
            steps.decode.rows,
            steps.route.groups,
            steps.score,
            from: 0,
            to: batch.count,
            into: &outbox
        )
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

    private func outbox() -> Outbox {
        Outbox(pageBytes: 64 * 1024, recordsPerPage: 512, pages: 32)
    }

    private func steps(observed: Bool) -> Steps {
        let capacity = batch.count
        let book =
            observed
            ? ObservationBook(
                ObserveSettings(paneMs: 86_400_000, latenessMs: 86_400_000, maxJumpMs: 86_400_000),
                deployments: [("flights", "features")]
            ) : nil
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
            observe: ObserveStep(book, table: table, capacity: capacity),
            book: book
        )
        steps.encode.redirect(to: [target])
        steps.observe.redirect(to: [target])
        return steps
    }
}

/// The steps of a pipeline, each by itself so that it can be timed.
struct Steps: ~Copyable {
    var decode: DecodeStep
    var route: RouteStep
    var score: ScoreStep
    var encode: EncodeStep
    var observe: ObserveStep
    let book: ObservationBook?

    /// Writes records as often as a worker does that commits ten times a second at 100,000 events.
    func flush(after turn: Int, _ outbox: inout Outbox) {
        if turn % 20 == 19 { book?.flush(into: &outbox) }
    }
}

func threadNanoseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}
