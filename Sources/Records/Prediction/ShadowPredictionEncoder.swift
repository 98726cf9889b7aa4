/// Writes a challenger's predictions as JSON, each with the served one beside it.
///
/// The members are those of a prediction (``PredictionEncoder``), `"route":"shadow"`, and last
/// `"served":{"version":…,"prediction":…}` with the served prediction's `label` and `probabilities`
/// where it has them. One for every deployment, model, version and revision.
///
/// - Thread safety: may be shared.
public struct ShadowPredictionEncoder: Sendable {
    private let prediction: PredictionEncoder

    /// Makes the text that does not change.
    ///
    /// - Precondition: with classes: at least one, and as many labels, if any.
    public init(
        deployment: String,
        model: String,
        version: String,
        revision: Int64,
        output: PredictionShape
    ) {
        prediction = PredictionEncoder(
            deployment: deployment,
            model: model,
            version: version,
            route: "shadow",
            revision: revision,
            output: output
        )
    }

    /// What it writes of the challenger's scores.
    public var shape: PredictionShape { prediction.shape }

    /// The most bytes that a shadow prediction takes beside `served`.
    public func maxBytes(idBytes: Int, served: ServedText) -> Int {
        prediction.maxBytes(idBytes: idBytes) + served.maxBytes
    }

    /// Writes one shadow prediction.
    ///
    /// - Parameters:
    ///   - id: the id as it stands between quotes in JSON.
    ///   - timeMs: the event's time, or its record's, in Unix milliseconds.
    ///   - scores: the challenger's, as many as its ``PredictionShape/scoreCount``, each finite.
    ///   - served: how the served prediction is written.
    ///   - servedScores: the served prediction's scores, as many as its shape says, each finite.
    ///   - destination: at least ``maxBytes(idBytes:served:)`` bytes.
    /// - Returns: the number of bytes written.
    /// - Precondition: enough scores and enough room.
    /// - Complexity: O(bytes). Allocates nothing.
    public func encode(
        id: RawSpan,
        timeMs: Int64,
        scores: Span<Double>,
        served: ServedText,
        servedScores: Span<Double>,
        to destination: UnsafeMutableRawBufferPointer
    ) -> Int {
        precondition(
            destination.count >= maxBytes(idBytes: id.byteCount, served: served),
            "room for the longest shadow prediction"
        )
        // SAFETY: the destination has maxBytes(idBytes:served:) bytes, which bound all that follows.
        var out = unsafe TextWriter(destination)
        prediction.putMembers(id: id, timeMs: timeMs, scores: scores, in: &out)
        served.put(servedScores, in: &out)
        out.put(UInt8(ascii: "}"))
        return out.count
    }
}
