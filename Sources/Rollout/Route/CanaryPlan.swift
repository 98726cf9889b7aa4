/// Which bucket goes to which version.
public struct CanaryPlan: Sendable, Equatable {
    /// The end of a run of buckets and where the run goes.
    @frozen
    public struct Bound: Sendable, Equatable {
        /// One more than the run's last bucket.
        public let upTo: Int32
        /// Index into the plan's versions; -1: the champion.
        public let target: Int32

        /// A run's end and target.
        @inlinable
        public init(upTo: Int32, target: Int32) {
            self.upTo = upTo
            self.target = target
        }
    }

    /// What of an event is hashed.
    public enum Source: Sendable, Equatable {
        /// The record's key.
        case key
        /// The capture of this index.
        case capture(Int)
    }

    /// What of an event is hashed.
    ///
    /// Where an event lacks it, the champion serves.
    public let source: Source
    /// The hash.
    public let salt: BucketSalt
    /// Runs of buckets, ascending, together all 100,000; neighbours have different targets.
    public let bounds: [Bound]

    /// A plan of runs that ascend to 100,000.
    public init(source: Source, salt: BucketSalt, bounds: [Bound]) {
        precondition(
            bounds.last?.upTo == BucketRuns.all
                && zip(bounds, bounds.dropFirst()).allSatisfy { $0.upTo < $1.upTo },
            "the runs ascend and are all buckets"
        )
        self.source = source
        self.salt = salt
        self.bounds = bounds
    }

    /// Where a bucket in 0 ..< 100,000 goes: an index into the plan's versions, -1 the champion.
    ///
    /// - Complexity: O(log n) in the runs; allocates nothing.
    @inlinable
    public func target(bucket: Int32) -> Int32 {
        var low = 0
        var high = bounds.count - 1
        while low < high {
            let middle = (low + high) >> 1
            if bucket < bounds[middle].upTo { high = middle } else { low = middle + 1 }
        }
        return bounds[low].target
    }

    /// Where a value's bytes go: an index into the plan's versions, -1 the champion.
    @inlinable
    public func target(of value: borrowing RawSpan) -> Int32 {
        target(bucket: salt.bucket(of: value))
    }
}
