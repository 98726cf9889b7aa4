import Foundation
import Testing

/// `baseline build`, `baseline show` and `drift` on the flights example, through the built program.
@Suite struct DriftTests {
    static let flights = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../Examples/flights").standardizedFileURL
    static let model = flights.appendingPathComponent("models/delay/v1").path

    /// The first events of the example, with a label and what `change` makes of their features.
    static func events(
        _ count: Int,
        changed change: (inout [String: Any], Int) -> Void = { _, _ in }
    ) throws -> [[String: Any]] {
        let lines = try BuiltBinary.bash(
            "zcat '\(flights.path)/events.jsonl.gz' | head -n \(count)"
        ).lines
        return try lines.enumerated().map { place, line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            var event = try #require(object as? [String: Any])
            var features = try #require(event["features"] as? [String: Any])
            change(&features, place)
            event["features"] = features
            event["label"] = place % 3 == 0 ? 1 : 0
            return event
        }
    }

    static func jsonl(_ events: [[String: Any]]) throws -> String {
        try events.map { event in
            let data = try JSONSerialization.data(withJSONObject: event, options: [.sortedKeys])
            return String(decoding: data, as: UTF8.self) + "\n"
        }.joined()
    }

    /// The same rows as CSV.
    static func csv(_ events: [[String: Any]]) throws -> String {
        let first = try #require(events.first?["features"] as? [String: Any])
        let names = first.keys.sorted()
        let lines = try events.map { event in
            let features = try #require(event["features"] as? [String: Any])
            let fields = names.map { name -> String in
                guard let value = features[name], !(value is NSNull) else { return "" }
                return "\(value)"
            }
            let ends = [event["id"], event["ts"], event["label"]].map { "\($0 ?? "")" }
            return (fields + ends).joined(separator: ",")
        }
        return ([(names + ["id", "ts", "label"]).joined(separator: ",")] + lines)
            .joined(separator: "\n") + "\n"
    }

    static func build(
        _ input: String,
        _ output: String,
        in scratch: ScratchFolder
    ) throws
        -> BuiltBinary.Outcome
    {
        try BuiltBinary.run(
            ["baseline", "build", "--model", model, "--input", input, "--output", output],
            in: scratch.folder,
            withinSeconds: 120
        )
    }

    static func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    static func text(_ value: Any?) throws -> String {
        let data = try JSONSerialization.data(
            withJSONObject: try #require(value),
            options: [.sortedKeys]
        )
        return String(decoding: data, as: UTF8.self)
    }

    @Test func `CSV, events and gzip of the same rows give the same baseline`() throws {
        let scratch = try ScratchFolder()
        let events = try Self.events(1_500)
        try scratch.write("rows.jsonl", Self.jsonl(events))
        try scratch.write("rows.csv", Self.csv(events))
        #expect(try BuiltBinary.bash("gzip -nk rows.csv", in: scratch.folder).status == 0)
        for (input, output) in [
            ("rows.jsonl", "a.json"), ("rows.csv", "b.json"), ("rows.csv.gz", "c.json"),
            ("rows.csv", "d.json"),
        ] {
            let outcome = try Self.build(input, output, in: scratch)
            #expect(outcome.status == 0, "\(outcome.diagnostics)")
            #expect(outcome.diagnostics.contains("1,500 rows counted"))
        }
        #expect(try scratch.text("b.json") == scratch.text("d.json"))
        let read = try ["a.json", "b.json", "c.json"].map { try Self.json(scratch.text($0)) }
        for member in ["features", "scores", "labels", "chunks"] {
            let texts = try read.map { try Self.text($0[member]) }
            #expect(Set(texts).count == 1, "\(member)")
        }
        let digests = Set(
            read.compactMap { ($0["source"] as? [String: Any])?["digest"] as? String }
        )
        #expect(digests.count == 3)
        let labels = try #require(read[0]["labels"] as? [String: Any])
        #expect(labels["rows"] as? Int == 1_500 && labels["binary"] as? Bool == true)
    }

    @Test func `events of a topic give the baseline of the file that they came from`() throws {
        let scratch = try ScratchFolder()
        try scratch.write("rows.jsonl", Self.jsonl(try Self.events(1_500)))
        #expect(try Self.build("rows.jsonl", "file.json", in: scratch).status == 0)
        let broker = try TestBroker(topics: ["one:1", "four:4"])
        for topic in ["one", "four"] {
            let sent = try broker.run(
                ["produce", "--topic", topic, "--timestamp", "/ts", "rows.jsonl"],
                in: scratch.folder
            )
            #expect(sent.status == 0, "\(sent.diagnostics)")
            let built = try broker.run(
                [
                    "baseline", "build", "--model", Self.model, "--topic", topic, "--output",
                    "\(topic).json",
                ],
                in: scratch.folder
            )
            #expect(built.status == 0, "\(built.diagnostics)")
        }
        #expect(try scratch.text("one.json") == scratch.text("file.json"))
        // The same events, of which those of one minute may stand in another order.
        let read = try ["file.json", "four.json"].map { try Self.json(scratch.text($0)) }
        let features = try read.map { json in
            try Self.text((json["features"] as? [[String: Any]])?.map { $0["counts"] ?? 0 })
        }
        #expect(features[0] == features[1])
        let both = try broker.run(
            ["baseline", "build", "--model", Self.model, "--output", "x.json"],
            in: scratch.folder
        )
        #expect(both.status == 2)
        #expect(both.diagnostics.contains("either --input or --topic"))
    }

    @Test func `a baseline is shown, and one that was altered is refused`() throws {
        let scratch = try ScratchFolder()
        try scratch.write("rows.jsonl", Self.jsonl(Self.events(1_200)))
        #expect(try Self.build("rows.jsonl", "b.json", in: scratch).status == 0)
        let shown = try BuiltBinary.run(["baseline", "show", "b.json"], in: scratch.folder)
        #expect(shown.status == 0)
        for word in ["dep_delay", "carrier", "prediction", "1,200", "2013-04-0", "rate of ones"] {
            #expect(shown.output.contains(word), "\(word)")
        }
        let json = try BuiltBinary.run(
            ["baseline", "show", "--json", "b.json"],
            in: scratch.folder
        )
        #expect(try json.output == scratch.text("b.json"))
        let altered = try scratch.text("b.json").replacingOccurrences(
            of: "\"name\":\"dep_delay\"",
            with: "\"name\":\"delay\""
        )
        try scratch.write("altered.json", altered)
        let refused = try BuiltBinary.run(["baseline", "show", "altered.json"], in: scratch.folder)
        #expect(refused.status == 1 && refused.diagnostics.contains("altered.json: digest: is sha"))
    }

    @Test func `rows like the baseline's are steady, changed ones are named`() throws {
        let scratch = try ScratchFolder()
        let events = try Self.events(3_000)
        let changed = try Self.events(3_000) { features, place in
            if let minutes = features["dep_delay"] as? Double {
                features["dep_delay"] = minutes / 60
            }
            features["origin"] = NSNull()
            if place % 10 == 0 { features["carrier"] = "XX" }
        }
        try scratch.write("rows.jsonl", Self.jsonl(events))
        try scratch.write("changed.csv", Self.csv(changed))
        #expect(try Self.build("rows.jsonl", "b.json", in: scratch).status == 0)
        func drift(_ file: String, _ more: [String] = []) throws -> BuiltBinary.Outcome {
            try BuiltBinary.run(
                ["drift", "--features", file, "--baseline", "b.json"] + more,
                in: scratch.folder,
                withinSeconds: 120
            )
        }
        let same = try drift("rows.jsonl", ["--model", Self.model, "--fail-on", "warning"])
        #expect(same.status == 0, "\(same.output)\(same.diagnostics)")
        #expect(same.output.contains("prediction"))
        let text = try drift("changed.csv", ["--fail-on", "critical"])
        #expect(text.status == 1)
        #expect(text.output.contains("verdict   critical"), "\(text.output)")
        #expect(text.output.contains("origin: critical: the change of the rate of nulls 100.0 %"))
        #expect(text.output.contains("carrier: critical: the growth of unseen categories 10.0 %"))
        let report = try Self.json(drift("changed.csv", ["--json"]).output)
        #expect(report["verdict"] as? String == "critical" && report["rows"] as? Int == 3_000)
        let subjects = try #require(report["subjects"] as? [[String: Any]])
        let critical = subjects.filter { $0["verdict"] as? String == "critical" }
            .compactMap { $0["name"] as? String }
        #expect(Set(critical) == ["dep_delay", "origin", "carrier"])
        let origin = try #require(subjects.first { $0["name"] as? String == "origin" })
        let statistics = try #require(origin["statistics"] as? [String: Any])
        #expect(statistics["null_rate"] as? Double == 1)
        #expect(statistics["unseen_rate"] as? Double == 0, "nulls are not unseen categories")
        let carrier = try #require(subjects.first { $0["name"] as? String == "carrier" })
        let unseen = try #require(carrier["statistics"] as? [String: Any])
        #expect(unseen["unseen_rate"] as? Double == 0.1 && unseen["null_rate"] as? Double == 0)
    }

    @Test func `few rows are insufficient data, and a pipe can be judged`() throws {
        let scratch = try ScratchFolder()
        try scratch.write("rows.jsonl", Self.jsonl(Self.events(1_000)))
        #expect(try Self.build("rows.jsonl", "b.json", in: scratch).status == 0)
        let outcome = try BuiltBinary.bash(
            "head -n 50 rows.jsonl | $SCORER drift --features - --baseline b.json",
            in: scratch.folder
        )
        #expect(outcome.status == 0 && outcome.output.contains("insufficient data: 50 rows, but"))
    }

    @Test func `what cannot be read is named`() throws {
        let scratch = try ScratchFolder()
        let events = try Self.events(1_000)
        try scratch.write("rows.jsonl", Self.jsonl(events))
        #expect(try Self.build("rows.jsonl", "b.json", in: scratch).status == 0)
        let pipe = try BuiltBinary.bash(
            "cat rows.jsonl | $SCORER baseline build --model '\(Self.model)' --input - --output x",
            in: scratch.folder
        )
        #expect(pipe.status == 2 && pipe.diagnostics.contains("which a pipe cannot give"))
        try scratch.write(
            "bad.csv",
            Self.csv(events).replacingOccurrences(of: ",1\n", with: ",yes\n")
        )
        let label = try Self.build("bad.csv", "x.json", in: scratch)
        #expect(
            label.status == 1 && label.diagnostics.contains("label: 'yes' is not a finite number")
        )
        #expect(!FileManager.default.fileExists(atPath: scratch.path("x.json")))
        try scratch.write(
            "empty.csv",
            Self.csv(Array(events.prefix(1))).split(separator: "\n")[0] + "\n"
        )
        let empty = try Self.build("empty.csv", "x.json", in: scratch)
        #expect(empty.status == 1 && empty.diagnostics.contains("rows: there are none"))
        let other = try BuiltBinary.run(
            [
                "drift", "--features", "rows.jsonl", "--baseline", "b.json", "--model",
                Self.flights.appendingPathComponent("models/delay/v2").path,
            ],
            in: scratch.folder
        )
        #expect(other.status == 1 && other.diagnostics.contains("build a baseline of this model"))
        let none = try BuiltBinary.run(
            ["drift", "--features", "rows.jsonl", "--baseline", "none.json"],
            in: scratch.folder
        )
        #expect(none.status == 1 && none.diagnostics.contains("none.json"))
    }
}
