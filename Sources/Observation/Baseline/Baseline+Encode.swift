/// A baseline as JSON: one subject a line, members in a fixed order, numbers as the shortest text
/// that reads back to the same value.
extension Baseline {
    /// The file's bytes, the same for the same content.
    public func encoded() -> [UInt8] {
        Array(text(digest: digest).utf8)
    }

    /// SHA-256 of the content: of the file's text with an empty `digest`.
    public var digest: String {
        "sha256:" + SHA256.hexadecimal(of: Array(text(digest: "").utf8))
    }

    private func text(digest: String) -> String {
        let head: [(String, String)] = [
            ("format", JSONWords.quote(Self.format)),
            ("version", "\(Self.version)"),
            ("digest", JSONWords.quote(digest)),
            (
                "model",
                JSONWords.object([
                    ("name", JSONWords.quote(model.name)),
                    ("version", JSONWords.quote(model.version)),
                    ("digest", JSONWords.quote(model.digest)),
                ])
            ),
            (
                "source",
                JSONWords.object([
                    ("digest", JSONWords.quote(source.digest)),
                    ("rows", "\(source.rows)"),
                    ("from_ms", JSONWords.optional(source.fromMs)),
                    ("to_ms", JSONWords.optional(source.toMs)),
                ])
            ),
            (
                "labels",
                labels.map {
                    JSONWords.object([
                        ("rows", "\($0.rows)"),
                        ("mean", "\($0.mean)"),
                        ("binary", "\($0.isBinary)"),
                    ])
                } ?? "null"
            ),
            (
                "chunks",
                JSONWords.object([("count", "\(chunks.count)"), ("rows", "\(chunks.rows)")])
            ),
        ]
        var lines = head.map { "\(JSONWords.quote($0.0)):\($0.1)" }
        for (name, subjects) in [("features", features), ("scores", scores)] {
            let body = subjects.map { "\n  " + $0.text }.joined(separator: ",")
            lines.append("\(JSONWords.quote(name)):[\(body)]")
        }
        return "{" + lines.joined(separator: ",\n ") + "}\n"
    }
}

extension Subject {
    fileprivate var text: String {
        var members: [(String, String)] = [("name", JSONWords.quote(name))]
        switch reference {
        case .number(let number):
            members.append(("kind", JSONWords.quote("number")))
            members.append(("nulls", "\(nulls)"))
            members.append(("infinite", "\(number.infinite)"))
            if let summary = number.summary {
                members.append(("min", "\(summary.min)"))
                members.append(("max", "\(summary.max)"))
                members.append(("mean", "\(summary.mean)"))
                members.append(("sd", "\(summary.standardDeviation)"))
            }
            members.append(("edges", JSONWords.array(number.bins.edges)))
            members.append(("counts", JSONWords.array(number.counts)))
            members.append(("centres", JSONWords.array(number.bins.centres)))
            members.append(("groups", JSONWords.array(number.bins.groups)))
            if let labels = number.labels {
                members.append(("label_rows", JSONWords.array(labels.map(\.rows))))
                members.append(("label_sums", JSONWords.array(labels.map(\.sum))))
            }
        case .category(let category):
            members.append(("kind", JSONWords.quote("category")))
            members.append(("nulls", "\(nulls)"))
            members.append(("values", JSONWords.array(category.values.map(JSONWords.name))))
            members.append(("counts", JSONWords.array(category.counts)))
            members.append(("other", "\(category.other)"))
            members.append(("unseen", "\(category.unseen)"))
            members.append(
                ("other_values", JSONWords.array(category.otherValues.map(JSONWords.name)))
            )
        }
        let variability = variations.map {
            JSONWords.object([
                ("statistic", JSONWords.quote($0.statistic)),
                ("rows", "\($0.rows)"),
                ("mean", "\($0.mean)"),
                ("sd", "\($0.standardDeviation)"),
            ])
        }
        members.append(("variability", JSONWords.array(variability)))
        return JSONWords.object(members)
    }
}

/// The words of JSON text.
enum JSONWords {
    private static let digits = Array("0123456789abcdef")

    static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(quote($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    static func array<Element>(_ elements: [Element]) -> String {
        "[" + elements.map { "\($0)" }.joined(separator: ",") + "]"
    }

    static func optional(_ number: Int64?) -> String { number.map { "\($0)" } ?? "null" }

    static func name(_ category: CategoryName) -> String {
        switch category {
        case .text(let text): quote(text)
        case .number(let number): "\(number)"
        }
    }

    static func quote(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case let control where control.value < 0x20:
                result +=
                    "\\u00\(digits[Int(control.value >> 4)])\(digits[Int(control.value & 15)])"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
