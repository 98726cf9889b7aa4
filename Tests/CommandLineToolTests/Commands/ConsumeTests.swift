import BrokerFixture
import Foundation
import Testing

@Suite struct ConsumeTests {
    @Test func `what was produced is printed as JSON lines`() throws {
        let broker = try TestBroker(topics: ["t:1"])
        let input = """
            {"id":"a","x":1.50}
            not json

            {"id":"b"}

            """
        let produced = try broker.run(
            ["produce", "--topic", "t", "--key", "/id", "--header", "source=test"],
            input: input
        )
        #expect(produced.status == 0, "\(produced.diagnostics)")
        let consumed = try broker.run(
            ["consume", "--topic", "t", "--count", "4", "--headers", "--timeout-ms", "5000"])
        #expect(consumed.status == 0, "\(consumed.diagnostics)")
        try #require(consumed.lines.count == 4)
        #expect(consumed.lines[0].hasPrefix(#"{"topic":"t","partition":0,"offset":0,"ts":"#))
        #expect(
            consumed.lines[0].hasSuffix(
                #""key":"a","value":{"id":"a","x":1.50},"#
                    + #""headers":[{"name":"source","value":"test"}]}"#
            )
        )
        #expect(consumed.lines[1].contains(#""key":null,"value_base64":"bm90IGpzb24=""#))
        #expect(consumed.lines[2].contains(#""key":null,"value_base64":"""#))
        #expect(consumed.lines[3].contains(#""key":"b","value":{"id":"b"}"#))
        for line in consumed.lines {
            _ = try JSONSerialization.jsonObject(with: Data(line.utf8))
        }
    }

    @Test func `reading begins at a time`() throws {
        let broker = try TestBroker(topics: ["t:1"])
        let input = (1...5).map { "{\"ts\":\($0)000}\n" }.joined()
        let produced = try broker.run(
            ["produce", "--topic", "t", "--timestamp", "/ts"],
            input: input
        )
        #expect(produced.status == 0, "\(produced.diagnostics)")
        let consumed = try broker.run(
            ["consume", "--topic", "t", "--from", "3000", "--timeout-ms", "2000"])
        #expect(consumed.status == 0, "\(consumed.diagnostics)")
        #expect(consumed.lines.map { $0.contains("\"ts\":3000,") } == [true, false, false])
    }

    @Test func `a topic is followed until a signal ends it in order`() throws {
        let broker = try TestBroker(topics: ["t:1"])
        #expect(try broker.run(["produce", "--topic", "t"], input: "{}\n").status == 0)
        let run = try RunningBinary(
            ["consume", "--topic", "t", "-X", "bootstrap.servers=\(broker.address)"])
        #expect(try run.firstLine().contains(#""value":{}"#))
        run.signal(SIGTERM)
        #expect(try run.status() == 0, "\(run.diagnostics)")
    }

    @Test func `fewer records than asked for is status 1`() throws {
        let broker = try TestBroker(topics: ["t:1"])
        let consumed = try broker.run(
            ["consume", "--topic", "t", "--count", "1", "--timeout-ms", "300"])
        #expect(consumed.status == 1)
        #expect(consumed.diagnostics.contains("only 0 of 1 records came"))
    }

    @Test func `a topic that is missing is named`() throws {
        let broker = try TestBroker(topics: ["features:1"])
        let consumed = try broker.run(["consume", "--topic", "featrues", "--count", "1"])
        #expect(consumed.status == 1)
        #expect(consumed.diagnostics.contains("no topic 'featrues'"))
        #expect(consumed.diagnostics.contains("'features'"))
    }

    @Test func `no broker is status 3 within ten seconds`() throws {
        let address = "127.0.0.1:\(try FreePorts.take())"
        let outcome = try BuiltBinary.run(
            ["consume", "--topic", "t", "-X", "bootstrap.servers=\(address)"])
        #expect(outcome.status == 3)
        #expect(outcome.seconds < 10)
        #expect(outcome.diagnostics.contains(address))
        #expect(outcome.output.isEmpty)
    }

    @Test func `no broker named is wrong usage`() throws {
        let outcome = try BuiltBinary.run(["consume", "--topic", "t"])
        #expect(outcome.status == 2)
        #expect(outcome.diagnostics.contains("bootstrap.servers=HOST:PORT"))
    }

    @Test func `a reader that leaves ends it in order`() throws {
        let broker = try TestBroker(topics: ["t:1"])
        let input = (1...2000).map { "{\"n\":\($0)}\n" }.joined()
        #expect(try broker.run(["produce", "--topic", "t"], input: input).status == 0)
        let outcome = try BuiltBinary.bash(
            #"set -o pipefail; "$SCORER" consume --topic t -X bootstrap.servers=\#(broker.address) "#
                + "--count 2000 --timeout-ms 5000 | head -n 1"
        )
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        #expect(outcome.lines.count == 1)
    }
}
