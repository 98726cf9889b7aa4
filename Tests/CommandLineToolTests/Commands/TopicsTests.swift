import BrokerFixture
import Foundation
import Testing

/// Topics against the embedded broker, which tells partitions and nothing else.
@Suite struct TopicsTests {
    /// A folder `topics` that declares these names with that many partitions.
    static func declare(_ topics: [(name: String, partitions: Int)]) throws -> ScratchFolder {
        let scratch = try ScratchFolder()
        for topic in topics {
            let text = TopicFileTests.text
                .replacingOccurrences(of: "name: predictions", with: "name: \(topic.name)")
                .replacingOccurrences(of: "partitions: 4", with: "partitions: \(topic.partitions)")
            try scratch.write("topics/\(topic.name).yaml", text)
        }
        return scratch
    }

    @Test func `what is declared and there is said to be as declared`() throws {
        let broker = try TestBroker(topics: ["a:4"])
        let scratch = try Self.declare([("a", 4)])
        let outcome = try broker.run(["topics", "check"], in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        #expect(outcome.output == "a: as declared\n")
        #expect(outcome.diagnostics.contains("does not tell topics' properties"))
    }

    @Test func `a missing topic and another number of partitions are differences`() throws {
        let broker = try TestBroker(topics: ["a:2"])
        let scratch = try Self.declare([("a", 4), ("b", 1)])
        let outcome = try broker.run(["topics", "check"], in: scratch.folder)
        #expect(outcome.status == 1)
        #expect(outcome.lines == ["a: partitions is 2, declared 4", "b: is missing"])
        let json = try broker.run(["topics", "check", "--json"], in: scratch.folder)
        #expect(json.status == 1)
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
        let topics = (object as? [String: Any])?["topics"] as? [[String: Any]]
        #expect(topics?.map { $0["ok"] as? Bool } == [false, false])
    }

    @Test func `partitions can be as many as another topic has`() throws {
        let broker = try TestBroker(topics: ["mine:7", "a:7", "one:1"])
        let scratch = try Self.declare([("a", 4), ("one", 1)])
        let outcome = try broker.run(
            ["topics", "check", "--partitions-like", "mine"],
            in: scratch.folder
        )
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.diagnostics)")
    }

    @Test func `the configuration's names are looked for`() throws {
        let broker = try TestBroker(topics: ["flights:4", "delays:4", "refused:4"])
        let scratch = try Self.declare([("features", 4), ("predictions", 4), ("dead-letters", 4)])
        try scratch.write(
            "stream-scorer.yaml",
            """
            kafka: {bootstrap.servers: "127.0.0.1:1"}
            group: g
            topics: {dead_letters: refused}
            deployments:
              - name: d
                input: {topic: flights, format: json}
                output: {topic: delays, format: json}
                model: delay
                version: v1

            """
        )
        let outcome = try broker.run(["topics", "check"], in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        #expect(
            outcome.lines.sorted() == [
                "delays: as declared", "flights: as declared", "refused: as declared",
            ]
        )
    }

    @Test func `a broker that makes no topics is told with the remedy`() throws {
        let broker = try TestBroker(topics: [])
        let scratch = try Self.declare([("a", 4)])
        let outcome = try broker.run(["topics", "create"], in: scratch.folder)
        #expect(outcome.status == 1)
        #expect(outcome.diagnostics.contains("broker --topic"), "\(outcome.diagnostics)")
    }

    @Test func `a folder that is not there is named`() throws {
        let broker = try TestBroker(topics: [])
        let outcome = try broker.run(["topics", "check", "--dir", "no/such"])
        #expect(outcome.status == 2)
        #expect(outcome.diagnostics.contains("no/such"))
    }

    @Test func `a file that cannot be read is named by line and nearest key`() throws {
        let broker = try TestBroker(topics: [])
        let scratch = try ScratchFolder()
        let text = TopicFileTests.text.replacingOccurrences(
            of: "retention_ms",
            with: "retension_ms"
        )
        try scratch.write("topics/a.yaml", text)
        let outcome = try broker.run(["topics", "create"], in: scratch.folder)
        #expect(outcome.status == 2)
        #expect(outcome.diagnostics.contains("topics/a.yaml:4:1: key 'retension_ms'"))
        #expect(outcome.diagnostics.contains("'retention_ms'"))
    }
}

/// Topics against a broker that makes them.
@Suite(
    .enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"),
    .serialized
)
struct RealTopicsTests {
    @Test func `declared topics are made, found as declared, and left alone`() throws {
        let name = UniqueName.make("cli-topic")
        let like = UniqueName.make("cli-like")
        let scratch = try TopicsTests.declare([(name, 3)])
        let address = ["-X", "bootstrap.servers=\(try RealBroker.bootstrapServers())"]
        func run(_ words: String...) throws -> BuiltBinary.Outcome {
            try BuiltBinary.run(words + address, in: scratch.folder)
        }
        #expect(try run("topics", "check").lines == ["\(name): is missing"])
        let made = try run("topics", "create")
        #expect(made.status == 0, "\(made.diagnostics)")
        #expect(made.lines == ["\(name): made, partitions 3"])
        let checked = try run("topics", "check")
        #expect(checked.status == 0, "\(checked.output)")
        #expect(checked.lines == ["\(name): as declared"])
        #expect(try run("topics", "create").lines == ["\(name): was there; left as it is"])
        let text = try scratch.text("topics/\(name).yaml")
        try scratch.write(
            "topics/\(name).yaml",
            text.replacingOccurrences(of: "604800000", with: "-1")
                .replacingOccurrences(of: "partitions: 3", with: "partitions: 5")
        )
        let changed = try run("topics", "check")
        #expect(changed.status == 1)
        #expect(
            changed.lines == [
                "\(name): partitions is 3, declared 5",
                "\(name): retention.ms is 604800000, declared -1",
            ]
        )
        let other = text.replacingOccurrences(of: name, with: like)
        try scratch.write("topics/\(name).yaml", other)
        let spread = try run("topics", "create", "--partitions-like", name, "--json")
        #expect(spread.status == 0, "\(spread.diagnostics)")
        #expect(spread.output.contains("\"result\":\"created\",\"partitions\":3"))
    }

    @Test func `what was produced is consumed by time`() throws {
        let name = UniqueName.make("cli-records")
        let scratch = try TopicsTests.declare([(name, 2)])
        let address = ["-X", "bootstrap.servers=\(try RealBroker.bootstrapServers())"]
        func run(_ words: [String], input: String = "") throws -> BuiltBinary.Outcome {
            try BuiltBinary.run(words + address, input: Data(input.utf8), in: scratch.folder)
        }
        let made = try run(["topics", "create"])
        #expect(made.status == 0, "\(made.diagnostics)")
        let start = Int64(Date().timeIntervalSince1970) * 1000
        let input = (0..<10).map { "{\"id\":\"k\($0)\",\"ts\":\(start + Int64($0))}\n" }.joined()
        let sent = try run(
            ["produce", "--topic", name, "--key", "/id", "--timestamp", "/ts"],
            input: input
        )
        #expect(sent.status == 0, "\(sent.diagnostics)")
        let read = try run(
            ["consume", "--topic", name, "--from", "\(start + 5)", "--count", "5"])
        #expect(read.status == 0, "\(read.diagnostics)")
        let keys = read.lines.compactMap { line -> String? in
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
            return (object as? [String: Any])?["key"] as? String
        }
        #expect(keys.sorted() == ["k5", "k6", "k7", "k8", "k9"])
    }
}
