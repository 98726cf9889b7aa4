/// One input of a model: a column of every row.
public struct Feature: Sendable, Hashable {
    /// What the column holds.
    public enum Kind: Sendable, Hashable {
        /// A number, as it is.
        case number
        /// The code of a category; the table maps what stands in JSON or CSV to the code.
        case category(CategoryTable)
    }

    /// What stands in for a value that is absent or null.
    public enum Missing: Sendable, Hashable {
        /// NaN, which each split sends the way its library would.
        case model
        /// This number.
        case substitute(Double)
        /// Nothing: an event without the value cannot be scored.
        case required
    }

    /// The name, as in the model file or in `model.yaml`.
    public let name: String
    /// A number or a category.
    public let kind: Kind
    /// The rule for absent values.
    public let missing: Missing

    /// A feature of this name, kind and rule.
    public init(name: String, kind: Kind = .number, missing: Missing = .model) {
        self.name = name
        self.kind = kind
        self.missing = missing
    }
}

/// The categories of a feature: from a value in JSON or CSV to the code that the model's library
/// gave it in training.
public struct CategoryTable: Sendable, Hashable {
    /// Codes of categories that are strings.
    public let codeByText: [String: Double]
    /// Codes of categories that are numbers.
    public let codeByNumber: [Double: Double]

    /// How many categories the table knows.
    public var count: Int { codeByText.count + codeByNumber.count }

    /// A table of categories in the order of their codes, 0 first.
    ///
    /// - Parameter values: strings and numbers; a value that comes twice keeps its first code.
    public init(_ values: [CategoryValue]) {
        var byText: [String: Double] = [:]
        var byNumber: [Double: Double] = [:]
        for (code, value) in values.enumerated() {
            switch value {
            case .text(let text):
                if byText[text] == nil { byText[text] = Double(code) }
            case .number(let number):
                if byNumber[number] == nil { byNumber[number] = Double(code) }
            case .absent: break
            }
        }
        codeByText = byText
        codeByNumber = byNumber
    }
}

/// A category as it stands in JSON, CSV or a model file.
public enum CategoryValue: Sendable, Hashable {
    /// A string.
    case text(String)
    /// A number.
    case number(Double)
    /// A code that no value has.
    case absent
}
