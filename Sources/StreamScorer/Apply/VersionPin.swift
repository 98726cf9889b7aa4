internal import Inference

/// What a version was when it was loaded first; one that comes back as something else is refused.
struct VersionPin: Sendable {
    private let digest: String
    /// Of the features and the output: what `model.yaml` says about how rows are read.
    private let meaning: Int

    init(_ model: Model) {
        digest = model.digest
        var hasher = Hasher()
        hasher.combine(model.features)
        hasher.combine(model.output)
        meaning = hasher.finalize()
    }

    /// Why `other` may not stand in; nil when nothing differs.
    func difference(from other: VersionPin) -> String? {
        if other.digest != digest {
            return "digest changed: this version was \(digest) when it was loaded, and is "
                + "\(other.digest) now; versions are immutable, give the new model a name of its own"
        }
        if other.meaning != meaning {
            return "model.yaml changed: its features or its output are not those that this version "
                + "was loaded with; versions are immutable, give the new model a name of its own"
        }
        return nil
    }
}
