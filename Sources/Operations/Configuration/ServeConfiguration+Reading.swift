internal import Glibc
public import Yaml

extension ServeConfiguration {
    /// Reads and checks a configuration file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - overrides: librdkafka's properties of `-X name=value`; they win over the file's.
    ///   - environment: where `${NAME}` is looked up.
    /// - Returns: the configuration with every default filled in.
    /// - Throws: `YamlError` that names file, line, column, key and remedy.
    public static func read(
        path: String,
        overrides: [(String, String)],
        environment: [String: String]
    ) throws(YamlError) -> ServeConfiguration {
        let root = try YamlDocument.read(path: path)
        return try read(root, file: path, overrides: overrides, environment: environment)
    }

    static func read(
        _ root: YamlNode,
        file: String,
        overrides: [(String, String)],
        environment: [String: String]
    ) throws(YamlError) -> ServeConfiguration {
        let top = try ConfigurationSection(
            YamlMapping(root, file: file),
            declaredAt: "",
            unsupported: ["policy", "fallback"]
        )
        let kafka = KafkaSection(
            substitution: Substitution(environment: environment),
            allowsSaslPlaintext: try top.flag(ServeKeys.allowSaslPlaintext)
        )
        let http = try top.section(ServeKeys.http)
        let log = try top.section(ServeKeys.log)
        let configuration = ServeConfiguration(
            kafka: try kafka.read(properties(top.mapping), overrides: overrides),
            group: try top.text(ServeKeys.group),
            instance: try top.text(ServeKeys.instance, computed: hostName()),
            workers: try top.whole(
                ServeKeys.workers,
                computed: min(256, OwnedThread.usableCores)
            ),
            models: try top.text(ServeKeys.models),
            heldVersions: try top.whole(ServeKeys.heldVersions),
            delivery: Delivery(rawValue: try top.choice(ServeKeys.delivery)) ?? .exactlyOnce,
            commitIntervalMs: try top.whole(ServeKeys.commitIntervalMs),
            transactionTimeoutMs: try top.whole(ServeKeys.transactionTimeoutMs),
            drainTimeoutMs: try top.whole(ServeKeys.drainTimeoutMs),
            maxBatch: try top.whole(ServeKeys.maxBatch),
            maxEventBytes: try top.whole(ServeKeys.maxEventBytes),
            onError: ErrorPolicy(rawValue: try top.choice(ServeKeys.onError)) ?? .deadLetter,
            staticMembership: try top.flag(ServeKeys.staticMembership),
            topics: try topicNames(top.section(ServeKeys.topics)),
            shadowShare: try top.section(ServeKeys.shadows).number(ServeKeys.shadowShare),
            shadowsShed: try top.section(ServeKeys.shadows).flag(ServeKeys.shadowShed),
            observing: try observing(top),
            http: HTTPAddress(
                host: try http.text(ServeKeys.httpHost),
                port: UInt16(try http.whole(ServeKeys.httpPort))
            ),
            logLevel: LogLevel(name: try log.choice(ServeKeys.logLevel)) ?? .info,
            logFormat: Logger.Format(rawValue: try log.choice(ServeKeys.logFormat)) ?? .automatic,
            monitor: try MonitorConfiguration.read(
                top,
                paneMs: Int64(observing(top)?.paneMs ?? 60_000)
            ),
            deployments: try deployments(top.mapping)
        )
        try configuration.check(top.mapping)
        return configuration
    }

    /// The `kafka` section; empty when the file has none, as `-X` alone may name the broker.
    private static func properties(_ top: YamlMapping) throws(YamlError) -> YamlMapping {
        if let section = try top.optionalMapping("kafka") { return section }
        let empty = YamlNode(place: top.place, content: .mapping([]))
        return try YamlMapping(empty, file: top.file, path: "kafka")
    }

    private static func topicNames(
        _ section: ConfigurationSection
    ) throws(YamlError) -> TopicNames {
        TopicNames(
            control: try section.text(ServeKeys.controlTopic),
            status: try section.text(ServeKeys.statusTopic),
            observations: try section.text(ServeKeys.observationsTopic),
            alerts: try section.text(ServeKeys.alertsTopic),
            deadLetters: try section.text(ServeKeys.deadLettersTopic),
            shadowPredictions: try section.text(ServeKeys.shadowTopic)
        )
    }

    private static func observing(
        _ top: ConfigurationSection
    ) throws(YamlError) -> Observing? {
        guard top.mapping[ServeKeys.observe.name] != nil else { return nil }
        let section = try top.section(ServeKeys.observe)
        return Observing(
            paneMs: try section.whole(ServeKeys.observePaneMs),
            latenessMs: try section.whole(ServeKeys.observeLatenessMs),
            maxJumpMs: try section.whole(ServeKeys.observeMaxJumpMs)
        )
    }

    private static func deployments(
        _ top: YamlMapping
    ) throws(YamlError) -> [DeploymentConfiguration] {
        let list = try top.sequence("deployments")
        guard !list.isEmpty else { throw top.error("deployments", "at least one is required") }
        guard list.count <= 100 else { throw top.error("deployments", "more than 100") }
        var deployments: [DeploymentConfiguration] = []
        for entry in list {
            let deployment = try deployment(entry.mapping())
            guard !deployments.contains(where: { $0.name == deployment.name }) else {
                throw entry.error("a second deployment named '\(deployment.name)'")
            }
            deployments.append(deployment)
        }
        return deployments
    }

    private static func deployment(
        _ mapping: YamlMapping
    ) throws(YamlError) -> DeploymentConfiguration {
        let entry = try ConfigurationSection(mapping, declaredAt: "deployments[]")
        let input = try entry.section(ServeKeys.input, isRequired: true)
        let output = try entry.section(ServeKeys.output, isRequired: true)
        let later = ["avro", "protobuf", "oip"]
        let format = DeploymentConfiguration.InputFormat(
            rawValue: try input.choice(ServeKeys.inputFormat, later: later)
        )
        if format == .f32 {
            for key in [ServeKeys.inputID, ServeKeys.inputTime, ServeKeys.inputFeatures] {
                if let value = input.mapping[key.name] {
                    throw value.error("format f32 has no members to point to; leave it out")
                }
            }
        }
        let outputFormat = DeploymentConfiguration.OutputFormat(
            rawValue: try output.choice(ServeKeys.outputFormat, later: later + ["f32"])
        )
        return DeploymentConfiguration(
            name: try entry.text(ServeKeys.deploymentName),
            input: DeploymentConfiguration.Input(
                topic: try input.text(ServeKeys.inputTopic),
                format: format ?? .json,
                id: try input.text(ServeKeys.inputID),
                time: try input.text(ServeKeys.inputTime),
                features: try input.text(ServeKeys.inputFeatures)
            ),
            output: DeploymentConfiguration.Output(
                topic: try output.text(ServeKeys.outputTopic),
                format: outputFormat ?? .json,
                headers: try output.flag(ServeKeys.outputHeaders)
            ),
            model: try entry.text(ServeKeys.model),
            version: try entry.text(ServeKeys.version),
            fallback: try fallback(entry.mapping),
            deadlineMs: try entry.whole(ServeKeys.deadlineMs),
            breaker: try breaker(entry.section(ServeKeys.breaker)),
            policy: try PolicySection.read(entry.mapping)
        )
    }

    /// The rules that span keys.
    private func check(_ top: YamlMapping) throws(YamlError) {
        guard commitIntervalMs <= transactionTimeoutMs / 2 else {
            throw top.error(
                "commit_interval_ms",
                "\(commitIntervalMs) is more than half of transaction_timeout_ms"
                    + " (\(transactionTimeoutMs))"
            )
        }
        let own = [
            ("control", topics.control), ("status", topics.status),
            ("observations", topics.observations), ("alerts", topics.alerts),
            ("dead_letters", topics.deadLetters), ("shadow_predictions", topics.shadowPredictions),
            ("monitor.topics.state", monitor.stateTopic),
        ]
        for (index, (name, topic)) in own.enumerated() {
            if let other = own[..<index].first(where: { $0.1 == topic }) {
                throw top.error("topics", "\(name) and \(other.0) are both '\(topic)'")
            }
        }
        let outputs = Set(deployments.map(\.output.topic))
        for (index, deployment) in deployments.enumerated() {
            let input = deployment.input.topic
            let isOwn = own.contains { $0.1 == input }
            guard !isOwn && !outputs.contains(input) else {
                throw top.error(
                    "deployments",
                    "deployments[\(index)].input.topic '\(input)' is a topic that the service"
                        + " writes: it would read its own output"
                )
            }
            guard !own.contains(where: { $0.1 == deployment.output.topic }) else {
                throw top.error(
                    "deployments",
                    "deployments[\(index)].output.topic '\(deployment.output.topic)' is one of"
                        + " 'topics'"
                )
            }
        }
    }

    /// The host's name, or nil where the system gives none that can be an instance.
    private static func hostName() -> String? {
        var bytes = [CChar](repeating: 0, count: 256)
        // SAFETY: at most 255 bytes are written; the last stays zero.
        guard unsafe gethostname(&bytes, 255) == 0 else { return nil }
        let name = String(
            decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
        return TextRule.name.allows(name) ? name : nil
    }
}
