/// What a prediction says: one number, or a class with the probabilities of all.
public enum PredictionShape: Sendable, Hashable {
    /// `"prediction": 0.2731`.
    case single
    /// `"prediction": 2, "probabilities": […]`, and `"label"` where the classes are named.
    case classes([String]?, count: Int)

    /// How many numbers of a model's output make one prediction.
    public var scoreCount: Int {
        switch self {
        case .single: 1
        case .classes(_, let count): count
        }
    }
}

/// Writes predictions as JSON.
///
/// One for every deployment, model, version, route and revision: the text that does not change is
/// made once.
///
/// | member | is |
/// | --- | --- |
/// | `id`, `ts` | the event's |
/// | `deployment`, `model`, `version`, `route`, `revision` | what answered, and what sent the event there |
/// | `prediction` | the score; with several classes the index of the most probable, the first of equals |
/// | `probabilities`, `label` | with several classes only |
///
/// - Thread safety: may be shared.
public struct PredictionEncoder: Sendable {
    /// What it writes of the scores.
    public var shape: PredictionShape { scoreText.shape }

    private let beforeTime: [UInt8]
    private let afterTime: [UInt8]
    private let beforeID: [UInt8]
    private let scoreText: ScoreText

    /// Makes the text that does not change.
    ///
    /// - Precondition: with classes: at least one, and as many labels, if any.
    public init(
        deployment: String,
        model: String,
        version: String,
        route: String,
        revision: Int64,
        output: PredictionShape
    ) {
        scoreText = ScoreText(output)
        beforeID = Array(#"{"id":""#.utf8)
        beforeTime = Array(#"","ts":"#.utf8)
        var text = Array(",\"deployment\":".utf8) + JSONText.quoted(deployment)
        text += Array(",\"model\":".utf8) + JSONText.quoted(model)
        text += Array(",\"version\":".utf8) + JSONText.quoted(version)
        text += Array(",\"route\":".utf8) + JSONText.quoted(route)
        text += Array(",\"revision\":\(revision),\"prediction\":".utf8)
        afterTime = text
    }

    /// The most bytes that a prediction takes.
    public func maxBytes(idBytes: Int) -> Int {
        let fixed = beforeID.count + beforeTime.count + afterTime.count
        return fixed + idBytes + scoreText.maxBytes + Decimal.maxBytes + 1
    }

    /// Writes one prediction.
    ///
    /// - Parameters:
    ///   - id: the id as it stands between quotes in JSON.
    ///   - timeMs: the event's time, or its record's, in Unix milliseconds.
    ///   - scores: as many as ``PredictionShape/scoreCount``, each finite.
    ///   - destination: at least ``maxBytes(idBytes:)`` bytes.
    /// - Returns: the number of bytes written.
    /// - Precondition: enough scores and enough room. A score that is not finite is written as
    ///   `null`: JSON has no other word for it.
    /// - Complexity: O(bytes). Allocates nothing.
    public func encode(
        id: RawSpan,
        timeMs: Int64,
        scores: Span<Double>,
        to destination: UnsafeMutableRawBufferPointer
    ) -> Int {
        precondition(
            destination.count >= maxBytes(idBytes: id.byteCount),
            "room for the longest prediction"
        )
        // SAFETY: the destination has maxBytes(idBytes:) bytes, which bound all that follows.
        var out = unsafe TextWriter(destination)
        putMembers(id: id, timeMs: timeMs, scores: scores, in: &out)
        out.put(UInt8(ascii: "}"))
        return out.count
    }

    /// Writes the object but for its closing brace.
    func putMembers(id: RawSpan, timeMs: Int64, scores: Span<Double>, in out: inout TextWriter) {
        out.put(beforeID.span.octets)
        out.put(id)
        out.put(beforeTime.span.octets)
        out.put(timeMs)
        out.put(afterTime.span.octets)
        scoreText.put(scores, in: &out)
    }
}
