import Foundation
import Testing

@testable import CommandLineTool

@Suite struct HistoryTests {
    @Test func `who, what, why and the verdict are shown, a line a record`() throws {
        let broker = try ControlTests.broker()
        let words = [
            "control", "canary", "v2", "5", "--issuer", "ann@desk", "--reason", "first one",
        ]
        #expect(try broker.run(words).status == 0)
        #expect(try broker.run(["produce", "--topic", "control"], input: "rubbish\n").status == 0)
        let outcome = try broker.run(["history"])
        #expect(outcome.status == 0)
        try #require(outcome.lines.count == 4)
        #expect(outcome.lines[0].hasPrefix("when"))
        for part in ["flights", "2", "ann@desk", "canary v2 5 %", "accepted", "first one"] {
            #expect(outcome.lines[2].contains(part), "\(outcome.lines[2])")
        }
        #expect(outcome.lines[3].contains("rejected: the value is not JSON"))
        #expect(try broker.run(["history", "--last", "1"]).lines.count == 2)
        #expect(try broker.run(["history", "--deployment", "flights"]).lines.count == 3)
        let json = try broker.run(["history", "--json", "--last", "1"])
        let object = try ControlTests.json(json)
        #expect(object["verdict"] as? String == "rejected")
        #expect(object["command"] is NSNull)
    }

    @Test func `what a monitor's command rests on is shown under it when asked for`() throws {
        let broker = try ControlTests.broker()
        let record =
            #"{"id":"m1","deployment":"flights","kind":"freeze","issuer":"monitor@m","#
            + #""evidence":{"errors":{"hits":7,"rows":90},"reason":"7 of 90\u001b[2J"}}"#
        #expect(
            try broker.run(["produce", "--topic", "control"], input: record + "\n").status == 0
        )
        let plain = try broker.run(["history", "--last", "1"])
        #expect(plain.lines.count == 2 && plain.lines[1].contains("monitor@m"))
        let shown = try broker.run(["history", "--last", "1", "--evidence"])
        try #require(shown.lines.count == 4)
        #expect(
            shown.lines[2].hasPrefix("    errors  ") && shown.lines[2].hasSuffix(#""rows":90}"#)
        )
        #expect(!shown.output.contains("\u{1B}"), "nothing steers the terminal")
        let json = try broker.run(["history", "--last", "1", "--json"])
        #expect(json.output.contains(#""evidence":{"errors":{"hits":7,"rows":90}"#))
    }

    @Test func `what served at a time is told`() throws {
        let broker = try ControlTests.broker()
        usleep(20_000)
        let between = Int64(Date().timeIntervalSince1970 * 1000)
        usleep(20_000)
        #expect(try broker.run(["control", "promote", "v2"]).status == 0)
        let then = try broker.run(["history", "--at", "\(between)"])
        #expect(then.output.contains("champion  v1"), "\(then.output)")
        #expect(!then.output.contains("promote"))
        let now = try broker.run(["history", "--at", "1ms"])
        #expect(now.output.contains("champion  v2, before it v1"), "\(now.output)")
        let before = try broker.run(["history", "--at", "1h"])
        #expect(before.lines.first == "No command up to then.")
        #expect(before.lines.last == "  nothing")
        let json = try broker.run(["history", "--at", "\(between)", "--json"])
        let last = try #require(json.lines.last)
        #expect(last.contains(#""champions":["v1"]"#) && last.hasPrefix(#"{"at":\#(between),"#))
    }
}
