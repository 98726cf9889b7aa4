public import Operations
public import Rollout

extension Declaration {
    /// What the configuration declares of a deployment that the control log lacks.
    public init(_ configured: DeploymentConfiguration) {
        self.init(
            input: Input(
                topic: configured.input.topic,
                format: InputFormat(rawValue: configured.input.format.rawValue) ?? .json,
                id: configured.input.id,
                time: configured.input.time,
                features: configured.input.features
            ),
            output: Output(
                topic: configured.output.topic,
                format: OutputFormat(rawValue: configured.output.format.rawValue) ?? .json,
                headers: configured.output.headers
            ),
            model: configured.model,
            version: configured.version,
            fallback: configured.fallback.map { step in
                switch step {
                case .version(let version): .version(version)
                case .constant(let value): .constant(value)
                }
            },
            policy: configured.policy?.encoded()
        )
    }

    /// What of `configured` the log has otherwise and an instance cannot follow: it reads and writes
    /// the topics of its configuration, for which it has the partitions counted.
    ///
    /// - Returns: the difference in words with its remedy; nil for none.
    func conflict(with configured: DeploymentConfiguration) -> String? {
        let pairs = [
            ("input.topic", input.topic, configured.input.topic),
            ("output.topic", output.topic, configured.output.topic),
        ]
        for (key, declared, wanted) in pairs where declared != wanted {
            return
                "deployment '\(configured.name)': \(key) is '\(wanted)' in the configuration and "
                + "'\(declared)' in the control log, which decides; correct the configuration, or "
                + "declare a deployment of another name"
        }
        return nil
    }

    /// In what `configured` differs besides, each in words: the log's side is served.
    func differences(from configured: DeploymentConfiguration) -> [String] {
        let wanted = Declaration(configured)
        var found: [String] = []
        if input != wanted.input { found.append("input") }
        if output != wanted.output { found.append("output") }
        if model != wanted.model { found.append("model") }
        if fallback != wanted.fallback { found.append("fallback") }
        if policy != wanted.policy { found.append("policy") }
        return found
    }
}

extension DeploymentConfiguration {
    /// The deployment as the control log has it, which decides.
    func following(_ declared: Declaration) -> DeploymentConfiguration {
        var followed = self
        followed.input.format = InputFormat(rawValue: declared.input.format.rawValue) ?? .json
        followed.input.id = declared.input.id
        followed.input.time = declared.input.time
        followed.input.features = declared.input.features
        followed.output.headers = declared.output.headers
        followed.model = declared.model
        followed.version = declared.version
        return followed
    }
}
