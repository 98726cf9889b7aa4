import Testing

@testable import Records

@Suite
struct TextHashTests {
    // openssl mac -macopt hexkey:000102030405060708090a0b0c0d0e0f -macopt size:16 SIPHASH
    @Test(arguments: [
        (0, "A3817F04BA25A8E66DF67214C7550293"), (1, "DA87C1D86B99AF44347659119B22FC45"),
        (7, "A1F1EBBED8DBC153C0B84AA61FF08239"), (8, "3B62A9BA6258F5610F83E264F31497B4"),
        (15, "5493E99933B0A8117E08EC0F97CFC3D9"), (63, "5150D1772F50834A503E069A973FBD7C"),
    ])
    func `the bytes 0, 1, 2, … hash as OpenSSL says`(count: Int, expected: String) {
        let bytes = (0..<count).map { UInt8($0) }
        let hash = TextHash(bytes.span.octets)
        let digits = [hash.first, hash.last].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        }
        let text = digits.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
        #expect(text.joined() == expected)
    }

    @Test func `every length to 40 and every byte matters`() {
        var seen: Set<TextHash> = []
        for count in 0...40 {
            for place in 0..<max(count, 1) {
                var bytes = [UInt8](repeating: 7, count: count)
                if count > 0 { bytes[place] = 9 }
                seen.insert(TextHash(bytes.span.octets))
            }
        }
        #expect(seen.count == 1 + (1...40).reduce(0, +))
    }
}
