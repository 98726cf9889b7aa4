/// Spoils bytes in small ways.
struct Mutator {
    var random: SeededGenerator

    private static let tokens = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "E+", "null", "true", "\\u",
        "\\ud800", "\u{FEFF}", "1e999", "\n", " ", "\"features\":", "é",
    ].map { Array($0.utf8) }

    /// Changes, inserts, removes, repeats or swaps something, or cuts the end off.
    mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = random.pick(Self.tokens)
            return
        }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let length = Int.random(in: 1...8, using: &random)
        let end = min(place + length, bytes.count)
        switch random.next() % 8 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[place] ^= 1 << UInt8(random.next() % 8)
        case 2: bytes.insert(contentsOf: random.pick(Self.tokens), at: place)
        case 3: bytes.removeSubrange(place..<end)
        case 4: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 5: bytes.removeSubrange(place...)
        case 6: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &random))
        default: bytes.replaceSubrange(place..<end, with: random.pick(Self.tokens))
        }
    }
}
