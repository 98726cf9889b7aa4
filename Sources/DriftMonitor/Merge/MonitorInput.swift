/// What is read for a deployment.
public enum MonitorInput: String, Sendable, Hashable, Codable, CaseIterable {
    /// What scorers have counted.
    case observations
    /// The events, where no scorer has counted them.
    case features
    /// What was served.
    case predictions
    /// What challengers would have served.
    case shadowPredictions = "shadow_predictions"
    /// What turned out to be true.
    case labels

    /// Whether its records are only counted, and not joined.
    var isCounted: Bool { self == .observations || self == .features }

    /// Whether event time goes on by it; the others only hold it back.
    var drives: Bool {
        switch self {
        case .observations, .features, .predictions: true
        case .shadowPredictions, .labels: false
        }
    }
}

/// A partition of one of the input topics.
public struct InputPartition: Sendable, Hashable, Codable {
    /// Which topic.
    public let input: MonitorInput
    /// The partition's number.
    public let partition: Int32

    /// Names a partition.
    public init(_ input: MonitorInput, _ partition: Int32) {
        self.input = input
        self.partition = partition
    }
}

/// Where a record stands.
public struct InputPlace: Sendable, Hashable {
    /// The partition.
    public let source: InputPartition
    /// Its offset there.
    public let offset: Int64

    /// Names a record.
    public init(_ source: InputPartition, offset: Int64) {
        self.source = source
        self.offset = offset
    }
}
