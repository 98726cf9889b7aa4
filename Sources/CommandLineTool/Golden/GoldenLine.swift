import Inference

/// Writes golden rows: features by name, as an event has them, and the prediction.
struct GoldenLine {
    private let model: Model
    private let names: [[UInt8]]
    /// Of each category: its JSON by its code; nil for a number.
    private let categories: [[Double: [UInt8]]?]

    init(of model: Model) {
        self.model = model
        names = model.features.map { Array(JSONText.quote($0.name).utf8) }
        categories = model.features.map { feature in
            guard case .category(let table) = feature.kind else { return nil }
            var texts: [Double: [UInt8]] = [:]
            for (number, code) in table.codeByNumber { texts[code] = NumberText.bytes(number) }
            for (text, code) in table.codeByText {
                texts[code] = Array(JSONText.quote(text).utf8)
            }
            return texts
        }
    }

    /// Whether an event can say every value: JSON has no infinity, and no word for a category that
    /// has a code and no value.
    func canSay(_ features: ArraySlice<Double>) -> Bool {
        zip(model.features.indices, features).allSatisfy { text($0, $1) != nil }
    }

    /// A line with its end.
    ///
    /// - Parameters:
    ///   - features: as the model takes them; `canSay` holds.
    ///   - scores: every output, finite.
    /// - Returns: JSON and a line end.
    func bytes(_ features: [Double], _ scores: [Double]) -> [UInt8] {
        var line = Array(#"{"features":{"#.utf8)
        for (index, value) in features.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            line += names[index]
            line.append(UInt8(ascii: ":"))
            line += text(index, value) ?? Array("null".utf8)
        }
        line += Array(#"},"prediction":"#.utf8)
        if scores.count == 1 {
            line += NumberText.bytes(scores[0])
        } else {
            let best = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
            line += Array("\(best)".utf8)
            if !model.output.classes.isEmpty {
                line += Array(#","label":\#(JSONText.quote(model.output.classes[best]))"#.utf8)
            }
            line += Array(#","probabilities":["#.utf8)
            line += scores.map(NumberText.bytes).joined(separator: [UInt8(ascii: ",")])
            line.append(UInt8(ascii: "]"))
        }
        return line + Array("}\n".utf8)
    }

    /// A value in JSON; nil where there is none for it.
    private func text(_ index: Int, _ value: Double) -> [UInt8]? {
        let absent = Array("null".utf8)
        switch model.features[index].missing {
        case .substitute(value): return absent
        case .required where value.isNaN: return nil
        case .substitute where value.isNaN: return nil
        case .model, .required, .substitute: break
        }
        if value.isNaN { return absent }
        if let category = categories[index] { return category[value] }
        return value.isFinite ? NumberText.bytes(value) : nil
    }
}
