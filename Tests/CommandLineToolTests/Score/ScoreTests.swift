import Foundation
import Testing

/// The flights example, scored through the built program.
@Suite struct ScoreTests {
    static let flights = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../Examples/flights").standardizedFileURL
    static let model = flights.appendingPathComponent("models/delay/v1").path
    static let rows = 200

    /// The first events of the example and what the library that trained the model says of them.
    static func sample(_ version: Int = 1) throws -> (events: [String], reference: [String]) {
        let events = try BuiltBinary.bash(
            "zcat '\(flights.path)/events.jsonl.gz' | head -n \(rows)"
        ).lines
        let reference = try BuiltBinary.bash(
            "zcat '\(flights.path)/reference.csv.gz' | head -n \(rows + 1) | tail -n \(rows)"
        ).lines
        return (events, reference.map { String($0.split(separator: ",")[version]) })
    }

    private func expect(_ predictions: [String], equal reference: [String]) {
        #expect(predictions.count == reference.count)
        for (row, pair) in zip(predictions, reference).enumerated() {
            guard let ours = Double(pair.0), let theirs = Double(pair.1) else {
                Issue.record("row \(row): \(pair)")
                continue
            }
            #expect(abs(ours - theirs) <= 2 * theirs.ulp, "row \(row)")
        }
    }

    private func score(
        _ input: String,
        _ output: String,
        in scratch: ScratchFolder,
        _ more: [String] = []
    ) throws -> BuiltBinary.Outcome {
        try BuiltBinary.run(
            ["score", "--model", Self.model, "--input", input, "--output", output] + more,
            in: scratch.folder
        )
    }

    /// v1 and v3-hours are LightGBM, v2 is XGBoost.
    @Test(arguments: [1, 2, 3])
    func `events become predictions equal to the reference, in order`(column: Int) throws {
        let scratch = try ScratchFolder()
        let (events, reference) = try Self.sample(column)
        try scratch.write("events.jsonl", events.joined(separator: "\n") + "\n")
        let model = Self.flights.appendingPathComponent(
            "models/delay/\(["v1", "v2", "v3-hours"][column - 1])"
        ).path
        let outcome = try BuiltBinary.run(
            ["score", "--model", model, "--input", "events.jsonl", "--output", "out.csv"],
            in: scratch.folder
        )
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        #expect(outcome.output.isEmpty)
        let lines = try scratch.text("out.csv").split(separator: "\n").map(String.init)
        #expect(lines.first == "prediction")
        expect(Array(lines.dropFirst()), equal: reference)
    }

    @Test func `compressed events are read`() throws {
        let scratch = try ScratchFolder()
        let (events, reference) = try Self.sample()
        try scratch.write("events.jsonl", events.joined(separator: "\n") + "\n")
        #expect(try BuiltBinary.bash("gzip events.jsonl", in: scratch.folder).status == 0)
        let outcome = try score("events.jsonl.gz", "out.csv", in: scratch)
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        let lines = try scratch.text("out.csv").split(separator: "\n").map(String.init)
        expect(Array(lines.dropFirst()), equal: reference)
    }

    @Test func `CSV rows give what events give, with quotes, empty fields and further columns`()
        throws
    {
        let scratch = try ScratchFolder()
        let (events, reference) = try Self.sample()
        let text = try Self.csv(of: events)
        try scratch.write("rows.csv", text)
        let outcome = try score("rows.csv", "out.csv", in: scratch)
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        #expect(outcome.diagnostics.contains("passed over: 'note'"))
        let lines = try scratch.text("out.csv").split(separator: "\n").map(String.init)
        expect(Array(lines.dropFirst()), equal: reference)
    }

    /// The events as CSV with a column of no feature; text in quotes, null as an empty field.
    private static func csv(of events: [String]) throws -> String {
        var names: [String] = []
        var lines: [String] = []
        for event in events {
            let object = try JSONSerialization.jsonObject(with: Data(event.utf8)) as? [String: Any]
            let features = try #require(object?["features"] as? [String: Any])
            if names.isEmpty {
                names = features.keys.sorted()
                lines = [(["id", "note"] + names).joined(separator: ",")]
            }
            let fields = names.map { name -> String in
                switch features[name] {
                case let text as String: "\"\(text)\""
                case let number as NSNumber: "\(number)"
                default: ""
                }
            }
            let id = try #require(object?["id"] as? String)
            lines.append(
                ([id, "\"a, \"\"note\"\"\nof two lines\""] + fields).joined(separator: ",")
            )
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    @Test func `a pipe is read and written as JSON lines with the events' ids`() throws {
        let (events, reference) = try Self.sample()
        let outcome = try BuiltBinary.run(
            ["score", "--model", Self.model, "--input", "-", "--output", "-"],
            input: Data((events.joined(separator: "\n") + "\n").utf8)
        )
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        let objects = try outcome.lines.map {
            try #require(
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            )
        }
        expect(objects.map { "\($0["prediction"] ?? "")" }, equal: reference)
        #expect(objects.first?["id"] as? String == "EV4566-EWR-20130401T0000")
        #expect(objects.first?["model"] as? String == "delay")
        #expect(objects.first?["version"] as? String == "v1")
    }

    @Test func `margins are the logit of predictions`() throws {
        let scratch = try ScratchFolder()
        let (events, reference) = try Self.sample()
        try scratch.write("events.jsonl", events.joined(separator: "\n") + "\n")
        let outcome = try score("events.jsonl", "out.f64", in: scratch, ["--raw"])
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        let data = try Data(contentsOf: scratch.url("out.f64"))
        #expect(data.count == Self.rows * 8)
        for row in 0..<Self.rows {
            let margin = data.withUnsafeBytes {
                $0.loadUnaligned(fromByteOffset: row * 8, as: Double.self)
            }
            let probability = try #require(Double(reference[row]))
            #expect(abs(1 / (1 + exp(-margin)) - probability) < 1e-12)
        }
    }

    @Test(arguments: [
        (#"{"id":"a","features":{"dep_delay":"late"}}"#, "events.jsonl:2: "),
        (#"{"id":"a","features":"#, "events.jsonl:2: "),
        ("not json", "events.jsonl:2: "),
    ])
    func `a bad event is named by file and line and leaves no output`(
        bad: String,
        place: String
    )
        throws
    {
        let scratch = try ScratchFolder()
        let (events, _) = try Self.sample()
        try scratch.write("events.jsonl", "\(events[0])\n\(bad)\n\(events[1])\n")
        let outcome = try score("events.jsonl", "out.csv", in: scratch)
        #expect(outcome.status == 1)
        #expect(outcome.diagnostics.contains(place), "\(outcome.diagnostics)")
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path)
        #expect(names.filter { $0.hasPrefix("out") }.isEmpty)
    }

    @Test(arguments: [
        ("dep_delay,carrier\n12,UA\nlate,UA\n", "rows.csv:3: feature 'dep_delay': 'late' is not a"),
        ("dep_delay,carrier\n12\n", "rows.csv:2: has 1 fields, but the header has 2"),
        ("dep_delay,carrier\n0x10,UA\n", "rows.csv:2: feature 'dep_delay': '0x10' is not a number"),
        ("dep_delay,dep_delay\n1,2\n", "rows.csv:1: column 'dep_delay' is there twice"),
        ("a,b\n1,2\n", "rows.csv:1: the header names none of the model's features"),
        ("dep_delay,carrier\n1,\"U\"A\n", "rows.csv:2: field 2 goes on after its closing quote"),
        ("dep_delay,carrier\n1,\"UA\n", "rows.csv:2: a quoted field is never closed"),
        ("", "rows.csv: is empty"),
    ])
    func `a bad row of CSV is named by file and line`(text: String, expected: String) throws {
        let scratch = try ScratchFolder()
        try scratch.write("rows.csv", text)
        let outcome = try score("rows.csv", "out.csv", in: scratch)
        #expect(outcome.status == 1)
        #expect(outcome.diagnostics.contains(expected), "\(outcome.diagnostics)")
    }

    @Test func `float rows are scored and a row cut short is named`() throws {
        let scratch = try ScratchFolder()
        let floats = [Float](repeating: 1, count: 18 * 3)
        let bytes = floats.withUnsafeBytes { Data($0) }
        try bytes.write(to: scratch.url("rows.f32"))
        let outcome = try score("rows.f32", "out.csv", in: scratch)
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        let lines = try scratch.text("out.csv").split(separator: "\n")
        #expect(lines.count == 4 && Set(lines.dropFirst()).count == 1)
        try bytes.dropLast(4).write(to: scratch.url("cut.f32"))
        let cut = try score("cut.f32", "out.csv", in: scratch)
        #expect(cut.status == 1)
        #expect(cut.diagnostics.contains("cut.f32: row 2 has 68 bytes"), "\(cut.diagnostics)")
    }

    @Test func `what is not there or has no known form is named`() throws {
        let scratch = try ScratchFolder()
        let missing = try score("none.csv", "out.csv", in: scratch)
        #expect(missing.status == 1)
        #expect(missing.diagnostics.contains("none.csv: "))
        #expect(missing.diagnostics.contains("No such file or directory"))
        try scratch.write("rows.txt", "")
        let unknown = try score("rows.txt", "out.csv", in: scratch)
        #expect(unknown.status == 2)
        #expect(unknown.diagnostics.contains("--input-format"))
        try scratch.write("rows.csv", "dep_delay\n1\n")
        let folder = try score("rows.csv", "no/such/out.csv", in: scratch)
        #expect(folder.status == 1)
        #expect(folder.diagnostics.contains("no/such/out.csv: No such file or directory"))
    }

    @Test func `several classes are several columns, and probabilities in JSON`() throws {
        let model = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../InferenceTests/Goldens/lgb_multiclass.txt")
            .standardizedFileURL.path
        let shown = try BuiltBinary.run(["model", "show", "--json", model])
        let object = try JSONSerialization.jsonObject(with: Data(shown.output.utf8))
        let features = (object as? [String: Any])?["features"] as? [[String: Any]]
        let name = try #require(features?.first?["name"] as? String)
        let input = Data("\(name)\n1\n".utf8)
        let words = ["score", "--model", model, "--input", "-", "--input-format", "csv"]
        let csv = try BuiltBinary.run(
            words + ["--output", "-", "--output-format", "csv"],
            input: input
        )
        #expect(csv.status == 0, "\(csv.diagnostics)")
        #expect(csv.lines.first?.hasPrefix("output_0,output_1,output_2") == true)
        let numbers = try #require(csv.lines.last).split(separator: ",").compactMap { Double($0) }
        #expect(abs(numbers.reduce(0, +) - 1) < 1e-12)
        let json = try BuiltBinary.run(words + ["--output", "-"], input: input)
        #expect(json.output.contains("\"probabilities\":[\(numbers[0]),"), "\(json.output)")
        let raw = try BuiltBinary.run(words + ["--output", "-", "--raw"], input: input)
        #expect(raw.status == 2)
    }

    @Test func `a signal ends it and leaves no output`() throws {
        let scratch = try ScratchFolder()
        #expect(mkfifo(scratch.path("live.jsonl"), 0o600) == 0)
        let writer = open(scratch.path("live.jsonl"), O_RDWR)
        defer { close(writer) }
        let run = try RunningBinary([
            "score", "--model", Self.model, "--input", scratch.path("live.jsonl"), "--output",
            scratch.path("out.csv"),
        ])
        while !FileManager.default.fileExists(atPath: scratch.path("out.csv.partial")) {
            guard run.isRunning else { break }
            usleep(10_000)
        }
        run.signal(SIGINT)
        #expect(try run.status() == 1)
        #expect(run.diagnostics.contains("stopped after 0 rows"), "\(run.diagnostics)")
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path)
        #expect(names == ["live.jsonl"])
    }

    @Test func `an output that is no plain file is written and never replaced`() throws {
        let scratch = try ScratchFolder()
        try scratch.write("rows.csv", "dep_delay\n1\n")
        let outcome = try BuiltBinary.bash(
            """
            mkfifo pipe; ln -s target link; : > target; mkdir folder; cat pipe > piped &
            "$SCORER" score --model '\(Self.model)' --input rows.csv --output pipe \
                --output-format csv &&
            "$SCORER" score --model '\(Self.model)' --input rows.csv --output link \
                --output-format csv && wait && [ -p pipe ] && [ -L link ] && wc -l < piped &&
            wc -l < target
            """,
            in: scratch.folder
        )
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        #expect(outcome.lines == ["2", "2"])
        let folder = try score("rows.csv", "folder", in: scratch, ["--output-format", "csv"])
        #expect(folder.status == 1)
        #expect(folder.diagnostics.contains("folder: Is a directory"))
    }

    @Test func `a header alone gives no predictions`() throws {
        let scratch = try ScratchFolder()
        try scratch.write("rows.csv", "dep_delay\n")
        #expect(try score("rows.csv", "out.csv", in: scratch).status == 0)
        #expect(try scratch.text("out.csv") == "prediction\n")
    }
}
