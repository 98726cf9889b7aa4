import Foundation
import Glibc
import Inference
import Kafka
import Operations
import Records
import Rollout

@testable import StreamScorer

/// A batch of flights from the embedded broker, and two tables to route it by.
final class Bench {
    /// One champion.
    let plain: RoutingTable
    /// The same version, with five rules at four places of which none matches, and three canaries:
    /// every route leads to it, so that what is compared is routing alone.
    let routed: RoutingTable
    /// As `routed`, each canary a version of its own, of the same forest: rows are scored in four
    /// groups.
    let split: RoutingTable

    private let broker: EmbeddedBroker
    private let consumer: Consumer
    private let producer: Producer
    private var batch: MessageBatch
    private let folder: String
    private let target: OutputTarget

    init(batchSize: Int) throws {
        folder =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../../Examples/flights").standardized.path
        broker = try EmbeddedBroker()
        for topic in ["features", "predictions"] {
            try broker.createTopic(topic, partitions: 1)
        }
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
        let model = try Model.load(folder: folder + "/models/delay/v1")
        plain = try Self.table(model, Self.log())
        let plan = try Self.log(Self.commands)
        routed = try Self.table(model, Self.merged(plan), following: plain)
        split = try Self.table(model, plan, following: plain)
    }

    private static let commands = [
        #""kind":"rule","name":"a","field":"/features/carrier","equals":["ZZ","YY"],"version":"b""#,
        #""kind":"rule","name":"b","field":"/tenant","equals":"acme","version":"b""#,
        #""kind":"rule","name":"c","header":"beta","equals":[true,1],"version":"c""#,
        #""kind":"rule","name":"d","header":"tenant","equals":["acme","globex"],"version":"d""#,
        #""kind":"rule","name":"e","field":"/tenant","equals":["initech","hooli"],"version":"c""#,
        #""kind":"canary","version":"b","percent":5"#,
        #""kind":"canary","version":"c","percent":10"#,
        #""kind":"canary","version":"d","percent":1"#,
    ]

    /// The plan that a control log comes to.
    private static func log(_ commands: [String] = []) throws -> RoutePlan {
        let declaration =
            #""kind":"deploy","input":{"topic":"features","format":"json"},"#
            + #""output":{"topic":"predictions"},"model":"delay","version":"a""#
        var state = ControlState()
        for command in [declaration] + commands {
            let value =
                #"{"id":"\#(state.nextOffset)","deployment":"flights","issuer":"b@b",\#(command)}"#
            let outcome = state.apply(
                ControlRecord(
                    offset: state.nextOffset,
                    timeMs: state.nextOffset,
                    key: nil,
                    value: Array(value.utf8)
                )
            )
            precondition(outcome.verdict == .accepted, "\(outcome.verdict)")
        }
        guard let deployment = state.deployments["flights"] else {
            preconditionFailure("the deployment was declared")
        }
        return deployment.routePlan()
    }

    /// The plan with its champion as the only version.
    private static func merged(_ plan: RoutePlan) -> RoutePlan {
        RoutePlan(
            revision: plan.revision,
            versions: ["a"],
            rules: plan.rules.map {
                RoutePlan.RulePlan(name: $0.name, source: $0.source, values: $0.values, target: 0)
            },
            canary: plan.canary.map { canary in
                CanaryPlan(
                    source: canary.source,
                    salt: canary.salt,
                    bounds: canary.bounds.map {
                        CanaryPlan.Bound(upTo: $0.upTo, target: $0.target < 0 ? -1 : 0)
                    }
                )
            },
            captures: plan.captures
        )
    }

    private static func table(
        _ model: Model,
        _ plan: RoutePlan,
        following previous: RoutingTable? = nil
    ) throws -> RoutingTable {
        let file = NSTemporaryDirectory() + "routing-\(getpid()).yaml"
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
        // One model under all names: what is compared is routing, not forests.
        let deployment = RoutedDeployment(
            configuration: configuration.deployments[0],
            plan: plan,
            models: plan.versions.map { _ in model }
        )
        return try RoutingTable([deployment], following: previous)
    }

    private static func send(_ file: String, _ count: Int, _ producer: Producer) throws {
        // Inflated by `run`: a child process does not live under every tool that counts.
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

    /// Decodes, routes, scores and encodes the batch `count` times.
    func turns(_ count: Int, _ table: RoutingTable) throws {
        var pipeline = pipeline(table)
        var outbox = Outbox(pageBytes: 64 * 1024, recordsPerPage: 512, pages: 16)
        for _ in 0..<count { turn(&pipeline, &outbox) }
    }

    /// CPU per event over a few hundred turns.
    func nanosecondsPerEvent(_ table: RoutingTable) throws -> Double {
        var pipeline = pipeline(table)
        var outbox = Outbox(pageBytes: 64 * 1024, recordsPerPage: 512, pages: 16)
        for _ in 0..<5 { turn(&pipeline, &outbox) }
        let turns = 200
        let start = threadNanoseconds()
        for _ in 0..<turns { turn(&pipeline, &outbox) }
        return (threadNanoseconds() - start) / Double(turns * batch.count)
    }

    /// Times the swap between two tables, one turn between two swaps.
    func swaps(_ count: Int) throws {
        var pipeline = pipeline(plain)
        var outbox = Outbox(pageBytes: 64 * 1024, recordsPerPage: 512, pages: 16)
        let metrics = metrics(plain)
        var times: [Double] = []
        for number in 0..<count {
            let table = number % 2 == 0 ? split : plain
            let start = threadNanoseconds()
            pipeline.adopt(table, metrics: metrics)
            times.append((threadNanoseconds() - start) / 1000)
            turn(&pipeline, &outbox)
        }
        times.sort()
        print(
            String(
                format: "swap: median %.0f us, p99 %.0f us, longest %.0f us (%d swaps)",
                times[count / 2],
                times[count * 99 / 100],
                times[count - 1],
                count
            )
        )
    }

    private func turn(_ pipeline: inout ScoringPipeline, _ outbox: inout Outbox) {
        pipeline.read(batch)
        let end = pipeline.write(batch, from: 0, into: &outbox)
        precondition(end == batch.count, "the outbox has room")
        outbox.reset()
    }

    private func metrics(_ table: RoutingTable) -> WorkerMetrics {
        WorkerMetrics(registry: MetricRegistry(), worker: "w", table: table, policy: .deadLetter)
    }

    private func pipeline(_ table: RoutingTable) -> ScoringPipeline {
        let capacity = batch.count
        var pipeline = ScoringPipeline(
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
            shadow: ShadowStep(table: table, capacity: capacity, share: 1, gate: ShadowGate()),
            observe: ObserveStep(nil, table: table, capacity: capacity)
        )
        pipeline.redirect(to: [target])
        return pipeline
    }
}
