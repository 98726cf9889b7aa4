import Foundation
import Testing

@testable import Operations

@Suite struct ConfigurationDocumentTests {
    private static let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../docs/configuration.md")

    @Test func `the table of docs/configuration.md is what the declared keys say`() throws {
        let text = String(decoding: try Data(contentsOf: Self.document), as: UTF8.self)
        let parts = text.components(separatedBy: "<!-- keys -->\n")
        let rest = try #require(parts.last).components(separatedBy: "<!-- /keys -->")
        let declared = ConfigurationKey.markdownTable(of: ServeKeys.all) + "\n"
        if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTS"] == "1" {
            let renewed = parts[0] + "<!-- keys -->\n" + declared + "<!-- /keys -->" + rest[1]
            try Data(renewed.utf8).write(to: Self.document)
        } else {
            #expect(rest[0] == declared, "renew it: run this test with UPDATE_DOCUMENTS=1")
        }
    }

    @Test func `every refused property is listed`() throws {
        let text = String(decoding: try Data(contentsOf: Self.document), as: UTF8.self)
        for name in KafkaSection.decided.keys { #expect(text.contains("`\(name)`")) }
    }

    @Test func `a key is declared once, below a declared section`() {
        let paths = ServeKeys.all.map(\.path)
        #expect(Set(paths).count == paths.count)
        for key in ServeKeys.all where !key.section.isEmpty {
            let section = key.section.replacingOccurrences(of: "[]", with: "")
            #expect(paths.contains(key.section) || paths.contains(section), "\(key.path)")
        }
    }

    @Test func `the example of the document is read`() throws {
        let text = String(decoding: try Data(contentsOf: Self.document), as: UTF8.self)
        let example = text.components(separatedBy: "\n\n")[2]
            .components(separatedBy: "\n").map { $0.dropFirst(4) }.joined(separator: "\n")
        let configuration = try read(example)
        #expect(configuration.deployments.map(\.model) == ["delay"])
    }
}
