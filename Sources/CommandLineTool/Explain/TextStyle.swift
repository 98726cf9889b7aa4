import FoundationEssentials
import Glibc

/// Colour for a person at a terminal; plain text for everything else.
struct TextStyle: Sendable {
    let isColoured: Bool

    /// Coloured when standard output is a terminal that is not dumb and `NO_COLOR` is not set.
    static var standardOutput: TextStyle {
        let environment = ProcessInfo.processInfo.environment
        return TextStyle(
            isColoured: isatty(STDOUT_FILENO) == 1 && environment["TERM"] != "dumb"
                && (environment["NO_COLOR"] ?? "").isEmpty
        )
    }

    /// For what stands out.
    func strong(_ text: String) -> String { wrap(text, "1") }
    /// For what is as it should be.
    func good(_ text: String) -> String { wrap(text, "32") }
    /// For what is on its way.
    func warning(_ text: String) -> String { wrap(text, "33") }
    /// For what is wrong.
    func bad(_ text: String) -> String { wrap(text, "31") }
    /// For what is past, and for a table's head.
    func faint(_ text: String) -> String { wrap(text, "2") }

    private func wrap(_ text: String, _ code: String) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
