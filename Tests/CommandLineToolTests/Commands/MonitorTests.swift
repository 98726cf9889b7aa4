import Foundation
import Testing

/// `monitor` and `explain`, through the built program.
@Suite(.serialized) struct MonitorTests {
    private static let topics = [
        "features:1", "predictions:1", "observations:1", "control:1", "status:1", "alerts:1",
        "monitor-state:1",
    ]

    /// A broker with a deployment, and observations of which those of some minutes are mostly broken.
    private func prepare(_ scratch: ScratchFolder) throws -> TestBroker {
        let broker = try TestBroker(topics: Self.topics)
        try scratch.write(
            "stream-scorer.yaml",
            """
            kafka: {bootstrap.servers: "\(broker.address)"}
            group: g
            monitor: {http: {port: 0}, idle_ms: 500}
            deployments:
              - {name: flights, input: {topic: features}, output: {topic: predictions}, model: m, version: v1}
            """
        )
        let deployed = try broker.run(["control", "deploy", "--no-wait"], in: scratch.folder)
        #expect(deployed.status == 0, "\(deployed.diagnostics)")
        let durations = Array(repeating: "0", count: 128).joined(separator: ",")
        let lines = (0..<30).map { minute in
            let start = 1_364_774_400_000 + minute * 60_000
            return """
                {"format":1,"deployment":"flights","partition":0,"from_offset":0,"next_offset":200,\
                "clock_ms":\(start + 59_000),"pane_ms":60000,"lateness_ms":60000,"late":0,"ahead":0,\
                "untimed":0,"panes":[{"start_ms":\(start),"undecodable":\(minute >= 10 ? 150 : 0),\
                "arms":[{"version":"v1","route":"champion","rows":200,"failed":0,"refused":0,\
                "offsets":[0,199],"durations":[\(durations)]}]}],"key":"flights/0"}
                """
        }
        try scratch.write("rows.jsonl", lines.joined(separator: "\n") + "\n")
        let sent = try broker.run(
            ["produce", "--topic", "observations", "--key", "/key", "rows.jsonl"],
            in: scratch.folder
        )
        #expect(sent.status == 0, "\(sent.diagnostics)")
        return broker
    }

    @Test func `--check names what would be watched, --until-end judges it, explain says how`()
        throws
    {
        let scratch = try ScratchFolder()
        let broker = try prepare(scratch)
        let checked = try broker.run(["monitor", "--check"], in: scratch.folder)
        #expect(checked.status == 0, "\(checked.diagnostics)")
        #expect(
            checked.lines == [
                "deployment flights: observations observations", "in order: monitor would start",
            ]
        )
        let judged = try broker.run(["monitor", "--until-end"], in: scratch.folder)
        #expect(judged.status == 0, "\(judged.diagnostics)")
        #expect(judged.output.contains("events      6,000, undecodable 3,000"), "\(judged.output)")
        let summed = try broker.run(["monitor", "--until-end", "--json"], in: scratch.folder)
        let summary = try #require(
            try JSONSerialization.jsonObject(with: Data(summed.output.utf8)) as? [String: Any]
        )
        let deployments = try #require(summary["deployments"] as? [[String: Any]])
        #expect(deployments.count == 1 && deployments[0]["events"] as? Int == 6_000)
        #expect(deployments[0]["panes"] as? Int == 30, "nothing is counted twice")
        let kinds = try #require(deployments[0]["alerts"] as? [String: [String: Int]])
        #expect(kinds["contract"] == ["warnings": 0, "criticals": 1, "ended": 0])
        let versions = try #require(deployments[0]["versions"] as? [[String: Any]])
        let served = try #require(versions.first?["served"] as? [String: Any])
        #expect(served["events"] as? Int == 6_000 && versions.first?["shadow"] is NSNull)
        let listed = try broker.run(["explain", "--json"], in: scratch.folder)
        let alerts = try listed.lines.map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        let contract = try #require(alerts.first { $0["rule"] as? String == "contract" })
        #expect(contract["severity"] as? String == "critical")
        #expect(contract["value"] as? Double == 150.0 / 350)
        let id = try #require(contract["id"] as? String)
        let explained = try broker.run(["explain", String(id.prefix(8))], in: scratch.folder)
        #expect(explained.status == 0, "\(explained.diagnostics)")
        #expect(
            explained.output.contains("unusable_share = (undecodable + refused) / events"),
            "\(explained.output)"
        )
        #expect(explained.output.contains("undecodable  150"))
        #expect(try broker.run(["explain", "no-such"], in: scratch.folder).status == 1)
    }

    @Test func `SIGTERM keeps the state and ends with 0, and the next one goes on`() throws {
        let scratch = try ScratchFolder()
        let broker = try prepare(scratch)
        let arguments = ["monitor", "--config", scratch.folder.path + "/stream-scorer.yaml"]
        for _ in 0..<2 {
            let running = try RunningBinary(arguments)
            let end = Date().addingTimeInterval(20)
            while !running.diagnostics.contains("Watching"), Date() < end { usleep(20_000) }
            usleep(1_500_000)
            running.signal(SIGTERM)
            #expect(try running.status(withinSeconds: 10) == 0, "\(running.diagnostics)")
        }
        let alerts = try broker.run(
            ["consume", "--topic", "alerts", "--timeout-ms", "1000"],
            in: scratch.folder
        )
        let ids = alerts.lines.filter { $0.contains("\"contract\"") }
        #expect(ids.count == 1, "\(alerts.output)")
    }

    @Test func `without a topic or a deployment it says what to do`() throws {
        let scratch = try ScratchFolder()
        let broker = try TestBroker(topics: ["control:1", "observations:1"])
        try scratch.write(
            "stream-scorer.yaml",
            """
            kafka: {bootstrap.servers: "\(broker.address)"}
            group: g
            monitor: {http: {port: 0}, predictions: {score: /p}}
            deployments:
              - {name: flights, input: {topic: features}, output: {topic: predictions}, model: m, version: v1}
            """
        )
        let refused = try broker.run(["monitor", "--check"], in: scratch.folder)
        #expect(refused.status == 2)
        #expect(
            refused.diagnostics.contains("is of use with `source: topics` only"),
            "\(refused.diagnostics)"
        )
    }
}
