import Foundation
import Testing

/// A table of a document that is written from declarations, between `<!-- NAME -->` and
/// `<!-- /NAME -->`.
struct GeneratedTable {
    let document: String
    let name: String

    private var file: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/\(document)")
    }

    /// The document as committed.
    func text() throws -> String { String(decoding: try Data(contentsOf: file), as: UTF8.self) }

    /// Compares the table with what is declared, or writes it when `UPDATE_DOCUMENTS` is 1.
    func expect(_ declared: String) throws {
        let text = try text()
        let start = try #require(text.range(of: "<!-- \(name) -->\n"))
        let end = try #require(text.range(of: "<!-- /\(name) -->"))
        let table = start.upperBound..<end.lowerBound
        if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTS"] == "1" {
            let renewed = text.replacingCharacters(in: table, with: declared + "\n")
            try Data(renewed.utf8).write(to: file)
        } else {
            #expect(
                text[table] == declared + "\n",
                "docs/\(document) is not what is declared: run this test with UPDATE_DOCUMENTS=1"
            )
        }
    }
}
