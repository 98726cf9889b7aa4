import Yaml

extension Model {
    /// Loads `models/NAME/VERSION`: reads `model.yaml`, verifies the model file's digest, parses and
    /// checks it and builds the engine.
    ///
    /// A folder with an `MLmodel` file and without `model.yaml` is read as MLflow's; its digest is
    /// stated nowhere, so none is compared.
    ///
    /// - Parameter folder: holds `model.yaml`, or `MLmodel`, and the file that it names.
    /// - Returns: the model, checked and ready.
    /// - Throws: `InferenceError` naming the file, the line and key or the place, and the remedy.
    /// - Complexity: O(bytes).
    public static func load(folder: String) throws(InferenceError) -> Model {
        if MLflowModel.isFolder(folder) { return try load(mlflow: folder) }
        let path = "\(folder)/model.yaml"
        let manifest: ModelManifest
        do throws(YamlError) {
            manifest = try ModelManifest.read(path: path)
        } catch {
            throw InferenceError(error)
        }
        let file = try ModelFile.read(path: "\(folder)/\(manifest.file)")
        guard file.digest == manifest.digest else {
            throw InferenceError(
                file: path,
                place: "digest",
                problem: "\(manifest.file) has \(file.digest), not \(manifest.digest): the file "
                    + "was changed or replaced, and is refused"
            )
        }
        let parsed = try parse(file, format: manifest.format)
        do throws(YamlError) {
            let description = try ModelDescription(parsed, manifest, folder: folder)
            return Model(parsed, description, digest: file.digest)
        } catch {
            throw InferenceError(error)
        }
    }
}

extension InferenceError {
    /// A fault of `model.yaml`, its line and key as the place.
    init(_ error: YamlError) {
        var place: [String] = []
        if let position = error.place { place.append("line \(position.line):\(position.column)") }
        if let key = error.key { place.append(key) }
        self.init(file: error.file, place: place.joined(separator: ", "), problem: error.problem)
    }
}
