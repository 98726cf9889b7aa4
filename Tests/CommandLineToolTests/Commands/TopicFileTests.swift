import Foundation
import Testing
import Yaml

@testable import CommandLineTool

@Suite struct TopicFileTests {
    static let text = """
        name: predictions
        partitions: 4
        key: the event's key
        retention_ms: 604800000
        cleanup_policy: delete
        config:
          message.timestamp.type: CreateTime
          max.message.bytes: 2097152
        written_by: serve
        read_by: consumers
        value_schema: schemas/value.json
        headers_schema: schemas/headers.json

        """

    @Test func `a file's properties are Kafka's`() throws {
        let scratch = try ScratchFolder()
        let file = try TopicFile(path: scratch.write("predictions.yaml", Self.text))
        #expect(file.name == "predictions" && file.partitions == 4)
        #expect(
            file.properties == [
                "cleanup.policy": "delete", "retention.ms": "604800000",
                "message.timestamp.type": "CreateTime", "max.message.bytes": "2097152",
            ]
        )
    }

    @Test(arguments: [
        ("partitions: 4", "partitons: 4", "2:1: key 'partitons': unknown key"),
        ("partitions: 4", "partitions: many", "2:13: key 'partitions'"),
        ("partitions: 4", "partitions: 0", "2:13: key 'partitions'"),
        ("cleanup_policy: delete", "cleanup_policy: keep", "5:17: key 'cleanup_policy'"),
        ("read_by: consumers\n", "", "key 'read_by': required"),
    ])
    func `a mistake is named by file, line and key`(
        from: String,
        to: String,
        expected: String
    )
        throws
    {
        let scratch = try ScratchFolder()
        let text = Self.text.replacingOccurrences(of: from, with: to)
        let path = try scratch.write("t.yaml", text)
        let error = #expect(throws: YamlError.self) { try TopicFile(path: path) }
        let description = try #require(error).description
        #expect(description.contains("t.yaml:") && description.contains(expected), "\(description)")
    }

    @Test func `the folder's own files can be read`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../topics").path
        let names = try TopicFile.readAll(in: folder).map(\.name)
        #expect(names.contains("features") && names.contains("predictions"))
    }

    @Test func `docs/topics.md says of each topic what its file declares`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../..")
        let document = String(
            decoding: try Data(contentsOf: root.appendingPathComponent("docs/topics.md")),
            as: UTF8.self
        )
        let folder = root.appendingPathComponent("topics").path
        for file in try TopicFile.readAll(in: folder) {
            let mapping = try YamlMapping(YamlDocument.read(path: file.path), file: file.path)
            let retention = try #require(file.properties["retention.ms"].flatMap { Int($0) })
            let schema = try mapping.string("value_schema")
            let cells = [
                "[\(file.name)](#\(file.name))", "\(file.partitions)",
                retention < 0 ? "for ever" : "\(retention / 86_400_000) d",
                file.properties["cleanup.policy"] ?? "", try mapping.string("key"),
                "[\(schema.split(separator: "/").last ?? "")](../topics/\(schema))",
            ]
            let row = "| \(cells.joined(separator: " | ")) |\n"
            #expect(document.contains(row), "docs/topics.md lacks: \(row)")
            #expect(document.contains("\n## \(file.name)\n"))
        }
    }

    @Test func `the control log is kept for ever, in one order, by the broker's clock`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../topics").path
        let control = try #require(
            TopicFile.readAll(in: folder).first { $0.name == "control" }
        )
        #expect(control.partitions == 1)
        #expect(control.properties["retention.ms"] == "-1")
        #expect(control.properties["cleanup.policy"] == "delete")
        #expect(control.properties["message.timestamp.type"] == "LogAppendTime")
    }

    @Test func `two files may not declare one topic`() throws {
        let scratch = try ScratchFolder()
        try scratch.write("topics/a.yaml", Self.text)
        try scratch.write("topics/b.yaml", Self.text)
        let error = #expect(throws: CommandFailure.self) {
            try TopicFile.readAll(in: scratch.path("topics"))
        }
        #expect(try #require(error).description.contains("b.yaml: topic 'predictions' is declared"))
    }

    @Test func `a topic of one partition keeps it`() throws {
        let scratch = try ScratchFolder()
        let many = try TopicFile(path: scratch.write("a.yaml", Self.text))
        let one = try TopicFile(
            path: scratch.write(
                "b.yaml",
                Self.text.replacingOccurrences(of: "partitions: 4", with: "partitions: 1")
            )
        )
        #expect(many.spread(over: 12).partitions == 12)
        #expect(one.spread(over: 12).partitions == 1)
    }
}
