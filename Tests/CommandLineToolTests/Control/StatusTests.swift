import Foundation
import Rollout
import Testing

@testable import CommandLineTool

@Suite struct StatusTests {
    @Test func `the state, the instances and the rejected commands are shown`() throws {
        let broker = try ControlTests.broker()
        let scripted = try ScriptedInstance("scorer-1", on: broker)
        for words in [
            ["canary", "v2", "5"], ["rule", "vip", "v2", "--header", "x", "--equals", "y"],
        ] {
            #expect(try broker.run(["control"] + words).status == 0)
        }
        #expect(try broker.run(["control", "promote", "v2", "--expects", "1"]).status == 1)
        let shown = try broker.run(["status"])
        let json = try broker.run(["status", "--json"])
        scripted.end()
        #expect(shown.status == 0, "\(shown.diagnostics)")
        for part in [
            "flights, revision 3", "champion  v1", "canary    v2 5 % by key",
            "rule      vip: header x = y → v2", "expects revision 1 but the revision is 3",
        ] {
            #expect(shown.output.contains(part), "\(part) in \(shown.output)")
        }
        let row = try #require(shown.lines.first { $0.contains("scorer-1") })
        #expect(row.contains("same") && row.contains("yes") && row.contains("v1, v2"), "\(row)")

        let object = try ControlTests.json(json)
        let deployments = try #require(object["deployments"] as? [[String: Any]])
        let state = try #require(deployments.first?["state"] as? [String: Any])
        #expect(state["revision"] as? Int == 3)
        let instances = try #require(deployments.first?["instances"] as? [[String: Any]])
        #expect(instances.first?["log"] as? String == "same")
        #expect(instances.first?["alive"] as? Bool == true)
        #expect((deployments.first?["rejected"] as? [Any])?.count == 1)
    }

    @Test func `an instance that is behind, not ready or elsewhere is told apart`() throws {
        let broker = try ControlTests.broker()
        let access = try ScriptedInstance.access(broker)
        let topics = try ControlTopics(access, withStatus: false)
        try topics.readToEnd { _ in }
        let record = ScriptedInstance.record("a", "flights", topics.state)
        var behind = record
        behind.offset -= 1
        var other = record
        (other.instance, other.digest) = ("b", "sha256:" + String(repeating: "f", count: 64))
        var unready = record
        (unready.instance, unready.isReady) = ("c", false)
        unready.reasons = ["version v2: no such folder \u{1B}[31m"]
        var stopped = record
        (stopped.instance, stopped.isStopped) = ("d", true)
        for record in [behind, other, unready, stopped] {
            try ScriptedInstance.write(record, access)
        }
        let shown = try broker.run(["status", "--deployment", "flights"])
        let rows = shown.lines.suffix(4)
        for (row, part) in zip(
            rows,
            ["behind by 1", "another state", "no: version v2: no such folder \u{FFFD}", "stopped"]
        ) {
            #expect(row.contains(part), "\(part) in \(shown.output)")
        }
        #expect(!shown.output.contains("\u{1B}"))
    }

    @Test func `golden rows that were checked are told, and a version that has none`() throws {
        let broker = try ControlTests.broker()
        let access = try ScriptedInstance.access(broker)
        let topics = try ControlTopics(access, withStatus: false)
        try topics.readToEnd { _ in }
        var record = ScriptedInstance.record("a", "flights", topics.state)
        record.versions = [
            .init(
                version: "v1",
                state: .routable,
                golden: .init(rows: 20, tolerance: "4 ulp of float64")
            ),
            .init(version: "v2", state: .routable, golden: .init(rows: 0, tolerance: nil)),
            .init(version: "v3", state: .loading),
        ]
        try ScriptedInstance.write(record, access)
        record.instance = "b"
        record.versions[0].golden?.rows = 3
        try ScriptedInstance.write(record, access)
        let shown = try broker.run(["status"])
        let lines = shown.lines.filter { $0.hasPrefix("  golden") }
        #expect(
            lines == [
                "  golden    v1: 20 rows reproduced at load, within 4 ulp of float64 (a)",
                "  golden    v1: 3 rows reproduced at load, within 4 ulp of float64 (b)",
                "  golden    v2: it comes without golden rows, so none was checked",
            ],
            "\(shown.output)"
        )
        let json = try broker.run(["status", "--json"]).output
        #expect(json.contains(#""golden":{"rows":20,"tolerance":"4 ulp of float64"}"#), "\(json)")
        #expect(json.contains(#""golden":{"rows":0}"#), "\(json)")
    }

    @Test func `a deployment that there is not is status 1 and the nearest is named`() throws {
        let broker = try ControlTests.broker()
        let outcome = try broker.run(["status", "--deployment", "fligths"])
        #expect(outcome.status == 1)
        #expect(outcome.diagnostics.contains("the nearest is 'flights'"))
    }

    @Test func `a watch prints again when the log grows and ends in order`() throws {
        let broker = try ControlTests.broker()
        let watch = try RunningBinary(
            ["status", "--watch", "--json", "-X", "bootstrap.servers=\(broker.address)"])
        #expect(try watch.firstLine().contains(#""revision":1"#))
        #expect(try broker.run(["control", "freeze"]).status == 0)
        let end = Date().addingTimeInterval(10)
        while !watch.output.contains(#""revision":2"#), Date() < end { usleep(20_000) }
        #expect(watch.output.contains(#""revision":2"#))
        watch.signal(SIGTERM)
        #expect(try watch.status() == 0, "\(watch.diagnostics)")
    }
}
