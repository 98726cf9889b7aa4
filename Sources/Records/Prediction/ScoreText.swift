/// What a model said of one row, as members of an object: the value of `prediction`, and with several
/// classes `label` and `probabilities` behind it.
struct ScoreText: Sendable {
    let shape: PredictionShape
    private let beforeProbabilities: [UInt8]
    private let labels: [[UInt8]]
    private let longestLabel: Int

    /// - Precondition: with classes: at least one, and as many labels, if any.
    init(_ shape: PredictionShape) {
        self.shape = shape
        beforeProbabilities = Array(#","probabilities":["#.utf8)
        if case .classes(let names, let count) = shape {
            precondition(count > 0, "a prediction has at least one class")
            precondition(names == nil || names?.count == count, "every class has a label, or none")
            labels = (names ?? []).map { Array(",\"label\":".utf8) + JSONText.quoted($0) }
        } else {
            labels = []
        }
        longestLabel = labels.map(\.count).max() ?? 0
    }

    /// The most bytes that `put` writes.
    var maxBytes: Int {
        let numbers = (shape.scoreCount + 2) * (Decimal.maxBytes + 1)
        return longestLabel + beforeProbabilities.count + numbers
    }

    /// Writes `scores`, as many as the shape says.
    func put(_ scores: Span<Double>, in out: inout TextWriter) {
        precondition(scores.count == shape.scoreCount, "as many scores as the shape says")
        switch shape {
        case .single: out.put(scores[0])
        case .classes: putClasses(scores, in: &out)
        }
    }

    private func putClasses(_ scores: Span<Double>, in out: inout TextWriter) {
        var best = 0
        for index in 1..<max(scores.count, 1) where scores[index] > scores[best] { best = index }
        out.put(Int64(best))
        if !labels.isEmpty {
            let label = labels[best]
            out.put(label.span.octets)
        }
        out.put(beforeProbabilities.span.octets)
        for index in 0..<scores.count {
            if index > 0 { out.put(UInt8(ascii: ",")) }
            out.put(scores[index])
        }
        out.put(UInt8(ascii: "]"))
    }
}
