import DriftMonitor
import Inference
import Observation

extension VersionFacts {
    /// Reads a version of the model repository.
    ///
    /// - Throws: `InferenceError`, `CommandFailure` naming the file and what is wrong with it.
    init(repository: String, model: String, version: String) throws {
        let loaded = try Model.load(folder: "\(repository)/\(model)/\(version)")
        let kind: QualityKind =
            switch loaded.output.kind {
            // Of more than two classes a prediction is the likeliest one.
            case .probability: loaded.outputCount > 2 ? .class : .probability
            case .class: .class
            case .value, .raw: .value
            }
        guard let path = loaded.baselinePath else {
            self.init(baseline: nil, kind: kind)
            return
        }
        let baseline = try BaselineFile.load(path)
        guard baseline.model.digest == loaded.digest else {
            throw CommandFailure(
                .failed,
                "\(path): was built of another model file: \(baseline.model.digest), not "
                    + "\(loaded.digest)"
            )
        }
        self.init(baseline: baseline, kind: kind)
    }
}
