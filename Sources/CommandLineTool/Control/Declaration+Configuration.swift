import Operations
import Rollout

extension Declaration {
    /// A deployment as the configuration file has it.
    init(_ configuration: DeploymentConfiguration) {
        self.init(
            input: Input(
                topic: configuration.input.topic,
                format: InputFormat(rawValue: configuration.input.format.rawValue) ?? .json,
                id: configuration.input.id,
                time: configuration.input.time,
                features: configuration.input.features
            ),
            output: Output(
                topic: configuration.output.topic,
                format: OutputFormat(rawValue: configuration.output.format.rawValue) ?? .json,
                headers: configuration.output.headers
            ),
            model: configuration.model,
            version: configuration.version,
            fallback: configuration.fallback.map { entry in
                switch entry {
                case .version(let version): .version(version)
                case .constant(let value): .constant(value)
                }
            }
        )
    }
}
