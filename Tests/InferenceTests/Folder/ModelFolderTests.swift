import Foundation
import Inference
import Testing

/// A folder with a small LightGBM model and a `model.yaml` that a test may spoil.
private struct Folder: ~Copyable {
    let path: String

    static let model = """
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

    init(yaml: String, model: String = Folder.model) throws {
        path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true
        )
        try Data(model.utf8).write(to: URL(filePath: "\(path)/model.txt"))
        try Data(yaml.utf8).write(to: URL(filePath: "\(path)/model.yaml"))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

struct ModelFolderTests {
    private func digest() throws -> String {
        let folder = try Folder(yaml: "")
        return try Model.load(file: "\(folder.path)/model.txt").digest
    }

    private func yaml(_ features: String = "", _ rest: String = "") throws -> String {
        """
        name: delay
        version: v7
        format: lightgbm
        file: model.txt
        digest: \(try digest())
        \(features)
        \(rest)
        """
    }

    private func problem(_ yaml: String) throws -> String {
        let folder = try Folder(yaml: yaml)
        do {
            _ = try Model.load(folder: folder.path)
            return "loaded"
        } catch {
            return error.description.replacing("\(folder.path)/", with: "")
        }
    }

    @Test func `a folder gives name, version, features, output and source`() throws {
        let folder = try Folder(
            yaml: try yaml(
                """
                features:
                  - {name: a, missing: 55.0}
                  - {name: b, type: category}
                output: {kind: probability, classes: [no, yes]}
                golden: golden.jsonl
                baseline: baseline.json
                source: {run: 12, trained_to: 2013-03-31}
                """
            )
        )
        let model = try Model.load(folder: folder.path)
        #expect(model.name == "delay")
        #expect(model.version == "v7")
        #expect(model.features.map(\.name) == ["a", "b"])
        #expect(model.features[0].missing == .substitute(55))
        let table = CategoryTable([.text("x"), .text("y"), .text("z")])
        #expect(model.features[1].kind == .category(table))
        #expect(table.codeByText == ["x": 0, "y": 1, "z": 2])
        #expect(model.output == ModelOutput(kind: .probability, classes: ["no", "yes"]))
        #expect(model.goldenPath == "\(folder.path)/golden.jsonl")
        #expect(model.baselinePath == "\(folder.path)/baseline.json")
        #expect(model.source.map(\.0) == ["run", "trained_to"])
        #expect(model.facts.categoricalSplits == 1)
    }

    @Test func `without features the file's own are taken`() throws {
        let folder = try Folder(yaml: try yaml())
        #expect(try Model.load(folder: folder.path).features.map(\.name) == ["a", "b"])
    }

    @Test func `an unknown key is refused with the nearest known one`() throws {
        #expect(
            try problem(try yaml("featurs: []"))
                == "model.yaml: line 6:1, featurs: unknown key; did you mean 'features'?"
        )
    }

    @Test func `a changed file is refused`() throws {
        let wrong = "sha256:" + String(repeating: "0", count: 64)
        let text = try yaml().replacing(try digest(), with: wrong)
        #expect(try problem(text).contains("digest: model.txt has sha256:"))
    }

    @Test(arguments: [
        ("features: [{name: a}]", "1 features are listed; the model has 2"),
        ("features: [{name: a}, {name: c, type: category}]", "feature 1 is 'b'"),
        ("features: [{name: a}, {name: b}]", "stores categories"),
        ("features: [{name: a, type: category}, {name: b, type: category}]", "list them"),
        ("features: [{name: a, required: true, missing: 1}, {name: b}]", "no 'missing'"),
        ("features: [{name: a, tipe: number}]", "did you mean 'type'"),
        ("output: {kind: probability, classes: [a, b, c]}", "the model has 2"),
        ("output: {kind: probabilities}", "did you mean 'probability'"),
        ("golden: ../golden.jsonl", "file in this folder"),
    ])
    func `a contradiction is refused`(text: String, expected: String) throws {
        let found = try problem(try yaml(text))
        #expect(found.contains(expected), "\(found)")
    }

    @Test(arguments: [
        (ModelOutput.Kind.raw, 0.25), (.value, 1 / (1 + exp(-0.25))), (.class, 1),
    ])
    func `the output's kind decides what is written`(
        kind: ModelOutput.Kind,
        expected: Double
    ) throws {
        let folder = try Folder(yaml: try yaml("output: {kind: \(kind.rawValue)}"))
        let model = try Model.load(folder: folder.path)
        #expect(Scoring.scores(model, [1, 0], .float64, batch: 1) == [expected])
    }
}
