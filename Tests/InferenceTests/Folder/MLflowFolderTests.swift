import Foundation
import Inference
import Testing

@Suite struct MLflowFolderTests {
    static let saved = "\(TestData.goldens)/mlflow/model"

    /// A copy of a folder that MLflow wrote, changed by a test.
    private static func problem(
        _ flavor: String,
        _ change: (String) -> String
    ) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.copyItem(atPath: "\(saved)/\(flavor)", toPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/MLmodel"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let changed = change(text)
        #expect(changed != text, "the test changes something")
        try Data(changed.utf8).write(to: URL(filePath: path))
        do {
            _ = try Model.load(folder: folder)
            return "loaded"
        } catch {
            return error.description.replacing("\(folder)/", with: "")
        }
    }

    @Test(arguments: [
        ("lightgbm", ["a", "b c", "kind"]), ("xgboost", ["a", "b c"]), ("unnamed", ["f0", "f1"]),
    ])
    func `a folder that MLflow wrote predicts what its library does`(
        flavor: String,
        names: [String]
    ) throws {
        let model = try Model.load(folder: "\(Self.saved)/\(flavor)")
        #expect(model.name == "model")
        #expect(model.version == flavor)
        #expect(model.features.map(\.name) == names)
        #expect(model.features.allSatisfy { $0.missing == .model })
        #expect(model.source.map(\.0) == ["model_uuid", "utc_time_created", "mlflow_version"])
        #expect(model.digest.hasPrefix("sha256:"))
        #expect(try model.verifyGolden() == .reproduced(rows: 8))
    }

    @Test func `a folder is named after where it really is`() throws {
        let model = try Model.load(folder: "\(Self.saved)/../model/xgboost/.")
        #expect(model.name == "model")
        #expect(model.version == "xgboost")
    }

    @Test func `a model.yaml comes before MLmodel`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.copyItem(atPath: "\(Self.saved)/xgboost", toPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let digest = try Model.load(folder: folder).digest
        let yaml = """
            name: other
            version: v9
            format: xgboost
            file: model.ubj
            digest: \(digest)
            features: [{name: a}, {name: b}]
            """
        try Data(yaml.utf8).write(to: URL(filePath: "\(folder)/model.yaml"))
        let model = try Model.load(folder: folder)
        #expect(model.name == "other")
        #expect(model.goldenPath == nil)
    }

    @Test(arguments: [
        (
            "  xgboost:", "  sklearn:",
            "MLmodel: line 2:3, flavors: 'python_function', 'sklearn': exactly one of the "
                + "supported flavours, lightgbm and xgboost, is expected"
        ),
        (
            "    data: model.ubj\n    model_class", "    data: ../x\n    model_class",
            "in this folder"
        ),
        ("    data: model.ubj\n    model_class", "    model_class", "required, but missing"),
        ("    data: model.ubj\n    model_class", "    data: gone\n    model_class", "gone: cannot"),
        (
            "    data: model.ubj\n    model_class", "    data: MLmodel\n    model_class",
            "MLmodel: byte 1"
        ),
        (#""name": "b c", "#, #""name": "a", "#, "comes twice"),
        (#"{"type": "double", "name": "a", "required": true}, "#, "", "1 inputs are listed"),
        (
            #"'[{"type": "double", "name": "a""#, #"'[{"type": "double", "name": a"#,
            "signature.inputs"
        ),
    ])
    func `an MLmodel out of order is refused by name`(
        text: String,
        changed: String,
        expected: String
    ) throws {
        let found = try Self.problem("xgboost") { $0.replacing(text, with: changed) }
        #expect(found.contains(expected), "\(found)")
    }

    @Test func `names that contradict the model file are refused`() throws {
        let found = try Self.problem("lightgbm") { $0.replacing(#""b c""#, with: #""bc""#) }
        #expect(found.contains("input 1 is 'bc'; the model file's feature is 'b_c'"), "\(found)")
    }

    @Test func `a pickled wrapper is refused with the remedy`() throws {
        let found = try Self.problem("lightgbm") {
            $0.replacing(
                "model_class: lightgbm.basic.Booster",
                with: "model_class: lightgbm.sklearn.LGBMClassifier"
            )
        }
        #expect(found.contains("model.booster_"), "\(found)")
    }
}
