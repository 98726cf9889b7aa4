import Synchronization

/// One thread's share of the counters and histograms of a registry.
///
/// Thread safety: `add` and `record` belong to one thread, the shard's owner; `set` and `clear` may
/// be called by any. Readers sum the shards without stopping them. Nothing here locks or allocates.
public final class MetricShard: Sendable {
    let counters: AtomicCells
    private let gauges: AtomicCells
    private let histograms: HistogramSlots

    init(gauges: AtomicCells) {
        counters = AtomicCells(count: MetricRegistry.maxSeries)
        self.gauges = gauges
        histograms = HistogramSlots()
    }

    /// Adds to a counter.
    ///
    /// - Complexity: O(1): a load and a store.
    public func add(_ id: CounterID, _ n: UInt64 = 1) { counters.add(n, at: id.index) }

    /// Sets a gauge; of several threads the last one wins.
    public func set(_ id: GaugeID, _ value: Double) {
        gauges.store(~value.bitPattern, at: id.index)
    }

    /// Takes a gauge out of the exposition until it is set again, as for a partition given up.
    public func clear(_ id: GaugeID) { gauges.store(0, at: id.index) }

    /// Counts a duration.
    ///
    /// - Complexity: O(1): two loads and two stores.
    public func record(_ id: HistogramID, nanoseconds: UInt64) {
        histograms.record(nanoseconds, at: id.index)
    }

    /// Counts a size, such as the records of a batch.
    ///
    /// Exact up to 128 and for powers of two; above that as close as a bucket is wide (1 %). The
    /// largest is 2^26.
    public func record(_ id: HistogramID, size: Int) {
        histograms.record(UInt64(max(0, min(size, 1 << 26))) << 10, at: id.index)
    }

    func makeHistogram(at index: Int) { histograms.make(index) }

    func cells(ofHistogram index: Int) -> AtomicCells? { histograms[index] }
}

/// The cells of a shard's histograms, made when a series is registered and kept for good.
@safe private final class HistogramSlots: Sendable {
    // Unchecked: the pointer is set once, and what it points to is atomic.
    private nonisolated(unsafe) let slots: UnsafeMutablePointer<Atomic<Unmanaged<AtomicCells>?>>

    init() {
        unsafe slots = .allocate(capacity: MetricRegistry.maxHistograms)
        for index in 0..<MetricRegistry.maxHistograms {
            // SAFETY: every slot is initialised before it is used.
            unsafe (slots + index).initialize(to: Atomic(nil))
        }
    }

    deinit {
        for index in 0..<MetricRegistry.maxHistograms {
            // SAFETY: balances the retain of `make`; no other reference to self is left.
            unsafe slots[index].load(ordering: .acquiring)?.release()
        }
        unsafe slots.deinitialize(count: MetricRegistry.maxHistograms)
        unsafe slots.deallocate()
    }

    /// Called once an index, under the registry's lock.
    func make(_ index: Int) {
        precondition(index >= 0 && index < MetricRegistry.maxHistograms)
        let cells = AtomicCells(count: LogLinearHistogram.bucketCount + 1)
        // SAFETY: the index was checked; the retain is balanced in deinit.
        unsafe slots[index].store(.passRetained(cells), ordering: .releasing)
    }

    @inline(__always)
    func record(_ nanoseconds: UInt64, at index: Int) {
        precondition(
            index >= 0 && index < MetricRegistry.maxHistograms,
            "a series of another registry"
        )
        // SAFETY: the index was checked; a slot that is filled stays so while self lives.
        guard let cells = unsafe slots[index].load(ordering: .acquiring) else { return }
        unsafe cells._withUnsafeGuaranteedRef { cells in
            cells.add(1, at: LogLinearHistogram.bucket(of: nanoseconds))
            cells.add(nanoseconds, at: LogLinearHistogram.bucketCount)
        }
    }

    subscript(index: Int) -> AtomicCells? {
        precondition(index >= 0 && index < MetricRegistry.maxHistograms)
        // SAFETY: as in `record`.
        return unsafe slots[index].load(ordering: .acquiring)?.takeUnretainedValue()
    }
}
