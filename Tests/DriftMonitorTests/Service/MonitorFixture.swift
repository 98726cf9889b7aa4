import BrokerFixture
import Foundation
import Kafka
import Observation
import Operations

@testable import DriftMonitor

/// An embedded broker with the topics of a deployment, and monitors that read them.
final class MonitorFixture {
    static let topics = [
        "features": 4, "predictions": 4, "observations": 4, "control": 1, "status": 1, "labels": 4,
        "shadow-predictions": 4, "monitor-state": 1,
    ]

    let broker: EmbeddedBroker
    private let producer: Producer

    /// Starts the broker, declares the deployment `flights`, and makes a topic of alerts of each name;
    /// without a control log nothing is declared.
    init(alertTopics: [String] = ["alerts"], hasControl: Bool = true) throws {
        broker = try EmbeddedBroker()
        for (name, partitions) in Self.topics where hasControl || name != "control" {
            try broker.createTopic(name, partitions: partitions)
        }
        for name in alertTopics { try broker.createTopic(name, partitions: 2) }
        producer = try Producer(["bootstrap.servers": broker.bootstrapServers])
        guard hasControl else { return }
        let deploy = """
            {"id":"d","deployment":"flights","kind":"deploy","issuer":"test@here","model":"delay",\
            "version":"v1","input":{"topic":"features","format":"json"},\
            "output":{"topic":"predictions","format":"json"}}
            """
        try write([(key: "flights", value: Array(deploy.utf8))], to: "control")
    }

    /// The configuration of a monitor; nil where it cannot be read.
    static func configuration(
        bootstrap: String,
        name: String = "monitor",
        alerts: String = "alerts",
        more: String = "",
        input: String = "input: {topic: features}",
        others: [String] = []
    ) -> ServeConfiguration? {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent(UniqueName.make("monitor") + ".yaml").path
        let text = """
            kafka: {bootstrap.servers: "\(bootstrap)"}
            group: g
            topics: {alerts: \(alerts)}
            monitor: {name: \(name), idle_ms: 500, snapshot_interval_ms: 100\(more)}
            deployments:
              - name: flights
                \(input)
                output: {topic: predictions}
                model: delay
                version: v1
            """
        let lines = [text] + others.map { "  - \($0)" }
        defer { try? FileManager.default.removeItem(atPath: path) }
        try? Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
        return try? ServeConfiguration.read(path: path, overrides: [], environment: [:])
    }

    /// Starts a monitor.
    func start(
        name: String = "monitor",
        alerts: String = "alerts",
        more: String = "",
        input: String = "input: {topic: features}",
        others: [String] = [],
        endsAtEnd: Bool = true,
        facts: @escaping RunningMonitor.Facts = RunningMonitor.noFacts
    ) throws -> RunningMonitor {
        guard
            let configuration = Self.configuration(
                bootstrap: broker.bootstrapServers,
                name: name,
                alerts: alerts,
                more: more,
                input: input,
                others: others
            )
        else { throw FixtureError("the configuration cannot be read") }
        return try RunningMonitor(configuration, endsAtEnd: endsAtEnd, facts: facts)
    }

    /// Writes records and waits until the broker has them.
    func write(_ records: [(key: String, value: [UInt8])], to name: String) throws {
        let topic = try producer.topic(name)
        for record in records {
            let key = Array(record.key.utf8)
            let page = RecordPage(bytes: key.count + record.value.count, records: 1)
            page.reserve(key.count + record.value.count)?.copyBytes(from: key + record.value)
            page.commitRecord(
                topic: topic,
                partition: -1,
                timestampMs: 0,
                keyBytes: key.count,
                valueBytes: record.value.count,
                tag: 0
            )
            while try producer.produce(page, from: 0) == 0 { producer.poll(timeoutMs: 10) }
        }
        try producer.flush(timeoutMs: 10_000)
    }

    /// What a topic holds, in the order of partitions and offsets.
    func read(_ topic: String, partitions: Int32 = 2) throws -> [[UInt8]] {
        let consumer = try Consumer([
            "bootstrap.servers": broker.bootstrapServers, "enable.partition.eof": "true",
        ])
        defer { consumer.close() }
        try consumer.assign(
            (0..<partitions).map {
                PartitionOffset(topic: topic, partition: $0, offset: PartitionOffset.beginning)
            }
        )
        var values: [Int32: [[UInt8]]] = [:]
        var unfinished = Set(0..<partitions)
        var batch = MessageBatch(capacity: 1_000)
        while !unfinished.isEmpty {
            consumer.poll(into: &batch, timeoutMs: 200)
            for index in 0..<batch.count {
                if batch[index].error == .partitionEnd {
                    unfinished.remove(batch[index].partition)
                } else if batch[index].error == nil {
                    values[batch[index].partition, default: []].append(batch[index].value.copy)
                }
            }
        }
        return values.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    /// Observations of four input partitions: two stretches with undecodable events, and one in which
    /// a partition is silent.
    static func observations(count: Int, seed: Int) -> [(key: String, value: [UInt8])] {
        var random = SplitMix64(seed)
        var clocks = [Int64?](repeating: nil, count: 4)
        return (0..<count).map { index in
            var partition = random.below(4)
            if partition == 3, (count * 2 / 5..<count * 3 / 5).contains(index) { partition = 0 }
            let time = 1_364_774_400_000 + Int64(index) * 2_000 - Int64(random.below(3_000))
            clocks[partition] = max(clocks[partition] ?? time, time)
            let isBroken =
                (count / 5..<count * 3 / 10).contains(index) || index > count * 4 / 5
            let rows = 1 + random.below(30)
            let record = ObservationRecord(
                deployment: "flights",
                partition: Int32(partition),
                fromOffset: 0,
                nextOffset: Int64(rows),
                clockMs: clocks[partition],
                paneMs: 60_000,
                latenessMs: 60_000,
                late: 0,
                ahead: 0,
                untimed: 0,
                panes: [
                    .init(
                        startMs: time - time % 60_000,
                        undecodable: isBroken ? rows / 4 : 0,
                        arms: [ArmCounters(arm: Arm(version: "v1", route: "champion"), rows: rows)]
                    )
                ]
            )
            return (record.key, record.encoded())
        }
    }
}

/// A monitor within the test's process.
final class RunningMonitor {
    typealias Facts = @Sendable (_ model: String, _ version: String) throws -> VersionFacts

    static let noFacts: Facts = { _, _ in VersionFacts(baseline: nil, kind: .probability) }

    let stop: StopFlag
    let metrics: MetricRegistry
    private let service: MonitorService

    init(
        _ configuration: ServeConfiguration,
        endsAtEnd: Bool,
        facts: @escaping Facts = noFacts
    ) throws {
        let surroundings = Self.surroundings(facts)
        stop = surroundings.stop
        metrics = surroundings.metrics
        service = try MonitorService(configuration, surroundings, endsAtEnd: endsAtEnd)
    }

    static func surroundings(_ facts: @escaping Facts) -> MonitorSurroundings {
        MonitorSurroundings(
            logger: Logger(format: .json, minimum: .error),
            metrics: MetricRegistry(),
            readiness: Readiness(),
            stop: StopFlag(),
            facts: facts
        )
    }

    /// Waits until it has ended by itself.
    func join() throws { try service.join() }

    /// Tells it to stop, and waits.
    func end() throws {
        stop.raise()
        try service.join()
    }
}
