internal import Observation

/// What was counted of one arm in one pane of one partition.
struct ObservationSlot: BitwiseCopyable {
    var arm: Int32 = 0
    /// The next slot of the pane; −1: none.
    var next: Int32 = -1
    var rows = 0
    var failed = 0
    var refused = 0
    /// Rows in the cells.
    var counted = 0
    var firstOffset = Int64.max
    var lastOffset = Int64.min

    /// Counts an event.
    @inline(__always)
    mutating func note(offset: Int64) {
        rows &+= 1
        firstOffset = min(firstOffset, offset)
        lastOffset = max(lastOffset, offset)
    }
}

/// A fixed number of slots, and the durations and cells of each, used again after every flush.
///
/// Memory is taken when a slot is first used, or used by an arm with more cells than before. Not
/// thread-safe: one worker, one value.
///
/// A class of constants, so that an access is not checked for others in every event.
@safe
final class ObservationSlots {
    /// Slots at most.
    static let limit = 1_024
    /// Numbers that the slots in use hold at most: 32 MiB.
    static let maxWords = 8 << 20

    let slots = FixedColumn(repeating: ObservationSlot(), count: ObservationSlots.limit)
    /// By slot: where its numbers stand, as an address, 0 where it has no memory; and how many fit.
    private let addresses = FixedColumn<UInt>(repeating: 0, count: ObservationSlots.limit)
    private let capacities = FixedColumn<Int>(repeating: 0, count: ObservationSlots.limit)
    private(set) var count = 0
    private var words = 0
    private var heldWords = 0

    deinit { for slot in 0..<Self.limit { release(slot) } }

    private func release(_ slot: Int) {
        // SAFETY: allocated in `take`, and nobody's any more.
        unsafe UnsafeMutablePointer<UInt32>(bitPattern: addresses[slot])?.deallocate()
        addresses[slot] = 0
        capacities[slot] = 0
    }

    /// How many slots of so many numbers can be had.
    func room(words each: Int) -> Int {
        min(Self.limit - count, (Self.maxWords - words) / max(1, each))
    }

    /// A slot of nothing, for an arm of so many numbers.
    ///
    /// - Precondition: there is room.
    func take(arm: Int, words needed: Int) -> Int {
        let slot = count
        count += 1
        words += needed
        slots[slot] = ObservationSlot(arm: Int32(truncatingIfNeeded: arm))
        if capacities[slot] < needed {
            heldWords += needed - capacities[slot]
            release(slot)
            addresses[slot] = UInt(
                bitPattern: UnsafeMutablePointer<UInt32>.allocate(capacity: needed)
            )
            capacities[slot] = needed
        }
        // SAFETY: as long as what is needed, by the lines above; plain numbers.
        unsafe durations(of: slot).initialize(repeating: 0, count: needed)
        return slot
    }

    /// Where the durations of a slot begin.
    @unsafe @inline(__always)
    func durations(of slot: Int) -> UnsafeMutablePointer<UInt32> {
        // SAFETY: a slot in use has memory.
        unsafe UnsafeMutablePointer<UInt32>(bitPattern: addresses[slot]).unsafelyUnwrapped
    }

    /// Where the cells of a slot begin.
    @unsafe @inline(__always)
    func cells(of slot: Int) -> UnsafeMutablePointer<UInt32> {
        unsafe durations(of: slot) + DurationBins.count
    }

    /// Every slot is free again.
    func reset() {
        count = 0
        words = 0
        guard heldWords > 2 * Self.maxWords else { return }
        for slot in 0..<Self.limit { release(slot) }
        heldWords = 0
    }
}
