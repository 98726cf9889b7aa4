/// Walks the lines of a text, without their ends (`\n` or `\r\n`), counting from 1.
struct LineReader {
    private let bytes: [UInt8]
    private var position = 0
    /// Number of the line last returned by `next`; 0 before the first.
    private(set) var number = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next line, nil at the end; what follows a final line end is no line.
    mutating func next() -> ArraySlice<UInt8>? {
        guard let (line, after) = scan() else { return nil }
        position = after
        number += 1
        return line
    }

    /// The line that `next` would return.
    func peek() -> ArraySlice<UInt8>? {
        scan()?.line
    }

    private func scan() -> (line: ArraySlice<UInt8>, after: Int)? {
        guard position < bytes.count else { return nil }
        var end = position
        while end < bytes.count && bytes[end] != UInt8(ascii: "\n") { end += 1 }
        let after = min(end + 1, bytes.count)
        if end > position && bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return (bytes[position..<end], after)
    }
}
