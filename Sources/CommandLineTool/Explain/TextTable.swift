/// Columns of text, for people.
enum TextTable {
    /// Rows with their columns aligned, two spaces apart; the last column is not padded.
    static func lines(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? width(of: $0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, text in
                column == row.count - 1 ? text : padded(text, widths[column] + 2)
            }.joined()
        }
    }

    /// A text with spaces after it, to a width.
    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - self.width(of: text)))
    }

    /// The characters that are seen: those of `TextStyle`'s codes are not.
    private static func width(of text: String) -> Int {
        guard text.contains("\u{1B}") else { return text.count }
        var count = 0
        var isInCode = false
        for character in text {
            if character == "\u{1B}" { isInCode = true }
            if !isInCode { count += 1 }
            if character == "m" { isInCode = false }
        }
        return count
    }
}
