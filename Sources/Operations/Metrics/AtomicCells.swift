import Synchronization

/// A fixed number of atomic 64-bit cells, zero at first; freed with its owner.
///
/// Thread safety: cells are atomics. `add` assumes one writing thread and so needs no locked
/// instruction; readers may be anywhere.
@safe final class AtomicCells: Sendable {
    let count: Int
    // Unchecked: the pointer is set once, and what it points to is atomic.
    private nonisolated(unsafe) let cells: UnsafeMutablePointer<Atomic<UInt64>>

    init(count: Int) {
        self.count = count
        unsafe cells = .allocate(capacity: count)
        // SAFETY: every cell of the allocation is initialised before it is used.
        for index in 0..<count { unsafe (cells + index).initialize(to: Atomic(0)) }
    }

    deinit {
        // SAFETY: all were initialised; nobody holds the last reference any more.
        unsafe cells.deinitialize(count: count)
        unsafe cells.deallocate()
    }

    /// Adds to a cell that only this thread writes.
    @inline(__always)
    func add(_ n: UInt64, at index: Int) {
        precondition(index >= 0 && index < count, "a series of another registry")
        // SAFETY: the index was just checked.
        let old = unsafe cells[index].load(ordering: .relaxed)
        unsafe cells[index].store(old &+ n, ordering: .relaxed)
    }

    @inline(__always)
    func store(_ value: UInt64, at index: Int) {
        precondition(index >= 0 && index < count, "a series of another registry")
        // SAFETY: the index was just checked.
        unsafe cells[index].store(value, ordering: .relaxed)
    }

    /// Sets all cells to zero; for a moment in which nobody writes.
    func clear() { for index in 0..<count { store(0, at: index) } }

    @inline(__always)
    func load(at index: Int) -> UInt64 {
        precondition(index >= 0 && index < count, "a series of another registry")
        // SAFETY: the index was just checked.
        return unsafe cells[index].load(ordering: .relaxed)
    }
}
