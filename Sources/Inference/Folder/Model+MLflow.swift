import Glibc
import Yaml

extension Model {
    /// Loads a folder of MLflow's: the folder's name is the version, its parent's the model.
    ///
    /// Golden rows and a baseline are taken where `golden.jsonl` and `baseline.json` lie beside
    /// `MLmodel`.
    ///
    /// - Throws: `InferenceError` naming the file, the line and key or the place.
    static func load(mlflow folder: String) throws(InferenceError) -> Model {
        let path = "\(folder)/MLmodel"
        let manifest: MLflowModel
        do throws(YamlError) {
            manifest = try MLflowModel(path: path)
        } catch {
            throw InferenceError(error)
        }
        let file = try ModelFile.read(path: "\(folder)/\(manifest.file)")
        let parsed = try parse(file, format: manifest.format)
        do throws(YamlError) {
            let description = try ModelDescription(parsed, manifest, folder: folder)
            return Model(parsed, description, digest: file.digest)
        } catch {
            throw InferenceError(error)
        }
    }
}

extension ModelDescription {
    /// Lays `MLmodel` over what the model file knows, and refuses what contradicts it.
    ///
    /// - Throws: `YamlError` naming the key.
    fileprivate init(
        _ parsed: ParsedModel,
        _ manifest: MLflowModel,
        folder: String
    ) throws(YamlError) {
        let names = Self.lastNames(of: folder)
        self.init(parsed, name: names.parent)
        version = names.last
        source = manifest.source
        for (file, path) in [
            ("golden.jsonl", \ModelDescription.goldenPath),
            ("baseline.json", \ModelDescription.baselinePath),
        ] where MLflowModel.exists("\(folder)/\(file)") {
            self[keyPath: path] = "\(folder)/\(file)"
        }
        guard let inputs = try manifest.inputNames() else { return }
        guard inputs.count == features.count else {
            throw manifest.yaml.error(
                "signature",
                "\(inputs.count) inputs are listed; the model has \(features.count)"
            )
        }
        for (index, input) in inputs.enumerated() {
            let feature = features[index]
            guard parsed.mayBeCalled(input, at: index) else {
                throw manifest.yaml.error(
                    "signature",
                    "input \(index) is '\(input.prefix(64))'; the model file's feature is "
                        + "'\(feature.name)'"
                )
            }
            features[index] = Feature(name: input, kind: feature.kind, missing: feature.missing)
        }
        guard Set(inputs).count == inputs.count else {
            throw manifest.yaml.error("signature", "a name comes twice")
        }
    }

    /// The last two names of a folder's path, with `.`, `..` and links resolved.
    private static func lastNames(of folder: String) -> (parent: String, last: String) {
        var path = folder
        // SAFETY: realpath returns a terminated string of its own, freed after it was copied.
        if let resolved = unsafe realpath(folder, nil) {
            path = unsafe String(cString: resolved)
            unsafe free(resolved)
        }
        let parts = path.split(separator: "/")
        return (parts.dropLast().last.map(String.init) ?? "", parts.last.map(String.init) ?? "")
    }
}
