/// One feature of an event, in the order of the model's row.
public struct EventColumn: Sendable {
    /// What values a column takes.
    public enum Kind: Sendable {
        /// A JSON number.
        case number
        /// A value that stands for a code: a string (or `true` and `false`, looked up as these
        /// texts) by the first table, a number by the second.
        ///
        /// A number where the second table is empty is of the wrong type, as is a string where
        /// only the second has entries.
        case category([String: Double], numbers: [Double: Double] = [:])
        /// Any value, kept so that several models can each read it by their own rules: a number as
        /// it is, any other as NaN with a mark.
        ///
        /// The list holds the texts that some model knows. ``RowProjection`` reads such columns.
        case open([String])
    }

    /// What becomes of a feature that is null or absent.
    public enum Missing: Sendable, Hashable {
        /// It is NaN in the row: the model's own rule for missing values applies.
        case asNaN
        /// It takes this value.
        case substitute(Double)
        /// The event fails with `missing_feature`.
        case required
    }

    /// The name under which events carry it.
    public var name: String
    /// What values it takes.
    public var kind: Kind
    /// What becomes of it when it is null or absent.
    public var missing: Missing

    /// Describes a column; a number that may be missing unless said otherwise.
    public init(name: String, kind: Kind = .number, missing: Missing = .asNaN) {
        self.name = name
        self.kind = kind
        self.missing = missing
    }
}
