import Foundation
import Testing

@testable import Operations

@Suite struct ConfigurationDocumentTests {
    private let table = GeneratedTable(document: "configuration.md", name: "keys")

    @Test func `the table of docs/configuration.md is what the declared keys say`() throws {
        try table.expect(ConfigurationKey.markdownTable(of: ServeKeys.all))
    }

    @Test func `every refused property is listed`() throws {
        let text = try table.text()
        for name in KafkaSection.decided.keys { #expect(text.contains("`\(name)`")) }
    }

    @Test func `a key is declared once, below a declared section`() {
        let paths = ServeKeys.all.map(\.path)
        #expect(Set(paths).count == paths.count)
        for key in ServeKeys.all where !key.section.isEmpty {
            let list = key.section.hasSuffix("[]") ? String(key.section.dropLast(2)) : key.section
            #expect(paths.contains(key.section) || paths.contains(list), "\(key.path)")
        }
    }

    @Test func `the example of the document is read`() throws {
        let text = try table.text()
        let example = text.components(separatedBy: "\n\n")[2]
            .components(separatedBy: "\n").map { $0.dropFirst(4) }.joined(separator: "\n")
        let configuration = try read(example)
        #expect(configuration.deployments.map(\.model) == ["delay"])
    }
}
