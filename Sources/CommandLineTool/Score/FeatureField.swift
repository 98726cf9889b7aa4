import Inference

/// Reads one feature of a row from the text of a CSV field.
struct FeatureField {
    private let feature: Feature
    private let rejectsUnseen: Bool
    private let allowsInfinity: Bool

    init(_ feature: Feature, rejectsUnseen: Bool, allowsInfinity: Bool) {
        self.feature = feature
        self.rejectsUnseen = rejectsUnseen
        self.allowsInfinity = allowsInfinity
    }

    /// The number that the model takes for a field's bytes; none means missing.
    ///
    /// - Throws: `CommandFailure` saying what is wrong with the field, without its place.
    func number(_ text: ArraySlice<UInt8>) throws(CommandFailure) -> Double {
        guard !text.isEmpty else { return try missing() }
        let word = String(decoding: text, as: UTF8.self)
        switch feature.kind {
        case .number:
            guard let value = Self.decimal(text) else {
                throw problem("'\(word)' is not a number")
            }
            if value.isNaN { return try missing() }
            guard value.isFinite || allowsInfinity else {
                throw problem("'\(word)' is not a finite number, and the model takes no other")
            }
            return value
        case .category(let table):
            if let code = table.codeByText[word] { return code }
            if let value = Self.decimal(text), let code = table.codeByNumber[value] { return code }
            guard rejectsUnseen else { return .nan }
            throw problem("'\(word)' is none of the model's \(table.count) categories")
        }
    }

    /// The number for a row that says nothing about this feature.
    func missing() throws(CommandFailure) -> Double {
        switch feature.missing {
        case .model: return .nan
        case .substitute(let value): return value
        case .required: throw problem("is missing, and the model requires it")
        }
    }

    private func problem(_ text: String) -> CommandFailure {
        CommandFailure(.failed, "feature '\(feature.name)': \(text)")
    }

    /// A label; nil where the field is empty or NaN.
    ///
    /// - Throws: `CommandFailure` saying what is wrong with it, without its place.
    static func label(_ text: ArraySlice<UInt8>) throws(CommandFailure) -> Double? {
        if text.isEmpty { return nil }
        guard let value = decimal(text), !value.isInfinite else {
            let word = String(decoding: text, as: UTF8.self)
            throw CommandFailure(.failed, "label: '\(word)' is not a finite number")
        }
        return value.isNaN ? nil : value
    }

    /// A number as data files write them: decimal, `inf` or `nan`; no hexadecimal.
    private static func decimal(_ text: ArraySlice<UInt8>) -> Double? {
        let isPlain = text.allSatisfy { $0 != UInt8(ascii: "x") && $0 != UInt8(ascii: "X") }
        return isPlain ? Double(String(decoding: text, as: UTF8.self)) : nil
    }
}
