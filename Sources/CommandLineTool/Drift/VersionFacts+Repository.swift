import DriftMonitor
import Inference
import Observation
import Records
import StreamScorer

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
        let layout = try EventLayout(for: loaded)
        guard let path = loaded.baselinePath else {
            self.init(baseline: nil, kind: kind, contract: VersionContract(layout: layout))
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
        let counted = try VersionBaseline.load(for: loaded)
        self.init(
            baseline: baseline,
            kind: kind,
            contract: counted.map {
                VersionContract(layout: layout, digest: $0.digest, counter: $0.counter)
            }
        )
    }
}
