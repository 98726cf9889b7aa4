/// Memory for a fixed number of plain values, with one owner and no reference counting.
@safe
struct FixedArray<Element: BitwiseCopyable>: ~Copyable {
    private let start: UnsafeMutablePointer<Element>
    let count: Int

    init(repeating element: Element, count: Int) {
        self.count = count
        unsafe start = .allocate(capacity: max(count, 1))
        unsafe start.initialize(repeating: element, count: count)
    }

    init(_ elements: [Element]) {
        count = elements.count
        unsafe start = .allocate(capacity: max(count, 1))
        for (index, element) in elements.enumerated() {
            // SAFETY: there is room for `count` elements.
            unsafe (start + index).initialize(to: element)
        }
    }

    @inline(__always)
    subscript(index: Int) -> Element {
        get {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            // SAFETY: 0 <= index < count, all of which are initialised.
            return unsafe start[index]
        }
        set {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            // SAFETY: 0 <= index < count, all of which are initialised.
            unsafe start[index] = newValue
        }
    }

    /// An element, without a check of the index.
    ///
    /// - Precondition: `0..<count` contains the index.
    @unsafe @inline(__always)
    subscript(unchecked index: Int) -> Element {
        unsafe start[index]
    }

    /// Where an element is, without a check of the index.
    ///
    /// - Precondition: `0..<count` contains the index.
    @unsafe @inline(__always)
    func address(of index: Int) -> UnsafePointer<Element> {
        unsafe UnsafePointer(start + index)
    }

    deinit { unsafe start.deallocate() }
}

// A unique owner of its memory: to send it is to send the memory.
extension FixedArray: @unchecked Sendable where Element: Sendable {}
