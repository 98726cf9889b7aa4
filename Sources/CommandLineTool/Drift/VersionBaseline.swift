import Inference
import Observation

/// The baseline of a version in the model repository.
enum VersionBaseline {
    /// Reads and verifies it.
    ///
    /// - Returns: nil where the version has none.
    /// - Throws: `InferenceError`, `CommandFailure` naming the file and what is wrong with it.
    static func load(repository: String, model: String, version: String) throws -> Baseline? {
        let loaded = try Model.load(folder: "\(repository)/\(model)/\(version)")
        guard let path = loaded.baselinePath else { return nil }
        let baseline = try BaselineFile.load(path)
        guard baseline.model.digest == loaded.digest else {
            throw CommandFailure(
                .failed,
                "\(path): was built of another model file: \(baseline.model.digest), not "
                    + "\(loaded.digest)"
            )
        }
        return baseline
    }
}
