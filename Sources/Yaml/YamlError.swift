/// What is wrong with a YAML file, and where.
///
/// Its description is one line: `FILE:LINE:COL: key 'modle': unknown key; did you mean 'model'?`
public struct YamlError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file as the user named it.
    public let file: String
    /// Where in the file, or nil when the file as a whole is meant.
    public let place: YamlPlace?
    /// The key with its path, such as `deployments[0].input.topic`, or nil when no key is meant.
    public let key: String?
    /// What is wrong and how to mend it.
    public let problem: String

    /// Makes an error about a place of a file.
    public init(file: String, place: YamlPlace?, key: String?, problem: String) {
        self.file = file
        self.place = place
        self.key = key
        self.problem = problem
    }

    /// The whole message on one line.
    public var description: String {
        var text = printable(file, limit: 4096)
        if let place { text += ":\(place.line):\(place.column)" }
        if let key { text += ": key '\(printable(key, limit: 200))'" }
        return text + ": " + problem
    }
}

/// The text with control characters escaped and its length bounded, so that a hostile file cannot
/// write to the terminal or flood a log.
func printable(_ text: String, limit: Int = 60) -> String {
    var shown = ""
    var count = 0
    for scalar in text.unicodeScalars {
        if count == limit { return shown + "…" }
        if scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) {
            shown += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
            shown.unicodeScalars.append(scalar)
        }
        count += 1
    }
    return shown
}
