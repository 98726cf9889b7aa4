import BrokerFixture
import Foundation
import Testing

@Suite struct ProduceTests {
    @Test func `a compressed file is sent and acknowledged`() throws {
        let broker = try TestBroker(topics: ["t:4"])
        let events = ScoreTests.flights.appendingPathComponent("events.jsonl.gz").path
        let outcome = try broker.run(["produce", "--topic", "t", "--key", "/key", events])
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        #expect(outcome.diagnostics.contains("20,000 records acknowledged"))
        #expect(outcome.output.isEmpty)
    }

    @Test func `lines without what a pointer looks for are sent and counted`() throws {
        let broker = try TestBroker(topics: ["t:1"])
        let outcome = try broker.run(
            ["produce", "--topic", "t", "--key", "/id"],
            input: "{\"id\":1}\nx\n{}\n"
        )
        #expect(outcome.status == 0)
        #expect(outcome.diagnostics.contains("2 lines sent without a key, the first at stdin:2"))
    }

    @Test func `base64 carries any byte and an empty line may be a tombstone`() throws {
        let broker = try TestBroker(topics: ["t:1"])
        let sent = try broker.run(
            ["produce", "--topic", "t", "--base64", "--tombstones"],
            input: "AAr/\n\n"
        )
        #expect(sent.status == 0, "\(sent.diagnostics)")
        let read = try broker.run(["consume", "--topic", "t", "--count", "2"])
        #expect(read.lines[0].contains(#""value_base64":"AAr/""#))
        #expect(read.lines[1].contains(#""value":null"#))
    }

    @Test func `a line that is not base64 is named after what was sent`() throws {
        let broker = try TestBroker(topics: ["t:1"])
        let outcome = try broker.run(["produce", "--topic", "t", "--base64"], input: "AAr/\n*\n")
        #expect(outcome.status == 1)
        #expect(outcome.diagnostics.contains("stdin:2: is not base64"))
        #expect(outcome.diagnostics.contains("1 records acknowledged"))
    }

    @Test func `a record that librdkafka refuses is named by its line`() throws {
        let broker = try TestBroker(topics: ["t:1"])
        let large = String(repeating: "x", count: 2_000_000)
        let outcome = try broker.run(["produce", "--topic", "t"], input: "a\n\(large)\nb\n")
        #expect(outcome.status == 1)
        #expect(outcome.diagnostics.contains("stdin:2"), "\(outcome.diagnostics)")
        let raised = try broker.run(
            ["produce", "--topic", "t", "-X", "message.max.bytes=3000000"],
            input: "\(large)\n"
        )
        #expect(raised.status == 0, "\(raised.diagnostics)")
    }

    @Test func `a line of a live pipe is sent before the pipe ends`() throws {
        let broker = try TestBroker(topics: ["t:1"])
        let outcome = try BuiltBinary.bash(
            """
            X=bootstrap.servers=\(broker.address)
            (echo first; while [ ! -e seen ]; do sleep 0.05; done) |
                "$SCORER" produce --topic t -X $X &
            "$SCORER" consume --topic t --count 1 --timeout-ms 10000 -X $X
            echo $?; touch seen; wait
            """
        )
        #expect(outcome.lines.last == "0", "\(outcome.diagnostics)")
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal ends the input and what was sent is waited for`(number: Int32) throws {
        let broker = try TestBroker(topics: ["t:1"])
        let scratch = try ScratchFolder()
        #expect(mkfifo(scratch.path("live"), 0o600) == 0)
        // The write end that is held open here keeps the pipe alive.
        let writer = open(scratch.path("live"), O_RDWR)
        defer { close(writer) }
        let run = try RunningBinary([
            "produce", "--topic", "t", "-X", "bootstrap.servers=\(broker.address)",
            scratch.path("live"),
        ])
        #expect(write(writer, "whole\nhal", 9) == 9)
        let read = try broker.run(
            ["consume", "--topic", "t", "--count", "1", "--timeout-ms", "20000"])
        #expect(read.status == 0, "\(read.diagnostics)")
        run.signal(number)
        #expect(try run.status() == 0, "\(run.diagnostics)")
        #expect(run.diagnostics.contains("1 records acknowledged"), "\(run.diagnostics)")
    }

    @Test func `records that a broker does not take any more are named by their lines`() throws {
        let broker = try RunningBinary(["broker", "--port", "0", "--topic", "t:1"])
        let address = try broker.firstLine()
        let scratch = try ScratchFolder()
        #expect(mkfifo(scratch.path("live"), 0o600) == 0)
        let writer = open(scratch.path("live"), O_RDWR)
        let run = try RunningBinary([
            "produce", "--topic", "t", "-X", "bootstrap.servers=\(address)", "-X",
            "message.timeout.ms=1500", scratch.path("live"),
        ])
        #expect(write(writer, "first\n", 6) == 6)
        let read = try BuiltBinary.run([
            "consume", "--topic", "t", "--count", "1", "--timeout-ms", "20000", "-X",
            "bootstrap.servers=\(address)",
        ])
        #expect(read.status == 0, "\(read.diagnostics)")
        broker.signal(SIGKILL)
        _ = try? broker.status()
        #expect(write(writer, "second\nthird\n", 13) == 13)
        close(writer)
        #expect(try run.status(withinSeconds: 20) == 1)
        #expect(run.diagnostics.contains("live:2: not delivered: "), "\(run.diagnostics)")
        #expect(run.diagnostics.contains("live:3: not delivered: "), "\(run.diagnostics)")
    }

    @Test func `a rate is kept`() throws {
        let broker = try TestBroker(topics: ["t:1"])
        let input = (1...100).map { "\($0)\n" }.joined()
        let outcome = try broker.run(["produce", "--topic", "t", "--rate", "100"], input: input)
        #expect(outcome.status == 0)
        #expect(outcome.seconds >= 0.99)
    }

    @Test func `a missing file, a missing topic and no broker are told apart`() throws {
        let broker = try TestBroker(topics: ["t:1"])
        let file = try broker.run(["produce", "--topic", "t", "no/such.jsonl"])
        #expect(file.status == 1)
        #expect(file.diagnostics.contains("no/such.jsonl"), "\(file.diagnostics)")
        let topic = try broker.run(["produce", "--topic", "u"], input: "x\n")
        #expect(topic.status == 1)
        #expect(topic.diagnostics.contains("no topic 'u'"), "\(topic.diagnostics)")
        let none = try BuiltBinary.run(
            [
                "produce", "--topic", "t", "-X",
                "bootstrap.servers=127.0.0.1:\(try FreePorts.take())",
            ])
        #expect(none.status == 3)
        #expect(none.seconds < 10)
        #expect(none.diagnostics.contains("Connection refused"), "\(none.diagnostics)")
    }

    @Test func `a property that librdkafka does not know is wrong`() throws {
        let outcome = try BuiltBinary.run(
            [
                "produce", "--topic", "t", "-X",
                "bootstrap.servers=127.0.0.1:\(try FreePorts.take())", "-X",
                "lingr.ms=1",
            ])
        #expect(outcome.status == 2)
        #expect(outcome.diagnostics.contains("lingr.ms"), "\(outcome.diagnostics)")
    }

    @Test(arguments: [
        ("kafka: {bootstrap.servers: \"127.0.0.1:1\"}\ngrop: x\n", "c.yaml:2:1: key 'grop'"),
        ("kafka: [\n", "c.yaml:"),
    ])
    func `an unreadable configuration is named by file, line and key`(
        text: String,
        place: String
    )
        throws
    {
        let scratch = try ScratchFolder()
        try scratch.write("c.yaml", text)
        let outcome = try BuiltBinary.run(
            ["produce", "--topic", "t", "--config", "c.yaml"],
            in: scratch.folder
        )
        #expect(outcome.status == 2)
        #expect(outcome.diagnostics.contains(place), "\(outcome.diagnostics)")
    }

    @Test func `a configuration that is not there is named`() throws {
        let outcome = try BuiltBinary.run(["produce", "--topic", "t", "--config", "no.yaml"])
        #expect(outcome.status == 2)
        #expect(outcome.diagnostics.contains("no.yaml"))
    }
}
