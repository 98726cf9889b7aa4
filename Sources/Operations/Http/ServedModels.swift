import Synchronization

/// What the Open Inference Protocol tells of a tensor.
public struct TensorFacts: Sendable, Hashable {
    /// The tensor's name.
    public var name: String
    /// The protocol's type, such as `FP64` or `BYTES`.
    public var datatype: String
    /// The extents; -1 for any.
    public var shape: [Int]

    /// Describes a tensor.
    public init(name: String, datatype: String, shape: [Int]) {
        self.name = name
        self.datatype = datatype
        self.shape = shape
    }
}

/// What the Open Inference Protocol tells of one version of a model.
public struct ModelFacts: Sendable, Hashable {
    /// The model's name.
    public var name: String
    /// The version.
    public var version: String
    /// Where the model came from, `<project>_<format>`, such as `lightgbm_text`.
    public var platform: String
    /// What goes in.
    public var inputs: [TensorFacts]
    /// What comes out.
    public var outputs: [TensorFacts]
    /// Whether it serves.
    public var isReady: Bool

    /// Describes a version.
    public init(
        name: String,
        version: String,
        platform: String,
        inputs: [TensorFacts],
        outputs: [TensorFacts],
        isReady: Bool
    ) {
        self.name = name
        self.version = version
        self.platform = platform
        self.inputs = inputs
        self.outputs = outputs
        self.isReady = isReady
    }
}

/// The models that the endpoints tell of, replaced as a whole when they change.
///
/// Thread safety: any thread may call any member.
public final class ServedModels: Sendable {
    private let facts: Mutex<[ModelFacts]>

    /// Starts with these versions; of one model the first is answered when no version is asked for.
    public init(_ facts: [ModelFacts] = []) { self.facts = Mutex(facts) }

    /// Replaces all versions.
    public func replace(with facts: [ModelFacts]) {
        self.facts.withLock { $0 = facts }
    }

    /// All versions.
    public var all: [ModelFacts] { facts.withLock { $0 } }
}
