/// What a model's numbers mean, and how many of them it writes for a row.
public struct ModelOutput: Sendable, Hashable {
    /// The meaning of a score.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A probability, or one probability for each class.
        case probability
        /// The index of the most probable class.
        case `class`
        /// The library's own prediction, whatever it measures.
        case value
        /// The margin: the sum of the trees, before any transform.
        case raw
    }

    /// The meaning of a score.
    public let kind: Kind
    /// Names of the classes, in the model's order; empty where they have no names.
    public let classes: [String]
    /// How many numbers a row gets: 1, or one for each class.
    public let count: Int

    /// An output of this kind.
    public init(kind: Kind, classes: [String] = [], count: Int = 1) {
        self.kind = kind
        self.classes = classes
        self.count = count
    }
}

/// How a row's features lie in memory: little-endian, without gaps, at any alignment.
public enum RowElement: Sendable, Hashable {
    /// IEEE 754 single precision, 4 bytes.
    case float32
    /// IEEE 754 double precision, 8 bytes.
    case float64
}

/// What to do with a category that the model has not seen in training.
public enum UnseenCategory: Sendable, Hashable {
    /// Score it as a missing value, as the libraries' data frames do.
    case missing
    /// Refuse the event.
    case reject
}
