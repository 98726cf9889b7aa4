import Glibc
import Yaml

/// What a folder's `MLmodel` says, as MLflow's `save_model` and `log_model` write it.
///
/// | read | from |
/// | --- | --- |
/// | format | the flavour, `lightgbm` or `xgboost` |
/// | model file | the flavour's `data` |
/// | names of features, where the model file has none | `signature.inputs`, in its order |
/// | source | `run_id`, `model_uuid`, `utc_time_created`, `mlflow_version` |
///
/// Everything else is passed over. `MLmodel` states no digest, so none is compared; `required` of an
/// input means that a column is there, not that it has a value, and changes nothing.
///
/// - Source: https://mlflow.org/docs/latest/ml/model/
struct MLflowModel {
    private static let formats = ["lightgbm", "xgboost"]
    private static let sourceKeys = [
        "run_id", "model_uuid", "utc_time_created", "mlflow_version",
    ]

    let yaml: YamlMapping
    let format: String
    /// The model file's name within the folder.
    let file: String
    let source: [(String, String)]

    /// Whether the folder is one of MLflow's: it has `MLmodel`, and no `model.yaml` that would come
    /// first.
    static func isFolder(_ folder: String) -> Bool {
        !exists("\(folder)/model.yaml") && exists("\(folder)/MLmodel")
    }

    /// Whether a file may be read.
    static func exists(_ path: String) -> Bool {
        // SAFETY: the path is a terminated string for the length of the call.
        unsafe access(path, R_OK) == 0
    }

    /// Reads `MLmodel`.
    ///
    /// - Throws: `YamlError` naming line and key.
    init(path: String) throws(YamlError) {
        yaml = try YamlMapping(try YamlDocument.read(path: path), file: path)
        let flavors = try yaml.mapping("flavors")
        let known = flavors.members.map(\.key).filter(Self.formats.contains)
        guard known.count == 1, let format = known.first else {
            let names = flavors.members.map { "'\($0.key.prefix(64))'" }.prefix(8)
            throw yaml.error(
                "flavors",
                "\(names.joined(separator: ", ")): exactly one of the supported flavours, "
                    + "lightgbm and xgboost, is expected"
            )
        }
        self.format = format
        let flavor = try flavors.mapping(format)
        let name = try flavor.string("data")
        guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
            throw flavor.error("data", "the name of a file in this folder is expected")
        }
        file = name
        let modelClass = try Self.text(flavor, "model_class")
        guard format != "lightgbm" || modelClass == nil || modelClass == "lightgbm.basic.Booster"
        else {
            throw flavor.error(
                "model_class",
                "a pickled wrapper is not read; save its booster: "
                    + "mlflow.lightgbm.save_model(model.booster_, …)"
            )
        }
        var source: [(String, String)] = []
        for key in Self.sourceKeys {
            if let text = try Self.text(yaml, key) { source.append((key, text)) }
        }
        self.source = source
    }

    /// Names of the signature's inputs; nil where there is none, or where the inputs have no names.
    ///
    /// - Throws: `YamlError` naming the key.
    func inputNames() throws(YamlError) -> [String]? {
        guard let signature = yaml["signature"], !signature.isNull else { return nil }
        let fields = try signature.mapping()
        guard let inputs = try Self.text(fields, "inputs") else { return nil }
        let document: Document
        do throws(DocumentFault) {
            document = try JSONDocument.parse(Array(inputs.utf8)[...])
        } catch {
            throw fields.error("inputs", "\(error.path): \(error.problem)")
        }
        guard let columns = document.elements else {
            throw fields.error("inputs", "a list of columns is expected")
        }
        var names: [String] = []
        for column in columns {
            guard case .object(let members) = column, case .string(let name)? = members["name"]
            else { return nil }
            names.append(name)
        }
        return names
    }

    /// A text that may be absent or null.
    private static func text(_ yaml: YamlMapping, _ key: String) throws(YamlError) -> String? {
        guard let value = yaml[key], !value.isNull else { return nil }
        return try value.string()
    }
}
