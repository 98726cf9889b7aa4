import Foundation
import Testing

@testable import CommandLineTool

/// Every kind of command, as its words become a record.
@Suite struct ControlKindsTests {
    static let configuration = """
        kafka: {bootstrap.servers: "127.0.0.1:1"}
        group: g
        topics: {control: orders, status: answers}
        deployments:
          - name: flights
            input: {topic: features, format: json}
            output: {topic: predictions, format: json, headers: false}
            model: delay
            version: v1
            fallback: [{version: v0}, {constant: 0.2}]

        """

    /// Words, and what the record must hold beside id, ts, deployment, kind and issuer.
    static let cases: [(words: [String], members: [String: String])] = [
        (
            ["deploy"],
            [
                "model": "delay", "version": "v1",
                "fallback": #"[{"version":"v0"},{"constant":0.2}]"#,
                "output": #"{"format":"json","headers":false,"topic":"predictions"}"#,
                "input":
                    #"{"features":"/features","format":"json","id":"/id","time":"/ts","topic":"features"}"#,
            ]
        ),
        (["load", "v2"], ["version": "v2"]),
        (["unload", "v2"], ["version": "v2"]),
        (["shadow", "v2", "--sample", "0.1"], ["version": "v2", "sample": "0.1"]),
        (["unshadow", "v2"], ["version": "v2"]),
        (
            ["canary", "v2", "0.125", "--sticky", "/features/carrier", "--salt", "s"],
            ["version": "v2", "percent": "0.125", "sticky": "/features/carrier", "salt": "s"]
        ),
        (
            ["rule", "vip", "v2", "--header", "X", "--equals", "a", "--equals", "b"],
            ["name": "vip", "version": "v2", "header": "X", "equals": #"["a","b"]"#]
        ),
        (["unrule", "vip"], ["name": "vip"]),
        (["promote", "v2"], ["version": "v2"]),
        (["freeze"], [:]),
        (["unfreeze"], [:]),
        (["pause"], [:]),
        (["resume"], [:]),
        (["rollback"], [:]),
        (["release"], [:]),
        (["rollback", "v3"], ["version": "v3"]),
    ]

    @Test func `every kind is accepted, with the members that its words say`() throws {
        let broker = try TestBroker(topics: ["orders:1", "answers:1"])
        let scratch = try ScratchFolder()
        try scratch.write("stream-scorer.yaml", Self.configuration)
        for (words, _) in Self.cases {
            let outcome = try broker.run(
                ["control"] + words + ["--issuer", "me", "--reason", "why"],
                in: scratch.folder
            )
            #expect(outcome.status == 0, "\(words): \(outcome.output)\(outcome.diagnostics)")
        }
        let kinds = Set(Self.cases.map { $0.words[0] })
        let known = CommandTable.standard.commands.filter { $0.path[0] == "control" }
        #expect(kinds == Set(known.map { $0.path[1] }))

        let history = try broker.run(["history", "--json"], in: scratch.folder)
        try #require(history.lines.count == Self.cases.count)
        for (line, (words, members)) in zip(history.lines, Self.cases) {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let command = try #require(object?["command"] as? [String: Any])
            #expect(object?["verdict"] as? String == "accepted")
            #expect(command["kind"] as? String == words[0])
            #expect(command["issuer"] as? String == "me")
            #expect(command["reason"] as? String == "why")
            #expect(command["deployment"] as? String == "flights")
            let common = ["id", "ts", "deployment", "kind", "issuer", "reason"]
            #expect(Set(command.keys).subtracting(common) == Set(members.keys), "\(words)")
            for (name, value) in members { #expect(try Self.text(command[name]) == value) }
        }
    }

    private static func text(_ value: Any?) throws -> String {
        let value = try #require(value)
        if let text = value as? String { return text }
        let data = try JSONSerialization.data(
            withJSONObject: value,
            options: [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes]
        )
        return String(decoding: data, as: UTF8.self)
    }

    @Test(arguments: [
        (["canary", "v2", "101"], "PERCENT is '101'"),
        (["canary", "v2", "0.0001"], "at most 3 decimals"),
        (["canary", "v2", "5", "--sticky", "features"], "--sticky is 'features'"),
        (["canary", "v2"], "PERCENT is missing"),
        (["shadow", "v2", "--sample", "1.5"], "--sample is '1.5'"),
        (["rule", "r", "v2", "--equals", "a"], "either --header or --field"),
        (["rule", "r", "v2", "--header", "x"], "--equals VALUE is missing"),
        (["promote", ".v2"], "`version` is `.v2`"),
        (["promote", "v2", "--expires", "soon"], "--expires is 'soon'"),
        (["promote", "v2", "--timeout", "5"], "--timeout is '5'"),
        (["promot", "v2"], "the nearest is 'promote'"),
        (["deploy"], "name it with --config"),
    ])
    func `what cannot be a command is wrong usage and is not written`(
        words: [String],
        complaint: String
    ) throws {
        let broker = try TestBroker(topics: ControlTests.topics)
        let outcome = try broker.run(["control"] + words + ["--deployment", "d"])
        #expect(outcome.status == 2, "\(outcome.output)")
        #expect(outcome.diagnostics.contains(complaint), "\(outcome.diagnostics)")
        #expect(try broker.run(["history"]).lines == ["No command yet."])
    }
}
