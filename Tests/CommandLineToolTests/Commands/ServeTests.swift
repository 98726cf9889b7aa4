import BrokerFixture
import Foundation
import Testing

@Suite struct ServeTests {
    /// A configuration of the flights example in a scratch folder of its own.
    private func configure(
        _ address: String,
        port: Int = 0,
        version: String = "v1",
        more: String = ""
    ) throws -> ScratchFolder {
        let scratch = try ScratchFolder()
        try scratch.write(
            "stream-scorer.yaml",
            """
            kafka: {bootstrap.servers: "\(address)"}
            group: flights-scorer
            workers: 1
            models: \(ScoreTests.flights.appendingPathComponent("models").path)
            delivery: at_least_once
            http: {host: 127.0.0.1, port: \(port)}
            deployments:
              - name: flights
                input: {topic: features, format: json}
                output: {topic: predictions, format: json}
                model: delay
                version: \(version)
            \(more)
            """
        )
        return scratch
    }

    private static let topics = [
        "features:2", "predictions:2", "dead-letters:1", "shadow-predictions:1", "control:1",
        "status:1",
    ]

    @Test func `a check says what was verified and that serve would start`() throws {
        let broker = try TestBroker(topics: Self.topics)
        let scratch = try configure(broker.address)
        let outcome = try BuiltBinary.run(["serve", "--check"], in: scratch.folder)
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        #expect(outcome.lines.contains { $0.contains("delay v1") })
        #expect(outcome.lines.contains("topic features: 2 partitions"))
        #expect(outcome.lines.last == "in order: serve would start")
        let json = try BuiltBinary.run(["serve", "--check", "--json"], in: scratch.folder)
        #expect(json.output.hasPrefix(#"{"ok":true,"verified":["deployment flights: "#))
    }

    @Test func `a topic that is missing is named`() throws {
        let broker = try TestBroker(
            topics: [
                "features:2", "dead-letters:1", "shadow-predictions:1", "control:1", "status:1",
            ]
        )
        let scratch = try configure(broker.address)
        let outcome = try BuiltBinary.run(["serve", "--check"], in: scratch.folder)
        #expect(outcome.status == 2)
        #expect(outcome.diagnostics.contains("'predictions'"), "\(outcome.diagnostics)")
    }

    @Test func `a model version that is missing is named`() throws {
        let broker = try TestBroker(topics: Self.topics)
        let scratch = try configure(broker.address, version: "v9")
        let outcome = try BuiltBinary.run(["serve"], in: scratch.folder)
        #expect(outcome.status == 2)
        #expect(outcome.diagnostics.contains("delay/v9"), "\(outcome.diagnostics)")
    }

    @Test func `no broker is status 3 within ten seconds`() throws {
        let address = "127.0.0.1:\(try FreePorts.take())"
        let scratch = try configure(address)
        let outcome = try BuiltBinary.run(["serve", "--check"], in: scratch.folder)
        #expect(outcome.status == 3)
        #expect(outcome.seconds < 10)
        #expect(outcome.diagnostics.contains(address), "\(outcome.diagnostics)")
    }

    @Test func `a wrong key is named by file, line and the nearest key`() throws {
        let scratch = try configure("127.0.0.1:\(try FreePorts.take())", more: "    modle: x")
        let outcome = try BuiltBinary.run(["serve"], in: scratch.folder)
        #expect(outcome.status == 2)
        #expect(
            outcome.diagnostics.contains("stream-scorer.yaml:13:5: key 'deployments[0].modle'"),
            "\(outcome.diagnostics)"
        )
        #expect(outcome.diagnostics.contains("'model'"))
    }

    @Test func `no configuration is wrong usage and names the file`() throws {
        let outcome = try BuiltBinary.run(["serve"])
        #expect(outcome.status == 2)
        #expect(outcome.diagnostics.contains("stream-scorer.yaml"), "\(outcome.diagnostics)")
    }

    @Test func `a port that is taken is named`() throws {
        let broker = try TestBroker(topics: Self.topics)
        let port = try FreePorts.take()
        let taken = try RunningBinary(["broker", "--port", "\(port)"])
        _ = try taken.firstLine()
        let scratch = try configure(broker.address, port: port)
        let outcome = try BuiltBinary.run(["serve"], in: scratch.folder)
        #expect(outcome.status == 1)
        #expect(outcome.diagnostics.contains("127.0.0.1:\(port)"), "\(outcome.diagnostics)")
    }

    /// The body of an endpoint, at the port that the service's log names.
    private func get(_ path: String, of service: RunningBinary) throws -> String {
        let line = try #require(
            service.diagnostics.split(separator: "\n").first { $0.contains("Endpoints listen") }
        )
        let fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        let port = try #require(fields?["port"] as? Int)
        return try BuiltBinary.bash(
            """
            exec 3<>/dev/tcp/127.0.0.1/\(port)
            printf 'GET \(path) HTTP/1.0\\r\\n\\r\\n' >&3
            cat <&3
            """
        ).output
    }

    @Test func `events become predictions until a signal ends it in order`() throws {
        let broker = try TestBroker(topics: Self.topics)
        let scratch = try configure(broker.address)
        let service = try RunningBinary(["serve", "--log-format", "json"], in: scratch.folder)
        let (events, reference) = try ScoreTests.sample()
        let sent = try broker.run(
            ["produce", "--topic", "features", "--key", "/key"],
            input: events.joined(separator: "\n") + "\nbroken\n"
        )
        #expect(sent.status == 0, "\(sent.diagnostics)")
        let read = try broker.run(
            [
                "consume", "--topic", "predictions", "--count", "\(events.count)", "--timeout-ms",
                "20000",
            ])
        #expect(read.status == 0, "\(read.diagnostics) \(service.diagnostics)")
        let dead = try broker.run(
            ["consume", "--topic", "dead-letters", "--headers", "--count", "1"])
        #expect(dead.output.contains("__connect.errors"))
        // JSONDecoder reads numbers exactly; JSONSerialization goes through Decimal.
        let predictions = try read.lines.map {
            try JSONDecoder().decode(PredictionRecord.self, from: Data($0.utf8)).value
        }
        let byID = Dictionary(predictions.map { ($0.id, $0.prediction) }) { first, _ in first }
        #expect(byID.count == events.count)
        for (event, expected) in zip(events, reference) {
            let id = try JSONDecoder().decode(EventID.self, from: Data(event.utf8)).id
            let theirs = try #require(Double(expected))
            let ours = try #require(byID[id])
            #expect(abs(ours - theirs) <= 2 * theirs.ulp)
        }
        let metrics = try get("/metrics", of: service)
        #expect(metrics.contains("stream_scorer_predictions_total{"), "\(metrics)")
        #expect(metrics.contains("process_resident_memory_bytes"))
        #expect(try get("/v2/models/delay/versions/v1", of: service).contains("\"dep_delay\""))
        service.signal(SIGTERM)
        #expect(try service.status() == 0, "\(service.diagnostics)")
        #expect(service.output.isEmpty)
        #expect(service.diagnostics.contains(#""message":"Stopped""#), "\(service.diagnostics)")
    }
}

private struct EventID: Decodable {
    let id: String
}

private struct PredictionRecord: Decodable {
    struct Value: Decodable {
        let id: String
        let prediction: Double
    }

    let value: Value
}
