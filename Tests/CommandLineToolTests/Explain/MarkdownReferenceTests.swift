import Foundation
import Testing

@testable import CommandLineTool

@Suite struct MarkdownReferenceTests {
    @Test func `docs/commands.md is what the table says`() throws {
        let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../docs/commands.md")
        let committed = String(decoding: try Data(contentsOf: document), as: UTF8.self)
        #expect(
            committed == MarkdownReference.document(of: .standard),
            "renew it: stream-scorer help --markdown > docs/commands.md"
        )
    }
}
