/// Text of others, made fit for a line of a table.
enum TerminalText {
    /// Longer text is cut; `--json` has it whole.
    static let widest = 100

    /// The text with everything that could steer a terminal, break the line or turn its direction
    /// replaced, and cut at `widest` characters.
    static func line(_ text: String, widest: Int = widest) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(4 * widest) {
            result.append(isUnsafe(scalar) ? "\u{FFFD}" : scalar)
        }
        let line = String(result)
        return line.count <= widest && text.unicodeScalars.count <= 4 * widest
            ? line : "\(line.prefix(widest - 1))…"
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator:
            true
        default: false
        }
    }
}
