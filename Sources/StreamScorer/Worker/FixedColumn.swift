/// A run of plain values of a fixed length, allocated once and owned by one worker.
///
/// The steps keep what they pass on in such columns, one element a row of the batch, so that a turn
/// allocates nothing. Not thread-safe: one worker, one column.
@safe
struct FixedColumn<Element>: ~Copyable {
    private let storage: UnsafeMutableBufferPointer<Element>

    /// Allocates `count` elements, each set to `value`.
    init(repeating value: Element, count: Int) {
        precondition(count >= 0, "a column has no negative length")
        unsafe storage = .allocate(capacity: count)
        unsafe storage.initialize(repeating: value)
    }

    /// Allocates a column of what `values` holds.
    init(_ values: [Element]) {
        unsafe storage = .allocate(capacity: values.count)
        _ = unsafe storage.initialize(from: values)
    }

    deinit {
        unsafe storage.deinitialize()
        unsafe storage.deallocate()
    }

    var count: Int { unsafe storage.count }

    /// The element at `index`; checked in debug builds only.
    subscript(index: Int) -> Element {
        // Addressors: elements are read and changed in place, without the frame that a coroutine
        // takes from the heap where generics are not specialised.
        // SAFETY: every caller indexes with a row below the batch's count, and each column is as
        // long as the largest batch (`maxBatch`), set once in `ScoringPipeline.init`.
        @inline(__always) unsafeAddress {
            assert(index >= 0 && index < count, "outside the column")
            return unsafe UnsafePointer(storage.baseAddress.unsafelyUnwrapped + index)
        }
        @inline(__always) nonmutating unsafeMutableAddress {
            assert(index >= 0 && index < count, "outside the column")
            return unsafe storage.baseAddress.unsafelyUnwrapped + index
        }
    }

    /// Elements `start ..< start + length`, to be read.
    @_lifetime(borrow self)
    borrowing func slice(from start: Int = 0, count length: Int) -> Span<Element> {
        precondition(
            start >= 0 && length >= 0 && start + length <= count,
            "slice outside the column"
        )
        let part = unsafe UnsafeBufferPointer(rebasing: storage[start..<start + length])
        return unsafe _overrideLifetime(Span(_unsafeElements: part), borrowing: self)
    }

    /// Elements `start ..< start + length`, to be written.
    @_lifetime(&self)
    mutating func mutableSlice(from start: Int = 0, count length: Int) -> MutableSpan<Element> {
        precondition(
            start >= 0 && length >= 0 && start + length <= count,
            "slice outside the column"
        )
        let part = unsafe UnsafeMutableBufferPointer(rebasing: storage[start..<start + length])
        return unsafe _overrideLifetime(MutableSpan(_unsafeElements: part), mutating: &self)
    }
}
