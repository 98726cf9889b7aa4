/// A run of buckets, half open.
struct BucketRun: Sendable, Equatable {
    var start: Int32
    var end: Int32
}

/// The buckets of one canary, as runs in the order in which they were taken.
struct BucketRuns: Sendable, Equatable {
    /// How many buckets there are: thousandths of a percent.
    static let all: Int32 = 100_000

    private(set) var runs: [BucketRun] = []
    private(set) var count: Int32 = 0

    /// Takes the lowest `wanted` buckets of `free`, which is sorted.
    ///
    /// - Returns: False, changed or not, where `free` has too few.
    mutating func grow(by wanted: Int32, from free: [BucketRun]) -> Bool {
        var missing = wanted
        for run in free where missing > 0 {
            let taken = min(missing, run.end - run.start)
            if let last = runs.last, last.end == run.start {
                runs[runs.count - 1].end += taken
            } else {
                runs.append(BucketRun(start: run.start, end: run.start + taken))
            }
            missing -= taken
            count += taken
        }
        return missing == 0
    }

    /// Gives back the `unwanted` buckets that were taken last; all if there are no more.
    mutating func shrink(by unwanted: Int32) {
        var left = min(unwanted, count)
        count -= left
        while left > 0, let last = runs.last {
            let size = last.end - last.start
            if size <= left {
                runs.removeLast()
                left -= size
            } else {
                runs[runs.count - 1].end -= left
                left = 0
            }
        }
    }

    /// What none of `owners` has, sorted.
    static func free(of owners: [BucketRuns]) -> [BucketRun] {
        var free: [BucketRun] = []
        var next: Int32 = 0
        for run in owners.flatMap(\.runs).sorted(by: { $0.start < $1.start }) {
            if run.start > next { free.append(BucketRun(start: next, end: run.start)) }
            next = run.end
        }
        if next < all { free.append(BucketRun(start: next, end: all)) }
        return free
    }
}
