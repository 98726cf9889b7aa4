/// A version that has a share of a deployment's events.
public struct Canary: Sendable, Equatable {
    /// The version.
    public let version: String
    var buckets: BucketRuns

    /// Its share in thousandths of a percent: as many buckets as it owns.
    public var weight: Int { Int(buckets.count) }

    /// The buckets it owns, in the order in which it took them: half-open ranges in 0 ..< 100,000.
    public var bucketRanges: [Range<Int32>] { buckets.runs.map { $0.start..<$0.end } }

    init(version: String) {
        self.version = version
        buckets = BucketRuns()
    }
}

/// A version that is scored beside the champion and serves nothing.
public struct Shadow: Sendable, Equatable {
    /// The version.
    public let version: String
    /// The share of keys it scores, in millionths.
    public let sampleMillionths: Int

    /// A shadow.
    public init(version: String, sampleMillionths: Int) {
        self.version = version
        self.sampleMillionths = sampleMillionths
    }
}
