import BrokerFixture
import Foundation
import Kafka
import Operations
import StreamScorer

/// A broker, topics of a test's own, and a configuration file that services are started from.
final class ServiceHarness {
    /// What a test may ask for.
    struct Options {
        var delivery = "exactly_once"
        var onError = "dead_letter"
        var workers = 1
        var commitIntervalMs = 50
        var transactionTimeoutMs = 60_000
        var partitions = 3
        var outputPartitions: Int?
        var deadLetterPartitions: Int?
        var topicSettings: [String: String] = [:]
        var deadLetterSettings: [String: String] = [:]
        var shadowSettings: [String: String] = [:]
        var format = "json"
        var model = "delay"
        var version = "v1"
        var models = Flights.models
        var addsHeaders = true
        /// Further lines of the file, at its top level.
        var lines: [String] = []
        var kafka: [String: String] = [:]
    }

    let broker: TestBroker
    let options: Options
    let group = UniqueName.make("scorer")
    let features = UniqueName.make("features")
    let predictions = UniqueName.make("predictions")
    let deadLetters = UniqueName.make("dead-letters")
    let shadowPredictions = UniqueName.make("shadow-predictions")
    let observations = UniqueName.make("observations")
    let control = UniqueName.make("control")
    let status = UniqueName.make("status")
    let client: TestTopicClient
    private let folder: URL

    var outputPartitions: Int { options.outputPartitions ?? options.partitions }
    var deadLetterPartitions: Int { options.deadLetterPartitions ?? options.partitions }

    init(_ broker: TestBroker, _ options: Options = Options()) throws {
        self.broker = broker
        self.options = options
        client = TestTopicClient(bootstrapServers: broker.bootstrapServers)
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(group)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try broker.createTopic(
            features,
            partitions: options.partitions,
            settings: options.topicSettings
        )
        try broker.createTopic(predictions, partitions: outputPartitions)
        try broker.createTopic(
            deadLetters,
            partitions: deadLetterPartitions,
            settings: options.deadLetterSettings
        )
        try broker.createTopic(
            shadowPredictions,
            partitions: options.partitions,
            settings: options.shadowSettings
        )
        try broker.createTopic(observations, partitions: 2)
        try broker.createTopic(
            control,
            partitions: 1,
            settings: ["message.timestamp.type": "LogAppendTime", "retention.ms": "-1"]
        )
        try broker.createTopic(status, partitions: 1, settings: ["cleanup.policy": "compact"])
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Starts a service.
    ///
    /// - Parameters:
    ///   - instance: its name; two services of one name fence each other.
    ///   - adjust: changes the options for this service alone.
    /// - Returns: the service, its workers started.
    /// - Throws: what keeps it from starting.
    func start(
        instance: String = "a",
        adjust: (inout Options) -> Void = { _ in }
    ) throws -> RunningService {
        var options = options
        adjust(&options)
        // A member that leaves the embedded broker's group is waited for until its session ends.
        if broker.faults != nil { options.kafka["session.timeout.ms"] = "6000" }
        return try RunningService(
            configuration(instance: instance, options),
            logLevel: ProcessInfo.processInfo.environment["STREAM_SCORER_TEST_LOG"] == nil
                ? .error : .debug
        )
    }

    func configuration(
        instance: String,
        _ options: Options
    ) throws -> ServeConfiguration {
        let file = folder.appendingPathComponent("\(instance).yaml").path
        let input =
            options.format == "json"
            ? "{topic: \(features), format: json, id: /id, time: /ts, features: /features}"
            : "{topic: \(features), format: \(options.format)}"
        let properties = options.kafka.sorted { $0.key < $1.key }.map {
            "  \($0.key): '\($0.value)'"
        }
        let text =
            (["kafka:", "  bootstrap.servers: '\(broker.bootstrapServers)'"] + properties + [
                "group: \(group)", "instance: \(instance)", "workers: \(options.workers)",
                "models: '\(options.models)'", "delivery: \(options.delivery)",
                "commit_interval_ms: \(options.commitIntervalMs)",
                "transaction_timeout_ms: \(options.transactionTimeoutMs)",
                "on_error: \(options.onError)",
                "topics: {dead_letters: \(deadLetters), shadow_predictions: \(shadowPredictions),",
                "  control: \(control), status: \(status), observations: \(observations)}",
                "http: {host: 127.0.0.1, port: 0}",
            ] + options.lines + [
                "deployments:", "  - name: flights", "    input: \(input)",
                "    output: {topic: \(predictions), format: json, headers: \(options.addsHeaders)}",
                "    model: \(options.model)", "    version: \(options.version)",
            ]).joined(separator: "\n") + "\n"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return try ServeConfiguration.read(path: file, overrides: [], environment: [:])
    }

    /// Writes events.
    func send(_ records: [TestRecord]) throws { try client.write(records, to: features) }

    /// Reads the predictions back, waiting for `count`.
    func readPredictions(_ count: Int, seconds: Double = 120) throws -> [TestRecord] {
        try client.read(predictions, partitions: outputPartitions, count: count, seconds: seconds)
    }

    /// What was observed, waiting until so many events are counted.
    func readObservations(
        events: Int,
        seconds: Double = 40
    ) throws -> ObservedTotals {
        let end = Date().addingTimeInterval(seconds)
        while true {
            let records = try client.read(observations, partitions: 2, count: 1, seconds: 5)
            let totals = try ObservedTotals(records)
            if totals.events >= events || Date() > end { return totals }
        }
    }

    /// Reads the dead letters back, waiting for `count`.
    func readDeadLetters(_ count: Int, seconds: Double = 40) throws -> [TestRecord] {
        try client.read(
            deadLetters,
            partitions: deadLetterPartitions,
            count: count,
            seconds: seconds
        )
    }
}
