/// Finds numbers by byte strings: open addressing, made at start-up, read only after that.
///
/// A key is a byte string together with its owner, so that one table serves many namespaces. At
/// most half of the slots are taken; what is looked up cannot make a look-up longer than the
/// longest run of taken slots.
package struct ByteTable: Sendable {
    private struct Slot {
        var hash: UInt64 = 0
        var owner: UInt32 = 0
        /// -1 for an empty slot.
        var value: Int32 = -1
        /// The key's first word in `words`, and its length in bytes.
        var firstWord = 0
        var count = 0
    }

    private var slots: [Slot]
    private var words: [UInt64] = []
    /// The length of the longest key.
    package private(set) var longestKey = 0

    /// Makes an empty table.
    ///
    /// - Parameter count: the most keys that will be added.
    package init(capacity count: Int) {
        var size = 8
        while size < 2 * count { size *= 2 }
        slots = Array(repeating: Slot(), count: size)
    }

    /// Adds a key, unless it is there already.
    ///
    /// - Precondition: fewer keys than the capacity were added; the value is not negative.
    package mutating func add(_ key: [UInt8], owner: Int, value: Int) {
        precondition(value >= 0 && value <= Int(Int32.max))
        let hash = Self.hash(key.span.octets, from: 0, count: key.count, owner: owner)
        guard find(key.span.octets, from: 0, count: key.count, owner: owner) < 0 else { return }
        var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[index].value >= 0 { index = (index + 1) & (slots.count - 1) }
        slots[index] = Slot(
            hash: hash,
            owner: UInt32(owner),
            value: Int32(value),
            firstWord: words.count,
            count: key.count
        )
        for start in stride(from: 0, to: key.count, by: 8) {
            words.append(key.span.octets.word(start))
        }
        longestKey = max(longestKey, key.count)
    }

    /// The value of a key; -1 where it is not in the table.
    ///
    /// - Complexity: O(count). Allocates nothing.
    @inline(__always)
    package func find(_ bytes: RawSpan, from start: Int, count: Int, owner: Int) -> Int {
        let hash = Self.hash(bytes, from: start, count: count, owner: owner)
        var index = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
        while true {
            let slot = slots[index]
            if slot.value < 0 { return -1 }
            if slot.hash == hash && slot.count == count && Int(slot.owner) == owner
                && equals(bytes, from: start, count: count, firstWord: slot.firstWord)
            {
                return Int(slot.value)
            }
            index = (index &+ 1) & (slots.count &- 1)
        }
    }

    @inline(__always)
    private func equals(_ bytes: RawSpan, from start: Int, count: Int, firstWord: Int) -> Bool {
        var left = count
        var at = start
        var word = firstWord
        while left > 0 {
            guard Self.masked(bytes.word(at), left) == words[word] else { return false }
            left &-= 8
            at &+= 8
            word &+= 1
        }
        return true
    }

    @inline(__always)
    private static func hash(
        _ bytes: RawSpan,
        from start: Int,
        count: Int,
        owner: Int
    ) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: owner &<< 32 ^ count) ^ 0x9E37_79B9_7F4A_7C15
        var left = count
        var at = start
        repeat {
            let word = left > 0 ? masked(bytes.word(at), left) : 0
            let product = (hash ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
            hash = product.high ^ product.low
            left &-= 8
            at &+= 8
        } while left > 0
        return hash
    }

    /// A word's first bytes, the others zero.
    ///
    /// - Precondition: at least one byte is kept.
    @inline(__always)
    static func masked(_ word: UInt64, _ count: Int) -> UInt64 {
        count >= 8 ? word : word & (~0 &>> UInt64(truncatingIfNeeded: 64 &- 8 &* count))
    }
}
