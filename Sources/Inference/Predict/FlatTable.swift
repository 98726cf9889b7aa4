/// A read-only array of plain values outside the heap of objects.
///
/// Kernels reach it through its pointer, without reference counting; the `FlatStorage` that made it
/// keeps it alive.
///
/// Safe to share between threads, because nothing writes it after its initialisation.
@safe
struct FlatTable<Element: BitwiseCopyable>: BitwiseCopyable, @unchecked Sendable {
    let base: UnsafePointer<Element>
    let count: Int

    fileprivate init(base: UnsafePointer<Element>, count: Int) {
        unsafe self.base = base
        self.count = count
    }
}

/// Owns the tables of an engine; must outlive every copy of them.
///
/// Safe to share between threads, because tables are made before the engine is, by one thread.
@safe
final class FlatStorage: @unchecked Sendable {
    private var blocks: [UnsafeMutableRawPointer]

    init() {
        unsafe blocks = []
    }

    /// Copies the elements into a table; an empty table has an address, too.
    func table<Element: BitwiseCopyable>(_ elements: [Element]) -> FlatTable<Element> {
        let room = max(elements.count, 1)
        let block = UnsafeMutableRawPointer.allocate(
            byteCount: room * MemoryLayout<Element>.stride,
            alignment: 64
        )
        unsafe blocks.append(block)
        // SAFETY: the block has room for every element.
        let typed = unsafe block.bindMemory(to: Element.self, capacity: room)
        for (index, element) in elements.enumerated() {
            unsafe (typed + index).initialize(to: element)
        }
        return unsafe FlatTable(base: UnsafePointer(typed), count: elements.count)
    }

    deinit {
        for index in unsafe blocks.indices { unsafe blocks[index].deallocate() }
    }
}
