import Foundation
import Inference
import Testing

/// A folder with a small model and golden rows that a test may spoil.
private struct Folder: ~Copyable {
    let path: String

    static let binary = """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=1
        objective=binary sigmoid:1
        feature_names=a b
        feature_infos=[0:1] 0:1:2
        tree_sizes=300

        Tree=0
        num_leaves=3
        num_cat=1
        split_feature=0 1
        threshold=0.5 0
        decision_type=2 1
        left_child=1 -1
        right_child=-2 -3
        leaf_value=-1 0.25 1
        cat_boundaries=0 1
        cat_threshold=2
        is_linear=0
        shrinkage=1


        end of trees

        pandas_categorical:[["x", "y", "z"]]

        """

    static let classes = """
        tree
        version=v4
        num_class=3
        num_tree_per_iteration=3
        label_index=0
        max_feature_idx=0
        objective=multiclass num_class:3
        feature_names=a
        feature_infos=[0:1]
        tree_sizes=100 100 100

        \((0..<3).map { """
        Tree=\($0)
        num_leaves=2
        num_cat=0
        split_feature=0
        threshold=0.5
        decision_type=2
        left_child=-1
        right_child=-2
        leaf_value=\($0 == 0 ? "1 0" : "0 \($0)")
        is_linear=0
        shrinkage=1


        """ }.joined(separator: "\n"))
        end of trees

        """

    init(_ golden: String?, model: String = Folder.binary, output: String = "") throws {
        path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true
        )
        try Data(model.utf8).write(to: URL(filePath: "\(path)/model.txt"))
        let digest = try Model.load(file: "\(path)/model.txt").digest
        let yaml = """
            name: delay
            version: v7
            format: lightgbm
            file: model.txt
            digest: \(digest)
            \(output)
            \(golden == nil ? "" : "golden: golden.jsonl")
            """
        try Data(yaml.utf8).write(to: URL(filePath: "\(path)/model.yaml"))
        if let golden {
            try Data(golden.utf8).write(to: URL(filePath: "\(path)/golden.jsonl"))
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func outcome() throws -> String {
        do {
            return "\(try Model.load(folder: path).verifyGolden())"
        } catch {
            return error.description.replacing("\(path)/", with: "")
        }
    }
}

struct VerifyGoldenTests {
    /// a ≤ 0.5 and b = "y": 1 / (1 + e).
    static let good = """
        {"features": {"a": 0.25, "b": "y"}, "prediction": \(1 / (1 + exp(1.0)))}
        {"features": [1, null], "prediction": \(1 / (1 + exp(-0.25))), "id": "second"}

        {"features": {"b": "never seen"}, "prediction": \(1 / (1 + exp(-1.0)))}

        """

    @Test func `rows by name, in the model's order and with gaps are reproduced`() throws {
        #expect(try Folder(Self.good).outcome() == "3 golden rows reproduced")
    }

    @Test func `a model without golden rows says so`() throws {
        #expect(try Folder(nil).outcome() == "no golden rows")
    }

    @Test func `a row of another model is named with what was found and expected`() throws {
        let text = try Folder(Self.good.replacing("0.2689", with: "0.2690")).outcome()
        #expect(text.hasPrefix("golden.jsonl: line 1: prediction is 0.26894"), "\(text)")
        #expect(text.contains("but 0.2690414213699951 is expected"), "\(text)")
        #expect(text.contains("4 units in the last place of float64"), "\(text)")
    }

    @Test(arguments: [(4, true), (5, false), (-4, true), (-5, false)])
    func `four units in the last place are allowed`(units: Int, holds: Bool) throws {
        let exact = 1 / (1 + exp(-0.25))
        let moved = exact + Double(units) * exact.ulp
        let outcome = try Folder(#"{"features": {"a": 1}, "prediction": \#(moved)}"#).outcome()
        #expect((outcome == "1 golden row reproduced") == holds, "\(outcome)")
    }

    @Test(arguments: [
        (#"{"features": {}}"#, "line 1, prediction: is missing"),
        (#"{"prediction": 1}"#, "line 1, features: is missing"),
        (#"{"features": {}, "prediction": null}"#, "line 1, prediction: a finite number"),
        (#"{"features": {}, "prediction": NaN}"#, "line 1, prediction: a finite number"),
        (#"{"features": {"a": "1"}, "prediction": 1}"#, "line 1, features.a: a number or null"),
        (#"{"features": {"a": Infinity}, "prediction": 1}"#, "line 1, features.a: a finite"),
        (#"{"features": {"b": 1}, "prediction": 1}"#, "line 1, features.b: a text or null"),
        (#"{"features": [1], "prediction": 1}"#, "line 1, features: has 1 elements"),
        (#"{"features": {}, "predicted": 1}"#, "line 1, predicted: unknown member"),
        (#"{"features": {"a": 1, "a": 2}}"#, "line 1, byte 25: key 'a' comes twice"),
        (#"{"features": {}, "prediction": 1, "probabilities": [1]}"#, "has one output"),
        ("[1]", "line 1: an object is expected"), ("\u{0}", "line 1, byte 0"),
        (String(repeating: "[", count: 66), "line 1, byte 64: nested deeper than 64"),
        ("", "golden.jsonl: holds no rows"), ("\n\n", "golden.jsonl: holds no rows"),
    ])
    func `a line that is no golden row is named`(line: String, expected: String) throws {
        let text = try Folder(line).outcome()
        #expect(text.contains(expected), "\(text)")
    }

    @Test func `too many rows and too large a file are refused`() throws {
        let row = #"{"features": {"a": 1}, "prediction": \#(1 / (1 + exp(-0.25)))}"# + "\n"
        #expect(
            try Folder(String(repeating: row, count: 4096)).outcome()
                == "4096 golden rows reproduced"
        )
        #expect(
            try Folder(String(repeating: row, count: 4097)).outcome()
                == "golden.jsonl: line 4097: more than 4096 rows; keep fewer"
        )
        let large = String(repeating: " ", count: 1 << 24) + row
        #expect(try Folder(large).outcome().contains("the limit is 16777216"))
    }

    @Test func `several classes are compared one by one`() throws {
        let sum = exp(1.0) + 2
        let expected = [exp(1.0) / sum, 1 / sum, 1 / sum]
        func row(_ prediction: Int, _ list: [Double], _ rest: String = "") -> String {
            #"{"features": [0], "prediction": \#(prediction), "probabilities": \#(list)\#(rest)}"#
        }
        let output = "output: {kind: probability, classes: [low, mid, high]}"
        func outcome(_ text: String) throws -> String {
            try Folder(text, model: Folder.classes, output: output).outcome()
        }
        #expect(try outcome(row(0, expected)) == "1 golden row reproduced")
        #expect(try outcome(row(0, expected, #", "label": "low""#)) == "1 golden row reproduced")
        #expect(try outcome(row(0, expected, #", "label": "mid""#)).contains("is 'mid', but class"))
        #expect(try outcome(row(1, expected)).contains("the largest of the probabilities"))
        #expect(try outcome(row(0, [0.9, 0.05, 0.05])).contains("line 1: probabilities[0] is 0.5"))
        #expect(try outcome(row(0, [1])).contains("has 1 entries, 3 are expected"))
        #expect(
            try Folder(
                #"{"features": [1], "prediction": 2}"#,
                model: Folder.classes,
                output: "output: {kind: class}"
            ).outcome() == "1 golden row reproduced"
        )
    }

    @Test(arguments: ["v1", "v2", "v3-hours"])
    func `the flights models reproduce their libraries' rows`(version: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appending(path: "Examples/flights/models/delay/\(version)").path
        #expect(try Model.load(folder: folder).verifyGolden() == .reproduced(rows: 20))
    }
}
