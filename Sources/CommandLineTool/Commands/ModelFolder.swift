import Inference
import StreamScorer

/// A model named on the command line.
enum ModelFolder {
    /// Reads and verifies a model folder, or a model file that stands alone.
    ///
    /// - Throws: `CommandFailure` naming the file, the place and what is wrong.
    static func load(_ path: String) throws(CommandFailure) -> Model {
        do throws(InferenceError) {
            return try FileStatus.isFile(path)
                ? Model.load(file: path) : Model.load(folder: path)
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
    }

    /// Scores the model's golden rows and compares.
    ///
    /// - Throws: `CommandFailure` naming the file, the line and what was found and expected.
    static func verifyGolden(of model: Model) throws(CommandFailure) -> GoldenOutcome {
        do throws(InferenceError) {
            return try model.verifyGolden()
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
    }

    /// Reads the baseline that the model names.
    ///
    /// - Returns: its digest; nil where the model names none.
    /// - Throws: `CommandFailure` naming the file and what is wrong there.
    static func verifyBaseline(of model: Model) throws(CommandFailure) -> String? {
        do throws(InferenceError) {
            return try StreamScorer.VersionBaseline.load(for: model)?.digest
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
    }

    /// Name and version; a file that stands alone has no version.
    static func title(_ model: Model) -> String {
        model.version.isEmpty ? model.name : "\(model.name) \(model.version)"
    }
}
