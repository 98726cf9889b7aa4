/// Elements by number, whose places are used again.
struct Pool<Element: Sendable>: Sendable {
    private var elements: [Element] = []
    private var freed: [Int32] = []

    /// Elements that are in use.
    var count: Int { elements.count - freed.count }

    subscript(number: Int32) -> Element {
        get { elements[Int(number)] }
        _modify { yield &elements[Int(number)] }
    }

    /// Adds an element.
    ///
    /// - Returns: its number, until it is freed.
    mutating func add(_ element: Element) -> Int32 {
        if let place = freed.popLast() {
            elements[Int(place)] = element
            return place
        }
        precondition(elements.count < Int32.max, "a pool is bounded by who fills it")
        elements.append(element)
        return Int32(elements.count - 1)
    }

    /// Gives an element's place back.
    mutating func free(_ number: Int32) { freed.append(number) }
}
