/// What is scored by which model, and where it goes.
public struct DeploymentConfiguration: Sendable, Hashable {
    /// The form of an event's value.
    public enum InputFormat: String, Sendable, Hashable {
        /// An object with the features by name, or as an array in the model's order.
        case json
        /// The row itself: little-endian float32.
        case f32
    }

    /// The form of a prediction's value.
    public enum OutputFormat: String, Sendable, Hashable {
        /// An object.
        case json
    }

    /// Where events come from and how they look.
    public struct Input: Sendable, Hashable {
        /// The topic.
        public var topic: String
        /// The form of the value.
        public var format: InputFormat
        /// JSON pointer to the id; `json` only.
        public var id: String
        /// JSON pointer to the time; `json` only.
        public var time: String
        /// JSON pointer to the features; `json` only.
        public var features: String
    }

    /// Where predictions go and how they look.
    public struct Output: Sendable, Hashable {
        /// The topic.
        public var topic: String
        /// The form of the value.
        public var format: OutputFormat
        /// Whether the model, version and revision are added as headers.
        public var headers: Bool
    }

    /// The deployment's name.
    public var name: String
    /// The events.
    public var input: Input
    /// The predictions.
    public var output: Output
    /// The model's name.
    public var model: String
    /// The model's version.
    public var version: String
}
