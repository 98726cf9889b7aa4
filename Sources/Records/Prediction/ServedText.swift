/// Writes what was served for an event into the shadow prediction of that event.
///
/// One for every version and shape that can answer. Thread safety: may be shared.
public struct ServedText: Sendable {
    private let before: [UInt8]
    private let scoreText: ScoreText

    /// Makes the text that does not change.
    ///
    /// - Parameters:
    ///   - version: as the served prediction names it.
    ///   - output: what the served prediction writes of its scores.
    /// - Precondition: with classes: at least one, and as many labels, if any.
    public init(version: String, output: PredictionShape) {
        scoreText = ScoreText(output)
        before =
            Array(",\"served\":{\"version\":".utf8) + JSONText.quoted(version)
            + Array(",\"prediction\":".utf8)
    }

    /// The most bytes that it takes.
    var maxBytes: Int { before.count + scoreText.maxBytes + 1 }

    func put(_ scores: Span<Double>, in out: inout TextWriter) {
        out.put(before.span.octets)
        scoreText.put(scores, in: &out)
        out.put(UInt8(ascii: "}"))
    }
}
