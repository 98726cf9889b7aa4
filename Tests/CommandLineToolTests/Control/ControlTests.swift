import BrokerFixture
import Foundation
import Rollout
import Testing

@testable import CommandLineTool

/// Commands against the embedded broker, with instances that say what the test has them say.
@Suite struct ControlTests {
    static let topics = ["control:1", "status:1"]

    /// A broker whose log has deployment `flights` with champion v1.
    static func broker() throws -> TestBroker {
        let broker = try TestBroker(topics: topics)
        try declare("flights", broker)
        return broker
    }

    /// Declares a deployment by a record of its own, as anybody might.
    static func declare(_ name: String, _ broker: TestBroker) throws {
        let command = """
            {"id":"declare-\(name)","deployment":"\(name)","kind":"deploy","issuer":"test",\
            "input":{"topic":"features"},"output":{"topic":"predictions"},"model":"delay",\
            "version":"v1"}

            """
        let sent = try broker.run(
            ["produce", "--topic", "control", "--key", "/deployment"],
            input: command
        )
        try #require(sent.status == 0, "\(sent.diagnostics)")
    }

    static func json(_ outcome: BuiltBinary.Outcome) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        return try #require(object as? [String: Any], "\(outcome.output)\(outcome.diagnostics)")
    }

    @Test func `a command that every running instance applies is status 0`() throws {
        let broker = try Self.broker()
        let first = try ScriptedInstance("scorer-1", on: broker)
        let second = try ScriptedInstance("scorer-2", on: broker)
        let outcome = try broker.run(["control", "canary", "v2", "5", "--reason", "first"])
        first.end()
        second.end()
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.diagnostics)")
        try #require(outcome.lines.count == 4)
        #expect(outcome.lines[0] == "flights: canary v2 5 %: accepted, revision 2 (offset 1)")
        #expect(outcome.lines[1] == "instance  said     revision  ready")
        #expect(outcome.lines[2] == "scorer-1  applied  2         yes")
        #expect(outcome.lines[3] == "scorer-2  applied  2         yes")
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test func `an instance that cannot serve the version makes it status 1 and says why`() throws {
        let broker = try Self.broker()
        let good = try ScriptedInstance("good", on: broker)
        let bad = try ScriptedInstance(
            "bad",
            on: broker,
            answer: ScriptedInstance.unable("v2", reason: "digest differs")
        )
        let outcome = try broker.run(["control", "promote", "v2", "--json"])
        good.end()
        bad.end()
        #expect(outcome.status == 1)
        let object = try Self.json(outcome)
        #expect(object["verdict"] as? String == "accepted")
        #expect(object["ok"] as? Bool == false)
        let instances = try #require(object["instances"] as? [[String: Any]])
        #expect(instances.map { $0["instance"] as? String } == ["bad", "good"])
        #expect(instances.map { $0["answer"] as? String } == ["failed", "applied"])
        #expect(instances[0]["reason"] as? String == "version v2: digest differs")
        #expect(instances[0]["revision"] as? Int == 1)
        #expect(instances.allSatisfy { $0["same_state"] as? Bool == true })
    }

    @Test func `an instance that does not answer in time makes it status 1`() throws {
        let broker = try Self.broker()
        let silent = try ScriptedInstance("silent", on: broker, answer: { _, _ in nil })
        let outcome = try broker.run(["control", "freeze", "--timeout", "700ms"])
        silent.end()
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("silent    no answer within 0.7 s"), "\(outcome.output)")
        #expect(outcome.output.contains("The command stays on the log"))
    }

    @Test func `an instance that folds to another state makes it status 1`() throws {
        let broker = try Self.broker()
        let other = try ScriptedInstance(
            "other",
            on: broker,
            answer: { record, outcome in
                var record = record
                record.digest = "sha256:" + String(repeating: "0", count: 64)
                return record
            }
        )
        let outcome = try broker.run(["control", "freeze"])
        other.end()
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("folds the log to another state"), "\(outcome.output)")
    }

    @Test func `an instance that stopped is not waited for`() throws {
        let broker = try Self.broker()
        let access = try ScriptedInstance.access(broker)
        let topics = try ControlTopics(access, withStatus: false)
        try topics.readToEnd { _ in }
        var record = ScriptedInstance.record("gone", "flights", topics.state)
        record.isStopped = true
        try ScriptedInstance.write(record, access)
        let outcome = try broker.run(["control", "freeze"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.diagnostics)")
        #expect(outcome.output.contains("No instance is running"))
    }

    @Test func `the instances of another deployment are not waited for`() throws {
        let broker = try Self.broker()
        let other = try ScriptedInstance("x", of: "other", on: broker, answer: { _, _ in nil })
        let outcome = try broker.run(["control", "freeze", "--deployment", "flights"])
        other.end()
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.diagnostics)")
    }

    @Test func `a rejected command is status 1 with the log's reason`() throws {
        let broker = try Self.broker()
        let instance = try ScriptedInstance("scorer-1", on: broker)
        let outcome = try broker.run(["control", "promote", "v2", "--expects", "7"])
        instance.end()
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("rejected: expects revision 7 but the revision is 1"))
        #expect(outcome.output.contains("scorer-1  read; nothing changes"), "\(outcome.output)")
    }

    @Test func `an expired command is rejected by the record's own time`() throws {
        let broker = try Self.broker()
        let outcome = try broker.run(["control", "freeze", "--expires", "1000"])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("rejected: expired at 1000"), "\(outcome.output)")
    }

    @Test func `what holds already is ignored and status 0`() throws {
        let broker = try Self.broker()
        #expect(try broker.run(["control", "freeze"]).status == 0)
        let again = try broker.run(["control", "freeze"])
        #expect(again.status == 0)
        #expect(again.output.contains("ignored: is frozen already"))
    }

    @Test func `with --no-wait no instance is waited for`() throws {
        let broker = try Self.broker()
        let silent = try ScriptedInstance("silent", on: broker, answer: { _, _ in nil })
        let outcome = try broker.run(["control", "freeze", "--no-wait"])
        silent.end()
        #expect(outcome.status == 0)
        #expect(outcome.lines == ["flights: freeze: accepted, revision 2 (offset 1)"])
        #expect(outcome.seconds < 5)
    }

    @Test func `of several deployments one must be named`() throws {
        let broker = try Self.broker()
        try Self.declare("trains", broker)
        let outcome = try broker.run(["control", "freeze"])
        #expect(outcome.status == 2)
        #expect(outcome.diagnostics.contains("--deployment flights|trains"))
        let named = try broker.run(["control", "freeze", "--deployment", "trains"])
        #expect(named.status == 0, "\(named.output)\(named.diagnostics)")
        #expect(named.output.hasPrefix("trains: freeze: accepted"))
    }

    @Test func `a control log of two partitions is refused`() throws {
        let broker = try TestBroker(topics: ["control:2", "status:1"])
        let outcome = try broker.run(["control", "freeze", "--deployment", "d"])
        #expect(outcome.status == 1)
        #expect(outcome.diagnostics.contains("has 2 partitions"))
    }

    @Test func `no broker is status 3`() throws {
        let address = "127.0.0.1:\(try FreePorts.take())"
        let outcome = try BuiltBinary.run(
            ["control", "freeze", "-X", "bootstrap.servers=\(address)"])
        #expect(outcome.status == 3)
        #expect(outcome.diagnostics.contains(address))
    }
}
