import Foundation
import Testing

@Suite struct ModelGoldenTests {
    private static let events = ScoreTests.flights.appendingPathComponent("events.jsonl.gz").path

    /// A copy of a flights model that may be changed.
    private static func copy(_ version: String) throws -> ScratchFolder {
        let scratch = try ScratchFolder()
        let model = ScoreTests.flights.appendingPathComponent("models/delay/\(version)").path
        let outcome = try BuiltBinary.bash(
            "cp -r '\(model)' m && chmod -R u+w m",
            in: scratch.folder
        )
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        return scratch
    }

    private static func golden(
        _ scratch: ScratchFolder,
        _ options: [String] = [],
        input: String = ModelGoldenTests.events
    ) throws -> BuiltBinary.Outcome {
        try BuiltBinary.run(
            ["model", "golden", "m", "--input", input] + options,
            in: scratch.folder
        )
    }

    @Test(arguments: ["v1", "v2"])
    func `rows are chosen by the seed and hold when the model is checked`(
        version: String
    ) throws {
        let scratch = try Self.copy(version)
        let before = try scratch.text("m/golden.jsonl")
        let refused = try Self.golden(scratch)
        #expect(refused.status == 1)
        #expect(refused.diagnostics.contains("m/golden.jsonl: is there already; --force"))
        #expect(try scratch.text("m/golden.jsonl") == before)
        let written = try Self.golden(scratch, ["--force", "--rows", "50"])
        #expect(written.status == 0, "\(written.diagnostics)")
        #expect(written.output == "m/golden.jsonl: 50 golden rows of 20000\n")
        let first = try scratch.text("m/golden.jsonl")
        #expect(first.split(separator: "\n").count == 50)
        let check = try BuiltBinary.run(["model", "check", "m"], in: scratch.folder)
        #expect(check.output.contains("50 golden rows reproduced"), "\(check.diagnostics)")
        _ = try Self.golden(scratch, ["--force", "--rows", "50"])
        #expect(try scratch.text("m/golden.jsonl") == first)
        _ = try Self.golden(scratch, ["--force", "--rows", "50", "--seed", "2"])
        #expect(try scratch.text("m/golden.jsonl") != first)
    }

    @Test func `a model without golden rows is told which line to add`() throws {
        let scratch = try Self.copy("v1")
        let outcome = try BuiltBinary.bash(
            "sed -i /^golden/d m/model.yaml; rm m/golden.jsonl; $SCORER model show m",
            in: scratch.folder
        )
        #expect(outcome.output.contains("golden    none"), "\(outcome.output)")
        let check = try BuiltBinary.run(["model", "check", "m"], in: scratch.folder)
        #expect(check.output.contains("no golden rows"))
        let written = try Self.golden(scratch, ["--rows", "3"])
        #expect(written.output.contains("add to m/model.yaml: golden: golden.jsonl"))
    }

    @Test func `rows that no event can say are passed over`() throws {
        let scratch = try Self.copy("v1")
        try scratch.write("rows.csv", "dep_delay,carrier\n5,UA\ninf,UA\n-3,never seen\n")
        let written = try Self.golden(scratch, ["--force"], input: "rows.csv")
        #expect(written.status == 0, "\(written.diagnostics)")
        #expect(written.output == "m/golden.jsonl: 2 golden rows of 2\n")
        #expect(written.diagnostics.contains("1 rows passed over"))
        let lines = try scratch.text("m/golden.jsonl").split(separator: "\n")
        #expect(lines[0].hasPrefix(#"{"features":{"dep_delay":5,"#), "\(lines[0])")
        #expect(lines[0].contains(#""carrier":"UA""#))
        #expect(lines[1].contains(#""carrier":null"#))
    }

    @Test func `nothing is written for an input that cannot be read`() throws {
        let scratch = try Self.copy("v1")
        let before = try scratch.text("m/golden.jsonl")
        try scratch.write("rows.jsonl", "{\"features\": {\"dep_delay\": 1}}\n{broken\n")
        let outcome = try Self.golden(scratch, ["--force"], input: "rows.jsonl")
        #expect(outcome.status == 1)
        #expect(outcome.diagnostics.contains("rows.jsonl:2"), "\(outcome.diagnostics)")
        #expect(try scratch.text("m/golden.jsonl") == before)
        try scratch.write("empty.jsonl", "")
        #expect(try Self.golden(scratch, ["--force"], input: "empty.jsonl").status == 1)
        #expect(try scratch.text("m/golden.jsonl") == before)
    }
}
