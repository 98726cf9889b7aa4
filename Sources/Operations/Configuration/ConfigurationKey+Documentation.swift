extension ConfigurationKey {
    /// The keys as a Markdown table, a row each: the one of `docs/configuration.md`.
    public static func markdownTable(of keys: [ConfigurationKey]) -> String {
        var rows = [
            "| key | type | default | unit | range | meaning |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for key in keys {
            let cells = [
                "`\(key.path)`", key.typeText, key.defaultText, key.unit, key.rangeText,
                key.meaning,
            ]
            rows.append("| " + cells.joined(separator: " | ") + " |")
        }
        return rows.joined(separator: "\n")
    }

    private var typeText: String {
        switch form {
        case .whole: "whole number"
        case .number: "number"
        case .flag: "boolean"
        case .choice: "word"
        case .span: "span"
        case .text: "string"
        case .section, .properties: "mapping"
        case .list: "list"
        case .texts: "list of strings"
        }
    }

    private var defaultText: String {
        if let computedDefault { return computedDefault }
        switch form {
        case .whole(_, let standard): return standard.map { "`\($0)`" } ?? "required"
        case .number(_, let standard): return "`\(standard)`"
        case .flag(let standard): return "`\(standard)`"
        case .choice(_, let standard), .span(_, let standard): return "`\(standard)`"
        case .text(_, let standard): return standard.map { "`\($0)`" } ?? "required"
        case .list(let isRequired): return isRequired ? "required" : "none"
        case .texts(_, let standard): return "`[\(standard.joined(separator: ", "))]`"
        case .section, .properties: return ""
        }
    }

    private var rangeText: String {
        switch form {
        case .whole(let range, _): "\(range.lowerBound) to \(range.upperBound)"
        case .number(let range, _):
            range.upperBound == .greatestFiniteMagnitude
                ? "finite" : "\(range.lowerBound) to \(range.upperBound)"
        case .choice(let words, _): words.map { "`\($0)`" }.joined(separator: ", ")
        case .span(let range, _): range
        case .text(let rule, _), .texts(let rule, _): rule.words
        case .flag: "`true`, `false`"
        case .section, .list, .properties: ""
        }
    }
}
