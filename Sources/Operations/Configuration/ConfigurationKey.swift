/// One key of the configuration file: its type, default, range and meaning, declared once.
///
/// The reader, the error that names the nearest known key, and the table of
/// `docs/configuration.md` all come from these.
public struct ConfigurationKey: Sendable {
    /// What a key holds.
    public enum Form: Sendable {
        /// A whole number of a range; without a default it is required or found at run time.
        case whole(ClosedRange<Int>, default: Int?)
        /// A number of a range.
        case number(ClosedRange<Double>, default: Double)
        /// `true` or `false`.
        case flag(default: Bool)
        /// One of a set of words.
        case choice([String], default: String)
        /// A length of time such as `10m`; its range in words.
        case span(String, default: String)
        /// Text of a certain rule.
        case text(TextRule, default: String?)
        /// A list of texts of a certain rule.
        case texts(TextRule, default: [String])
        /// A mapping whose keys are declared below it.
        case section
        /// A list of mappings whose keys are declared below it.
        case list(isRequired: Bool)
        /// A mapping of free names to scalars.
        case properties
    }

    /// Where the key stands, such as `deployments[].input.topic`.
    public let path: String
    /// What it holds.
    public let form: Form
    /// The unit of a number; empty for none.
    public let unit: String
    /// The default in words where it is found at run time; else nil.
    public let computedDefault: String?
    /// What it does, and which other keys it plays with.
    public let meaning: String

    init(
        _ path: String,
        _ form: Form,
        unit: String = "",
        computedDefault: String? = nil,
        _ meaning: String
    ) {
        self.path = path
        self.form = form
        self.unit = unit
        self.computedDefault = computedDefault
        self.meaning = meaning
    }

    /// The last part of the path: the word in the file.
    public var name: String {
        path.split(separator: ".").last.map(String.init) ?? path
    }

    /// The path of the section that holds the key; empty at the top.
    var section: String { String(path.dropLast(name.utf8.count).dropLast()) }

    /// The keys of a section, in order.
    static func names(in section: String) -> [String] {
        ServeKeys.all.filter { $0.section == section }.map(\.name)
    }
}
