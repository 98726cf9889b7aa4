import Glibc

/// ADWIN: a window that keeps growing while its mean stays the same, and drops its older part when
/// the mean of the newer part differs by more than chance explains.
///
///     var window = AdaptiveWindow()
///     for error in errors where window.add(error) { alert() }
///
/// The window is stored as buckets of 1, 2, 4, … values, at most `maxBuckets` of a size, so memory
/// and time grow with the logarithm of its width. After a detection it begins anew with the next
/// value. Values that are not finite are passed over.
///
/// - Source: A. Bifet, R. Gavaldà, "Learning from time-changing data with adaptive windowing", SDM
///   2007. Its cuts and bounds are those of river 0.26.1, whose detections it repeats index by index.
public struct AdaptiveWindow: Sendable, Hashable, Codable {
    /// The settings; river's defaults.
    public struct Settings: Sendable, Hashable, Codable {
        /// The confidence: a smaller one fires later and less often by chance; in 0…1, ends excluded.
        public let delta: Double
        /// Cuts are tried with every so many values; 1 or more.
        public let clock: Int
        /// Buckets of a size at most; 1 or more.
        public let maxBuckets: Int
        /// Values that each part of a cut has at least; 1 or more.
        public let minWindowLength: Int
        /// No cut is tried before the window is wider than this; 0 or more.
        public let gracePeriod: Int

        /// These settings.
        ///
        /// - Precondition: each in its range.
        public init(
            delta: Double = 0.002,
            clock: Int = 32,
            maxBuckets: Int = 5,
            minWindowLength: Int = 5,
            gracePeriod: Int = 10
        ) {
            precondition(delta > 0 && delta < 1, "delta is between 0 and 1")
            precondition(clock >= 1 && maxBuckets >= 1 && minWindowLength >= 1, "1 or more")
            precondition(gracePeriod >= 0, "0 or more")
            self.delta = delta
            self.clock = clock
            self.maxBuckets = maxBuckets
            self.minWindowLength = minWindowLength
            self.gracePeriod = gracePeriod
        }
    }

    /// Values of one stretch of the window: their sum, and their squared deviations from its mean.
    private struct Bucket: Sendable, Hashable, Codable {
        var total: Double
        var squares: Double
    }

    /// The settings.
    public let settings: Settings
    /// Values in the window.
    public private(set) var width = 0
    /// Their sum.
    public private(set) var total = 0.0
    /// The sum of their squared deviations from their mean.
    public private(set) var squaredDeviations = 0.0

    /// Of each size, 1 first: its buckets, the oldest first.
    private var rows: [[Bucket]] = [[]]
    private var ticks = 0
    private var hasFired = false

    /// An empty window.
    public init(_ settings: Settings = Settings()) {
        self.settings = settings
    }

    /// The mean of the window; 0 when it is empty.
    public var mean: Double { width > 0 ? total / Double(width) : 0 }

    /// Adds a value.
    ///
    /// - Returns: whether the mean has changed within the window.
    /// - Complexity: O(log width) every `clock` values, O(1) between them.
    public mutating func add(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        if hasFired { self = AdaptiveWindow(settings) }
        insert(value)
        ticks += 1
        if ticks % settings.clock == 0, width > settings.gracePeriod {
            while dropOldestIfChanged() { hasFired = true }
        }
        return hasFired
    }

    private mutating func insert(_ value: Double) {
        rows[0].append(Bucket(total: value, squares: 0))
        width += 1
        if width > 1 {
            let others = Double(width - 1)
            let gap = value - total / others
            squaredDeviations += others * gap * gap / Double(width)
        }
        total += value
        var row = 0
        while rows[row].count > settings.maxBuckets {
            if row + 1 == rows.count { rows.append([]) }
            let (first, second) = (rows[row][0], rows[row][1])
            let size = Double(1 << row)
            let gap = first.total / size - second.total / size
            rows[row + 1].append(
                Bucket(
                    total: first.total + second.total,
                    squares: first.squares + second.squares + size * size * gap * gap
                        / (size + size)
                )
            )
            rows[row].removeFirst(2)
            row += 1
        }
    }

    /// Tries the cuts from the oldest on; at the first that holds, drops the oldest bucket.
    ///
    /// - Returns: whether one held: the shorter window is to be tried again.
    private mutating func dropOldestIfChanged() -> Bool {
        var (oldCount, oldTotal) = (0.0, 0.0)
        var (newCount, newTotal) = (Double(width), total)
        let least = Double(settings.minWindowLength)
        for row in rows.indices.reversed() {
            // After the newest bucket of all there is nothing newer to compare with.
            for bucket in row == 0 ? rows[row].dropLast() : rows[row][...] {
                let size = Double(1 << row)
                oldCount += size
                newCount -= size
                oldTotal += bucket.total
                newTotal -= bucket.total
                guard oldCount >= least, newCount >= least else { continue }
                if abs(oldTotal / oldCount - newTotal / newCount) > bound(oldCount, newCount) {
                    dropOldest()
                    return true
                }
            }
        }
        return false
    }

    /// How far the means of two parts may differ by chance.
    private func bound(_ oldCount: Double, _ newCount: Double) -> Double {
        let least = Double(settings.minWindowLength)
        let logarithm = log(2 * log(Double(width)) / settings.delta)
        let reciprocal = 1 / (oldCount - least + 1) + 1 / (newCount - least + 1)
        let variance = squaredDeviations / Double(width)
        return (2 * reciprocal * variance * logarithm).squareRoot()
            + 2.0 / 3 * logarithm * reciprocal
    }

    private mutating func dropOldest() {
        let size = 1 << (rows.count - 1)
        guard let bucket = rows[rows.count - 1].first else { return }
        width -= size
        total -= bucket.total
        let count = Double(size)
        let gap = bucket.total / count - total / Double(width)
        squaredDeviations -=
            bucket.squares + count * Double(width) * gap * gap / (count + Double(width))
        rows[rows.count - 1].removeFirst()
        if rows[rows.count - 1].isEmpty { rows.removeLast() }
    }
}
