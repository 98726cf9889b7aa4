/// The headers that a prediction adds to the event's own.
public enum PredictionHeaders {
    /// The model's name.
    public static let model: StaticString = "stream-scorer-model"
    /// The model's version.
    public static let version: StaticString = "stream-scorer-version"
    /// The revision of the routing that sent the event to this version.
    public static let revision: StaticString = "stream-scorer-revision"
    /// Why the version that the event was routed to did not answer; with route `fallback` only.
    public static let fallbackReason: StaticString = "stream-scorer-fallback-reason"

    /// The three headers with their values, in UTF-8.
    public static func build(
        model: String,
        version: String,
        revision: Int64
    ) -> [(name: String, value: [UInt8])] {
        [
            (Self.model.description, Array(model.utf8)),
            (Self.version.description, Array(version.utf8)),
            (Self.revision.description, Array(String(revision).utf8)),
        ]
    }
}
