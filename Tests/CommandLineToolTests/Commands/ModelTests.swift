import Foundation
import Testing

@Suite struct ModelTests {
    @Test func `a model in order is said to be so`() throws {
        let outcome = try BuiltBinary.run(["model", "check", ScoreTests.model])
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
        #expect(outcome.output.contains("in order: delay v1"))
        #expect(outcome.output.contains("20 golden rows reproduced"))
    }

    @Test func `golden rows that differ are named with line, found and expected`() throws {
        let scratch = try ScratchFolder()
        let line = """
            cp -r '\(ScoreTests.model)' m && chmod -R u+w m && \
            sed -i '3s/"prediction":0\\./"prediction":1./' m/golden.jsonl
            """
        #expect(try BuiltBinary.bash(line, in: scratch.folder).status == 0)
        let outcome = try BuiltBinary.run(["model", "check", "m"], in: scratch.folder)
        #expect(outcome.status == 1)
        #expect(outcome.diagnostics.contains("m/golden.jsonl: line 3: prediction is 0.99"))
    }

    @Test func `a changed model file is refused by name`() throws {
        let scratch = try ScratchFolder()
        #expect(
            try BuiltBinary.bash("cp -r '\(ScoreTests.model)' m", in: scratch.folder).status == 0
        )
        #expect(
            try BuiltBinary.bash("chmod u+w m/model.txt; echo >> m/model.txt", in: scratch.folder)
                .status == 0
        )
        let outcome = try BuiltBinary.run(["model", "check", "m"], in: scratch.folder)
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.diagnostics.contains("m/model") && outcome.diagnostics.contains("digest"))
        let json = try BuiltBinary.run(["model", "check", "--json", "m"], in: scratch.folder)
        #expect(json.status == 1)
        #expect(json.output.hasPrefix(#"{"folder":"m","ok":false,"#))
    }

    @Test func `a wrong key of model.yaml is named with line and nearest key`() throws {
        let scratch = try ScratchFolder()
        try scratch.write("m/model.yaml", "name: a\nversion: v1\nformatt: lightgbm\nfile: x\n")
        let outcome = try BuiltBinary.run(["model", "check", "m"], in: scratch.folder)
        #expect(outcome.status == 1)
        #expect(outcome.diagnostics.contains("m/model.yaml"), "\(outcome.diagnostics)")
        #expect(outcome.diagnostics.contains("3"), "\(outcome.diagnostics)")
        #expect(outcome.diagnostics.contains("'format'"), "\(outcome.diagnostics)")
    }

    @Test func `a folder that is not there is named`() throws {
        let outcome = try BuiltBinary.run(["model", "show", "no/such"])
        #expect(outcome.status == 1)
        #expect(outcome.diagnostics.contains("no/such"))
    }

    @Test func `what is in a model is shown for people and for programs`() throws {
        let text = try BuiltBinary.run(["model", "show", ScoreTests.model])
        #expect(text.status == 0, "\(text.diagnostics)")
        #expect(text.output.contains("carrier"))
        let json = try BuiltBinary.run(["model", "show", ScoreTests.model, "--json"])
        let object =
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        let features = try #require(object?["features"] as? [[String: Any]])
        #expect(features.count == 18)
        #expect(features[4]["name"] as? String == "carrier")
        #expect(features[4]["type"] as? String == "category")
    }
}
