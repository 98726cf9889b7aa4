/// What a deployment is: its topics, its model, its first champion and what stands in for it.
public struct Declaration: Sendable, Equatable {
    /// The form of an event's value.
    public enum InputFormat: String, Sendable, Equatable, CaseIterable {
        /// An object.
        case json
        /// The row itself: little-endian float32.
        case f32
    }

    /// The form of a prediction's value.
    public enum OutputFormat: String, Sendable, Equatable, CaseIterable {
        /// An object.
        case json
    }

    /// Where events come from and how they look.
    public struct Input: Sendable, Equatable {
        /// The topic.
        public var topic: String
        /// The form of the value.
        public var format: InputFormat
        /// JSON pointer to the id.
        public var id: String
        /// JSON pointer to the time.
        public var time: String
        /// JSON pointer to the features; empty: the event itself.
        public var features: String

        /// An input; the defaults are those of the configuration file.
        public init(
            topic: String,
            format: InputFormat = .json,
            id: String = "/id",
            time: String = "/ts",
            features: String = "/features"
        ) {
            self.topic = topic
            self.format = format
            self.id = id
            self.time = time
            self.features = features
        }
    }

    /// Where predictions go and how they look.
    public struct Output: Sendable, Equatable {
        /// The topic.
        public var topic: String
        /// The form of the value.
        public var format: OutputFormat
        /// Whether model, version and revision are added as headers.
        public var headers: Bool

        /// An output; the defaults are those of the configuration file.
        public init(topic: String, format: OutputFormat = .json, headers: Bool = true) {
            self.topic = topic
            self.format = format
            self.headers = headers
        }
    }

    /// What stands in for a served version that fails.
    public enum Fallback: Sendable, Equatable {
        /// Another version of the model.
        case version(String)
        /// A finite prediction.
        case constant(Double)
    }

    /// The events.
    public var input: Input
    /// The predictions.
    public var output: Output
    /// The model's name.
    public var model: String
    /// The version; the first champion of a new deployment.
    public var version: String
    /// What stands in, in this order, after the previous champion.
    public var fallback: [Fallback]
    /// Canonical JSON text of the policy, nil where there is none.
    public var policy: String?

    /// A declaration.
    public init(
        input: Input,
        output: Output,
        model: String,
        version: String,
        fallback: [Fallback] = [],
        policy: String? = nil
    ) {
        self.input = input
        self.output = output
        self.model = model
        self.version = version
        self.fallback = fallback
        self.policy = policy
    }
}

extension Declaration {
    var members: [(String, JSONValue?)] {
        [
            ("input", inputValue), ("output", outputValue(withHeaders: true)),
            ("model", .string(model)), ("version", .string(version)),
            ("fallback", fallback.isEmpty ? nil : fallbackValue), ("policy", policyValue),
        ]
    }

    var inputValue: JSONValue {
        .object(of: [
            ("topic", .string(input.topic)), ("format", .string(input.format.rawValue)),
            ("id", .string(input.id)), ("time", .string(input.time)),
            ("features", .string(input.features)),
        ])
    }

    func outputValue(withHeaders: Bool) -> JSONValue {
        .object(of: [
            ("topic", .string(output.topic)), ("format", .string(output.format.rawValue)),
            ("headers", withHeaders ? .bool(output.headers) : nil),
        ])
    }

    var fallbackValue: JSONValue {
        .array(
            fallback.map { entry in
                switch entry {
                case .version(let version): .object(of: [("version", .string(version))])
                case .constant(let value): .object(of: [("constant", .number("\(value)"))])
                }
            }
        )
    }

    /// The policy as a value; a text that is no policy, made by code, is none.
    var policyValue: JSONValue? {
        policy.flatMap {
            try? JSONReader.read(
                Array($0.utf8),
                maxBytes: CommandLimits.valueBytes,
                maxDepth: CommandLimits.depth
            )
        }
    }

    /// The versions of the fallback chain.
    var fallbackVersions: [String] {
        fallback.compactMap {
            guard case .version(let version) = $0 else { return nil }
            return version
        }
    }
}
