/// A member's name as events usually write it, `"name":`, laid out for comparing words.
struct KeyPattern: BitwiseCopyable {
    /// The first sixteen bytes, and which bits of them count.
    var word0: UInt64 = 0
    var mask0: UInt64 = 0
    var word1: UInt64 = 0
    var mask1: UInt64 = 0
    /// How many bytes it has.
    var count: Int32 = 0
    /// Where its words are behind the second, in the plan's list of words.
    var firstWord: Int32 = 0
    /// The column it names, -1 for none.
    var column: Int32
    /// The place it leads to, -1 for none.
    var child: Int32
    /// Whether it names a column and nothing else, and whether that takes numbers.
    var isColumn = false
    var isNumber = false
    /// Whether it names a column whose value is captured, and nothing else; then which capture.
    var isCapturedColumn = false
    var capture: Int32 = -1

    /// Lays out a name; appends what is behind its sixteenth byte to `words`.
    init(name: String, column: Int, child: Int, words: inout [UInt64]) {
        self.column = Int32(column)
        self.child = Int32(child)
        let text = JSONText.quoted(name) + [UInt8(ascii: ":")]
        let bytes = text.span.octets
        count = Int32(text.count)
        firstWord = Int32(words.count)
        word0 = bytes.word(0)
        mask0 = ByteTable.masked(~0, min(text.count, 8))
        if text.count > 8 {
            word1 = bytes.word(8)
            mask1 = ByteTable.masked(~0, min(text.count - 8, 8))
        }
        for start in stride(from: 16, to: text.count, by: 8) { words.append(bytes.word(start)) }
    }

    /// Whether the bytes at an index are a pattern, quotes and colon included.
    ///
    /// The pattern is read where it is: a copy of it would cost as much as the comparison.
    @unsafe @inline(__always)
    static func matches(
        _ pattern: UnsafePointer<KeyPattern>,
        _ bytes: RawSpan,
        at index: Int,
        words: borrowing FixedArray<UInt64>
    ) -> Bool {
        // SAFETY: the caller vouches for the pattern.
        let first = unsafe (bytes.word(index) ^ pattern.pointee.word0) & pattern.pointee.mask0
        let second =
            unsafe (bytes.word(index &+ 8) ^ pattern.pointee.word1) & pattern.pointee.mask1
        guard first | second == 0 else { return false }
        guard unsafe pattern.pointee.count > 16 else { return true }
        return unsafe pattern.pointee.restMatches(bytes, at: index, words: words)
    }

    @inline(never)
    private func restMatches(
        _ bytes: RawSpan,
        at index: Int,
        words: borrowing FixedArray<UInt64>
    ) -> Bool {
        var offset = 16
        var word = Int(firstWord)
        while offset < Int(count) {
            let kept = ByteTable.masked(bytes.word(index &+ offset), Int(count) &- offset)
            guard kept == words[word] else { return false }
            offset &+= 8
            word &+= 1
        }
        return true
    }
}
