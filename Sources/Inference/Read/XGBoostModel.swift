/// Reads XGBoost's JSON and UBJSON models.
enum XGBoostModel {
    /// Whether the bytes begin as an object of either form.
    static func recognises(_ bytes: [UInt8]) -> Bool {
        bytes.first == UInt8(ascii: "{")
    }

    /// Reads and checks a whole file.
    static func read(_ file: ModelFile) throws(InferenceError) -> ParsedModel {
        throw InferenceError(
            file: file.path,
            place: "",
            problem: "XGBoost models are not supported"
        )
    }
}
