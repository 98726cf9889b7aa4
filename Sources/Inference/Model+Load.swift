extension Model {
    /// Loads a model file that stands alone, without `model.yaml`: features and output are the
    /// file's own.
    ///
    /// - Parameters:
    ///   - file: path of a LightGBM text, XGBoost JSON or XGBoost UBJSON file.
    ///   - format: `lightgbm` or `xgboost`; nil to go by the file's first bytes.
    /// - Returns: the model, checked and ready.
    /// - Throws: `InferenceError` naming the file, the place and what is wrong or unsupported.
    /// - Complexity: O(bytes).
    public static func load(
        file: String,
        format: String? = nil
    ) throws(InferenceError) -> Model {
        let content = try ModelFile.read(path: file)
        let parsed = try parse(content, format: format)
        let base = file.split(separator: "/").last ?? ""
        let name = base.split(separator: ".").first.map(String.init) ?? file
        return Model(parsed, ModelDescription(parsed, name: name), digest: content.digest)
    }

    /// Reads a file's bytes in the format that is asked for, or that they show.
    static func parse(
        _ file: ModelFile,
        format: String?
    ) throws(InferenceError) -> ParsedModel {
        switch format {
        case "lightgbm": return try LightGBMText.read(file)
        case "xgboost": return try XGBoostModel.read(file)
        case nil:
            if LightGBMText.recognises(file.bytes) { return try LightGBMText.read(file) }
            if XGBoostModel.recognises(file.bytes) { return try XGBoostModel.read(file) }
            throw InferenceError(
                file: file.path,
                place: "",
                problem: "neither LightGBM text nor XGBoost JSON or UBJSON"
            )
        case .some(let other):
            throw InferenceError(
                file: file.path,
                place: "format",
                problem: "'\(other)' is not supported; lightgbm and xgboost are"
            )
        }
    }
}
