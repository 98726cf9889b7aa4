import Foundation
import Inference

/// A model repository of this test's own, with tiny LightGBM models; gone with its last reference.
final class ScratchRepository: Sendable {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("repository-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A model of one feature `a`: `low` up to 0.5, `high` above.
    static func text(low: Double, high: Double) -> String {
        """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=0
        objective=regression
        feature_names=a
        feature_infos=[0:1]
        tree_sizes=200

        Tree=0
        num_leaves=2
        num_cat=0
        split_feature=0
        threshold=0.5
        decision_type=2
        left_child=-1
        right_child=-2
        leaf_value=\(low) \(high)
        is_linear=0
        shrinkage=1


        end of trees

        """
    }

    func folder(_ version: String) -> String { "\(path)/m/\(version)" }

    /// Writes a whole version, its digest right and one golden row in order.
    func add(_ version: String, low: Double, high: Double) throws {
        let folder = folder(version)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write("model.txt", Self.text(low: low, high: high), version)
        try describe(version)
        try write("golden.jsonl", #"{"features": {"a": 1}, "prediction": \#(high)}"#, version)
    }

    /// Writes `model.yaml` for the model file as it is.
    func describe(_ version: String, name: String = "m", more: String = "") throws {
        let digest = try Model.load(file: "\(folder(version))/model.txt").digest
        try write(
            "model.yaml",
            """
            name: \(name)
            version: \(version)
            format: lightgbm
            file: model.txt
            digest: \(digest)
            golden: golden.jsonl
            \(more)
            """,
            version
        )
    }

    func write(_ file: String, _ text: String, _ version: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(folder(version))/\(file)"))
    }

    func remove(_ version: String) throws {
        try FileManager.default.removeItem(atPath: folder(version))
    }
}
