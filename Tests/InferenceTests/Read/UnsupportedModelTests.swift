import Foundation
import Inference
import Testing

/// What is not supported, or not a tree, is refused by name and with its place.
struct UnsupportedModelTests {
    private func problem(_ golden: String, replacing old: String, with new: String) throws -> String
    {
        let source = try String(contentsOfFile: "\(TestData.goldens)/\(golden)", encoding: .utf8)
        let changed = source.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != source, "the golden has '\(old)'")
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try Data(changed.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            _ = try Model.load(file: path)
            return "loaded"
        } catch {
            return error.description.replacing("\(path): ", with: "")
        }
    }

    @Test(arguments: [
        ("is_linear=0", "is_linear=1", "is_linear: linear trees are not supported"),
        ("objective=binary sigmoid:1", "objective=mine", "'mine' is not supported"),
        ("objective=binary sigmoid:1", "objective=binary sigmoid:-1", "not a positive number"),
        ("version=v4", "version=v2", "line 2: header, version: version 'v2' is not supported"),
        ("num_leaves=2", "num_leaves=3", "has 2 entries, 3 are expected"),
        ("left_child=-1", "left_child=0", "child 0 has two parents"),
        ("left_child=-1", "left_child=-2", "leaf 1 has two parents"),
        ("left_child=-1", "left_child=-9", "entry 0 is not a whole number in -2...0"),
        ("split_feature=", "split_feature=9", "is not a whole number in 0...5"),
        ("decision_type=", "decision_type=1", "decision_type"),
        ("max_feature_idx=5", "max_feature_idx=70000", "max_feature_idx"),
        ("end of trees", "Tree=9", "is expected here"),
    ])
    func `LightGBM`(old: String, new: String, expected: String) throws {
        let found = try problem("lgb_stump.txt", replacing: old, with: new)
        #expect(found.contains(expected), "\(found)")
    }

    @Test(arguments: [
        ("\"name\":\"gbtree\"", "\"name\":\"gblinear\"", "booster 'gblinear' is not supported"),
        ("binary:logistic", "survival:aft", "objective 'survival:aft' is not supported"),
        ("\"num_target\":\"1\"", "\"num_target\":\"2\"", "several targets are not supported"),
        ("\"size_leaf_vector\":\"1\"", "\"size_leaf_vector\":\"3\"", "tree 0, tree_param"),
        ("\"left_children\":[1,", "\"left_children\":[0,", "tree 0, left_children"),
        ("\"left_children\":[1,", "\"left_children\":[7,", "left_children[0]"),
        ("\"right_children\":[2,", "\"right_children\":[1,", "has two parents"),
        ("\"split_indices\":[", "\"split_indices\":[9", "tree 0, split_indices[0]: feature 9"),
        ("\"default_left\":[", "\"default_left\":[3", "default_left[0]"),
        ("\"base_score\":\"[", "\"base_score\":\"[1,", "2 numbers for 1 outputs"),
        ("{\"learner\"", "{\"learner\":{},\"learner\"", "comes twice"),
    ])
    func `XGBoost`(old: String, new: String, expected: String) throws {
        let found = try problem("xgb_stump.json", replacing: old, with: new)
        #expect(found.contains(expected), "\(found)")
    }

    @Test func `a file of neither library is refused`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try Data("id,ts\n".utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: InferenceError.self) { try Model.load(file: path) }
        #expect(throws: InferenceError.self) { try Model.load(file: "\(path).absent") }
    }
}
