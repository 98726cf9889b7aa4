/// What a prediction's value says; its texts stand in the payload.
public struct PredictionRecord: Sendable, Hashable, BitwiseCopyable {
    /// The event's id, hashed, escapes resolved.
    public let id: TextHash
    /// The event's time, in Unix milliseconds.
    public let timeMs: Int64
    /// The deployment's name.
    public let deployment: CapturedValue
    /// The version that answered.
    public let version: CapturedValue
    /// Why it answered; `shadow` for a shadow prediction.
    public let route: CapturedValue
    /// The state of the control log that routed the event.
    public let revision: Int64
    /// What it answered.
    public let answer: Answer
    /// What was served for the event; nil but for a shadow prediction.
    public let served: Served?

    /// A version's answer.
    public struct Answer: Sendable, Hashable, BitwiseCopyable {
        /// The number; with several classes the index of the likeliest.
        public let prediction: Double
        /// With exactly two classes the probability of the second, else nil.
        public let positive: Double?

        /// The number to compare with a label: of two classes the probability of the second, else the
        /// prediction.
        public var score: Double { positive ?? prediction }
    }

    /// What was served beside a shadow prediction.
    public struct Served: Sendable, Hashable, BitwiseCopyable {
        /// The version that served.
        public let version: CapturedValue
        /// What it answered.
        public let answer: Answer
    }
}
