package import Inference

/// A version of a model in the repository: the folder `REPOSITORY/MODEL/VERSION`.
package struct RepositoryVersion: Sendable, Hashable {
    /// The model's name, which is also its folder's.
    package let model: String
    /// The version's name, which is also its folder's.
    package let version: String

    /// Names a version; nothing is looked up yet.
    package init(model: String, version: String) {
        self.model = model
        self.version = version
    }

    /// Takes the version through everything that must hold before it may be routed to: the digest
    /// verified, the file parsed with every index checked, warmed up, its golden rows reproduced, its
    /// baseline read.
    ///
    /// - Parameter repository: the folder of models.
    /// - Returns: the model, what its golden rows showed, and its baseline.
    /// - Throws: `InferenceError` naming the file, the place and what is wrong there; also for a
    ///   `model.yaml` that calls itself something else than its folder, and for names that would
    ///   lead out of the repository.
    /// - Complexity: O(bytes of the model file), which is 1 GiB at most.
    package func load(
        from repository: String
    ) throws(InferenceError) -> LoadedVersion {
        let folder = "\(repository)/\(model)/\(version)"
        for name in [model, version] where name.hasPrefix(".") || name.contains("/") {
            throw InferenceError(
                file: folder,
                place: "",
                problem: "'\(name)' is no name of a folder in the repository"
            )
        }
        let loaded = try Model.load(folder: folder)
        try check("name", loaded.name, is: model, in: folder)
        try check("version", loaded.version, is: version, in: folder)
        loaded.warmUp()
        return LoadedVersion(
            model: loaded,
            golden: try loaded.verifyGolden(),
            baseline: try VersionBaseline.load(for: loaded)
        )
    }

    private func check(
        _ key: String,
        _ found: String,
        is expected: String,
        in folder: String
    ) throws(InferenceError) {
        guard found == expected else {
            throw InferenceError(
                file: "\(folder)/model.yaml",
                place: key,
                problem: "is '\(found)', but the folder is '\(expected)': rename one of them"
            )
        }
    }
}
