import BrokerFixture
import Foundation
import Kafka
import Testing

/// A broker with topics of this test's own and a configuration of the flights example.
private final class ReplayBroker {
    enum Kind: String, CaseIterable { case embedded, real }

    static var kinds: [Kind] { RealBroker.isConfigured ? Kind.allCases : [.embedded] }

    let address: String
    let scratch: ScratchFolder
    let input = UniqueName.make("features")
    let live = UniqueName.make("predictions")
    let output = UniqueName.make("corrections")
    let narrow = UniqueName.make("narrow")
    let control = UniqueName.make("control")
    /// Of the records read last: the values' own spelling, by the id in them.
    private(set) var texts: [String: String] = [:]
    private let embedded: EmbeddedBroker?

    init(_ kind: Kind) throws {
        let topics = [(input, 3), (live, 3), (output, 3), (narrow, 1)]
        switch kind {
        case .embedded:
            let broker = try EmbeddedBroker(port: nil)
            for (name, partitions) in topics {
                try broker.createTopic(name, partitions: partitions)
            }
            embedded = broker
            address = broker.bootstrapServers
        case .real:
            embedded = nil
            address = try RealBroker.bootstrapServers()
            let admin = try Admin(["bootstrap.servers": address])
            let outcomes = try admin.createTopics(
                topics.map { name, partitions in
                    TopicDeclaration(
                        name: name,
                        partitions: partitions,
                        replicationFactor: 1,
                        configuration: [("retention.ms", "-1")]
                    )
                },
                timeoutMs: 20_000
            )
            for outcome in outcomes { if let error = outcome.error { throw error } }
        }
        scratch = try ScratchFolder()
        try scratch.write(
            "stream-scorer.yaml",
            """
            kafka: {bootstrap.servers: "\(address)"}
            group: flights-scorer
            topics: {control: \(control)}
            models: \(ScoreTests.flights.appendingPathComponent("models").path)
            deployments:
              - name: flights
                input: {topic: \(input), format: json}
                output: {topic: \(live), format: json}
                model: delay
                version: v1
            """
        )
    }

    /// Makes the control log, which an embedded broker does not have from the start.
    func makeControlLog() throws {
        try embedded?.createTopic(control, partitions: 1)
    }

    func run(_ arguments: [String], input: String = "") throws -> BuiltBinary.Outcome {
        try BuiltBinary.run(arguments, input: Data(input.utf8), in: scratch.folder)
    }

    func replay(_ from: String, _ to: String, _ more: [String] = []) throws -> BuiltBinary.Outcome {
        let topic = more.contains("--output-topic") ? [] : ["--output-topic", output]
        let version = more.contains("--version") ? [] : ["--version", "v2"]
        return try run(["replay", "--from", from, "--to", to] + version + topic + more)
    }

    /// What a topic holds, as the records' lines of `consume`.
    func records(_ topic: String, _ count: Int) throws -> [[String: Any]] {
        let outcome = try run([
            "consume", "--topic", topic, "--headers", "--count", "\(count + 1)", "--timeout-ms",
            "2000",
        ])
        return try outcome.lines.map { line in
            let record = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            )
            if let id = (record["value"] as? [String: Any])?["id"] as? String,
                let start = line.range(of: #""value":"#)?.upperBound,
                let end = line.range(of: #","headers":"#, options: .backwards)?.lowerBound
            {
                texts[id] = String(line[start..<end])
            }
            return record
        }
    }
}

@Suite struct ReplayTests {
    /// A member of an event.
    private static func member(_ event: String, _ name: String) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(event.utf8)) as? [String: Any]
        return try #require(object?[name] as? String)
    }

    /// What the live stream would write of each event, but for the route.
    private static func predictions(
        of events: [String],
        deployment: String,
        _ scratch: ScratchFolder
    ) throws -> [String] {
        try scratch.write("events.jsonl", events.joined(separator: "\n") + "\n")
        let model = ScoreTests.flights.appendingPathComponent("models/delay/v2").path
        let outcome = try BuiltBinary.run(
            ["score", "--model", model, "--input", "events.jsonl", "--output", "-"],
            in: scratch.folder
        )
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        return outcome.lines.map {
            $0.replacing(#""deployment":"delay""#, with: #""deployment":"\#(deployment)""#)
                .replacing(#""route":"champion""#, with: #""route":"replay""#)
        }
    }

    @Test(arguments: ReplayBroker.kinds)
    fileprivate func `a time is scored again and everything else is left alone`(
        kind: ReplayBroker.Kind
    ) throws {
        let broker = try ReplayBroker(kind)
        let (events, reference) = try ScoreTests.sample(2)
        let times = try events.map { try Self.member($0, "ts") }
        let bad = """
            {"id":"bad","ts":"\(times[80])","key":"N1","features":{"dep_delay":"x"}}
            """
        let produced = try broker.run(
            ["produce", "--topic", broker.input, "--key", "/key", "--timestamp", "/ts"],
            input: (events[..<80] + [bad] + events[80...]).joined(separator: "\n") + "\n"
        )
        #expect(produced.status == 0, "\(produced.diagnostics)")
        let (from, to) = (times[40], times[160])
        let wanted = events.indices.filter { times[$0] >= from && times[$0] < to }
        try #require(wanted.count > 50)
        let outcome = try broker.replay(from, to, ["--json"])
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        #expect(outcome.diagnostics.contains("cannot look up times") == (kind == .embedded))
        #expect(outcome.diagnostics.contains("\(broker.input)["))
        #expect(outcome.diagnostics.contains("is of the wrong type"), "\(outcome.diagnostics)")
        let summary =
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        #expect(summary?["events"] as? Int == wanted.count + 1)
        #expect(summary?["predictions"] as? Int == wanted.count)
        #expect(summary?["failures"] as? [String: Int] == ["wrong_type": 1])

        let lines = try Self.predictions(of: events, deployment: "flights", broker.scratch)
        let inputs = try broker.records(broker.input, events.count + 1)
        let outputs = try broker.records(broker.output, wanted.count)
        try #require(outputs.count == wanted.count)
        var found: [String: [String: Any]] = [:]
        for record in outputs {
            let value = try #require(record["value"] as? [String: Any])
            found[try #require(value["id"] as? String)] = record
        }
        for input in inputs {
            let event = try #require(input["value"] as? [String: Any])
            let id = try #require(event["id"] as? String)
            guard let index = wanted.first(where: { events[$0].contains("\"\(id)\"") }) else {
                #expect(found[id] == nil)
                continue
            }
            let record = try #require(found[id])
            #expect(record["key"] as? String == input["key"] as? String)
            #expect(record["ts"] as? Int == input["ts"] as? Int)
            #expect(record["partition"] as? Int == input["partition"] as? Int)
            let value = try #require(record["value"] as? [String: Any])
            #expect(broker.texts[id] == lines[index])
            let prediction = try #require(value["prediction"] as? Double)
            let theirs = try #require(Double(reference[index]))
            #expect(abs(prediction - theirs) <= Double(Float(theirs).ulp), "\(id)")
            let headers = try #require(record["headers"] as? [[String: Any]])
            #expect(
                headers.map { "\($0["name"] ?? "")=\($0["value"] ?? "")" } == [
                    "stream-scorer-model=delay", "stream-scorer-version=v2",
                    "stream-scorer-revision=0",
                ]
            )
        }
        #expect(try broker.records(broker.live, 0).isEmpty)
    }

    @Test(arguments: ReplayBroker.kinds)
    fileprivate func `everything there is ends by itself, in fewer partitions by key`(
        kind: ReplayBroker.Kind
    ) throws {
        let broker = try ReplayBroker(kind)
        let empty = try broker.replay("beginning", "end")
        #expect(empty.status == 0, "\(empty.diagnostics)")
        #expect(empty.output.contains("predictions           0 into"), "\(empty.output)")
        let events = try ScoreTests.sample().events
        let produced = try broker.run(
            ["produce", "--topic", broker.input, "--key", "/key", "--tombstones"],
            input: (events + ["", "not an event"]).joined(separator: "\n") + "\n"
        )
        #expect(produced.status == 0, "\(produced.diagnostics)")
        let outcome = try broker.replay(
            "beginning",
            "end",
            ["--output-topic", broker.narrow, "--version", "v3-hours"]
        )
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        #expect(outcome.output.contains("tombstones            1\n"), "\(outcome.output)")
        #expect(outcome.output.contains("without a prediction  1\n"), "\(outcome.output)")
        #expect(outcome.output.contains("  invalid_json        1\n"), "\(outcome.output)")
        #expect(try broker.records(broker.narrow, events.count).count == events.count)
    }

    @Test(.enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"))
    func `a topic that ends with a transaction's marker is read to its end`() throws {
        let broker = try ReplayBroker(.real)
        let producer = try Producer([
            "bootstrap.servers": broker.address, "transactional.id": broker.input,
        ])
        try producer.initTransactions(timeoutMs: 20_000)
        let topic = try producer.topic(broker.input)
        for isKept in [true, false] {
            try producer.beginTransaction()
            let page = RecordPage(bytes: 4_096, records: 3)
            for number in 0..<3 {
                let value = Array(#"{"features":{"dep_delay":\#(number)}}"#.utf8)
                let room = try #require(page.reserve(value.count))
                room.copyBytes(from: value)
                page.commitRecord(
                    topic: topic,
                    partition: Int32(number),
                    timestampMs: 1_000 + Int64(number),
                    keyBytes: -1,
                    valueBytes: value.count,
                    tag: 0
                )
            }
            _ = try producer.produce(page, from: 0)
            if isKept {
                try producer.commitTransaction(timeoutMs: 20_000)
            } else {
                try producer.flush(timeoutMs: 20_000)
                try producer.abortTransaction(timeoutMs: 20_000)
            }
        }
        let outcome = try broker.replay("1001", "end", ["--json"])
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        #expect(outcome.output.contains(#""events":2,"predictions":2,"#), "\(outcome.output)")
        #expect(outcome.seconds < 20, "\(outcome.seconds)")
    }

    @Test(arguments: ReplayBroker.kinds)
    fileprivate func `offsets are scored again, of them what one version has answered`(
        kind: ReplayBroker.Kind
    ) throws {
        let broker = try ReplayBroker(kind)
        let events = Array(try ScoreTests.sample().events.prefix(60))
        let produced = try broker.run(
            ["produce", "--topic", broker.input, "--key", "/key"],
            input: events.joined(separator: "\n") + "\n"
        )
        #expect(produced.status == 0, "\(produced.diagnostics)")
        let ids = try events.map { try Self.member($0, "id") }
        // Every third was answered by v3-hours; one prediction is another deployment's.
        let live = ids.enumerated().map { place, id in
            """
            {"id":"\(id)","ts":1,"deployment":"\(place == 0 ? "other" : "flights")","model":"delay",\
            "version":"\(place % 3 == 0 ? "v3-hours" : "v1")","route":"canary","revision":1,\
            "prediction":0.5}
            """
        }
        let served = try broker.run(
            ["produce", "--topic", broker.live, "--key", "/id"],
            input: live.joined(separator: "\n") + "\nrubbish\n"
        )
        #expect(served.status == 0, "\(served.diagnostics)")
        var wanted: Set<String> = []
        var runs: [String] = []
        let inputs = try broker.records(broker.input, events.count)
        for partition in 0..<3 {
            let own = inputs.filter { $0["partition"] as? Int == partition }
            let last = own.count / 2
            guard last > 0 else { continue }
            runs.append("\(partition):0-\(last - 1)")
            for record in own.prefix(last) {
                let id = (record["value"] as? [String: Any])?["id"] as? String ?? ""
                let place = try #require(ids.firstIndex(of: id))
                if place % 3 == 0, place > 0 { wanted.insert(id) }
            }
        }
        try #require(wanted.count > 3)
        let outcome = try broker.run([
            "replay", "--offsets", runs.joined(separator: ","), "--served-by", "v3-hours",
            "--version", "v1", "--output-topic", broker.output, "--json",
        ])
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        #expect(outcome.output.contains("\"events\":\(wanted.count),"), "\(outcome.output)")
        let written = try broker.records(broker.output, wanted.count).compactMap {
            ($0["value"] as? [String: Any])?["id"] as? String
        }
        #expect(written.count == wanted.count && Set(written) == wanted)
        let beyond = try broker.run([
            "replay", "--offsets", "0:0-100000", "--version", "v1", "--output-topic",
            broker.output,
        ])
        #expect(beyond.diagnostics.contains("does not hold"), "\(beyond.diagnostics)")
        for (words, text) in [
            (["--offsets", "9:0-1"], "has no partition 9"),
            (["--offsets", "0:5-1"], "PARTITION:FIRST-LAST"),
            (["--offsets", "0:0-1", "--from", "1", "--to", "2"], "takes the place of"),
            (["--from", "1"], "needs --from and --to, or --offsets"),
        ] {
            let refused = try broker.run(
                ["replay", "--version", "v1", "--output-topic", broker.output] + words
            )
            #expect(refused.status == 2, "\(refused.diagnostics)")
            #expect(refused.diagnostics.contains(text), "\(refused.diagnostics)")
        }
    }

    @Test func `the control log says how the events look, the file where the log does not`() throws
    {
        let broker = try ReplayBroker(.embedded)
        let event = #"{"id":"a","ts":1,"row":{"dep_delay":95,"carrier":"UA"}}"#
        let produced = try broker.run(["produce", "--topic", broker.input], input: event + "\n")
        #expect(produced.status == 0, "\(produced.diagnostics)")
        let byFile = try broker.replay("beginning", "end")
        #expect(byFile.diagnostics.contains("deployment flights as the configuration has it"))
        #expect(byFile.output.contains("without a prediction  1"), "\(byFile.output)")

        func declare(_ name: String, input: String, output: String) throws {
            let sent = try broker.run(
                ["produce", "--topic", broker.control, "--key", "/deployment"],
                input: """
                    {"id":"declare-\(name)","deployment":"\(name)","kind":"deploy","issuer":"test",\
                    "input":{"topic":"\(input)","features":"/row"},\
                    "output":{"topic":"\(output)"},"model":"delay","version":"v1"}

                    """
            )
            #expect(sent.status == 0, "\(sent.diagnostics)")
        }
        try broker.makeControlLog()
        try declare("flights", input: broker.input, output: broker.live)
        try declare("night", input: broker.input, output: broker.narrow)
        let byLog = try broker.replay("beginning", "end")
        #expect(byLog.status == 0, "\(byLog.diagnostics)")
        #expect(
            byLog.diagnostics.contains("deployment flights as revision 1 of the control log"),
            "\(byLog.diagnostics)"
        )
        #expect(byLog.diagnostics.contains("the configuration differs in input: not used"))
        #expect(byLog.output.contains("predictions           1"), "\(byLog.output)")
        let logOnly = try broker.replay("beginning", "end", ["--deployment", "night"])
        #expect(logOnly.status == 0, "\(logOnly.diagnostics)")
        #expect(logOnly.output.contains("predictions           1"), "\(logOnly.output)")
        let live = try broker.replay("beginning", "end", ["--output-topic", broker.narrow])
        #expect(live.status == 2)
        #expect(
            live.diagnostics.contains("the live output of deployment 'night'"),
            "\(live.diagnostics)"
        )
        let unknown = try broker.replay("beginning", "end", ["--deployment", "x"])
        #expect(unknown.status == 2)
        #expect(
            unknown.diagnostics.contains(
                "no deployment 'x'; the configuration has flights, and the control log holds "
                    + "flights, night"
            ),
            "\(unknown.diagnostics)"
        )
    }

    @Test func `topics of the file that are not the log's are no replay`() throws {
        let broker = try ReplayBroker(.embedded)
        try broker.makeControlLog()
        let sent = try broker.run(
            ["produce", "--topic", broker.control, "--key", "/deployment"],
            input: """
                {"id":"declare","deployment":"flights","kind":"deploy","issuer":"test",\
                "input":{"topic":"elsewhere"},"output":{"topic":"\(broker.live)"},\
                "model":"delay","version":"v1"}

                """
        )
        #expect(sent.status == 0, "\(sent.diagnostics)")
        let outcome = try broker.replay("beginning", "end")
        #expect(outcome.status == 2)
        #expect(
            outcome.diagnostics.contains("'elsewhere' in the control log, which decides"),
            "\(outcome.diagnostics)"
        )
    }

    @Test func `live topics, wrong times and unknown names are refused`() throws {
        let broker = try ReplayBroker(.embedded)
        func expect(
            _ arguments: [String],
            status: Int32,
            _ text: String,
            line: SourceLocation = #_sourceLocation
        ) throws {
            let outcome = try broker.replay("beginning", "end", arguments)
            #expect(outcome.status == status, "\(outcome.diagnostics)", sourceLocation: line)
            #expect(
                outcome.diagnostics.contains(text),
                "\(outcome.diagnostics)",
                sourceLocation: line
            )
        }
        try expect(["--output-topic", broker.live], status: 2, "the live output of deployment")
        try expect(
            ["--output-topic", broker.input],
            status: 2,
            "the input of deployment 'flights'"
        )
        try expect(
            ["--output-topic", broker.control],
            status: 2,
            "the service's own control topic"
        )
        try expect(["--output-topic", "gone"], status: 1, "has no topic 'gone'")
        try expect(["--version", "v9"], status: 1, "v9/model.yaml: cannot be opened")
        try expect(["--version", "../v1"], status: 1, "no name of a folder")
        try expect(["--deployment", "x"], status: 2, "no deployment 'x'; the configuration has")
        let late = try broker.replay("2013-04-02T00:00:00Z", "2013-04-01T00:00:00Z")
        #expect(late.status == 2)
        #expect(late.diagnostics.contains("--from has to be before --to"))
    }
}
