/// One key of a policy: its type, default, range and meaning, declared once.
///
/// The reader of policies, the errors that name the nearest known key, and the table of
/// `docs/configuration.md` come from these.
public struct PolicyKey: Sendable {
    /// What a key holds.
    public enum Form: Sendable {
        /// A whole number of a range.
        case whole(ClosedRange<Int>, default: Int)
        /// A number of a range.
        case number(ClosedRange<Double>, default: Double)
        /// A length of time of a range, in milliseconds; a text such as `10m`.
        case span(ClosedRange<Int64>, default: Int64)
        /// `true` or `false`.
        case flag(default: Bool)
        /// One of a set of words.
        case choice([String], default: String)
        /// A number of percent with up to three decimals.
        case percent
        /// A mapping whose keys are declared below it.
        case section
        /// A list of mappings whose keys are declared below it.
        case list
    }

    /// Where the key stands, such as `quality.margin` or `stages[].percent`.
    public let path: String
    /// What it holds.
    public let form: Form
    /// The unit of a number; empty for none.
    public let unit: String
    /// What it does, and which other keys it plays with.
    public let meaning: String

    init(_ path: String, _ form: Form, unit: String = "", _ meaning: String) {
        self.path = path
        self.form = form
        self.unit = unit
        self.meaning = meaning
    }

    /// The last part of the path.
    public var name: String { path.split(separator: ".").last.map(String.init) ?? path }

    /// The path of the section that holds the key; empty at the top.
    var section: String { String(path.dropLast(name.utf8.count).dropLast()) }

    /// The keys of a section, in order.
    static func names(in section: String) -> [String] {
        all.filter { $0.section == section }.map(\.name)
    }
}
