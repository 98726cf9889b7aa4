/// A read-only array of plain values outside the heap of objects: kernels reach it through a
/// pointer, without reference counting.
///
/// Safe to share between threads, because nothing writes it after its initialisation.
@safe
final class FlatTable<Element: BitwiseCopyable>: @unchecked Sendable {
    let base: UnsafePointer<Element>
    let count: Int

    /// Copies the elements; an empty table still has an address.
    init(_ elements: [Element]) {
        count = elements.count
        let storage = UnsafeMutableRawPointer.allocate(
            byteCount: max(elements.count, 1) * MemoryLayout<Element>.stride,
            alignment: 64
        )
        // SAFETY: the storage has room for every element.
        let typed = unsafe storage.bindMemory(to: Element.self, capacity: max(elements.count, 1))
        for (index, element) in elements.enumerated() {
            unsafe (typed + index).initialize(to: element)
        }
        unsafe base = UnsafePointer(typed)
    }

    deinit {
        unsafe UnsafeMutableRawPointer(mutating: base).deallocate()
    }

    /// Bytes of the elements.
    var byteCount: Int { count * MemoryLayout<Element>.stride }
}
