import Foundation
import Testing

@testable import Records

@Suite
struct JSONCaseTests {
    @Test(arguments: JSONCase.accepted)
    func `what every reader must accept is accepted, by Foundation too`(example: JSONCase) {
        #expect(refusal(example.bytes) == nil)
        #expect(foundationAccepts(example.bytes))
    }

    @Test(arguments: JSONCase.refused)
    func `what every reader must refuse is refused with its reason`(example: JSONCase) {
        #expect(refusal(example.bytes) == example.reason ?? "empty_value")
    }

    @Test(arguments: JSONCase.refused)
    func `what every reader must refuse is refused by Foundation too`(example: JSONCase) {
        // Foundation allows a comma before the closing bracket.
        let differs = ["array, extra comma", "array, number and comma", "object, comma after"]
        guard !differs.contains(example.name) else { return }
        #expect(!foundationAccepts(example.bytes))
    }

    @Test(arguments: JSONCase.open)
    func `where the standard leaves the choice, ours is kept`(example: JSONCase) {
        #expect(refusal(example.bytes) == example.reason)
    }

    @Test func `there are cases enough`() {
        let all = JSONCase.accepted + JSONCase.refused + JSONCase.open
        #expect(all.count >= 300)
        #expect(Set(all.map(\.name)).count == all.count)
    }

    @Test func `every beginning of a text is refused, and every byte behind it`() {
        for example in JSONCase.accepted {
            let text = example.bytes.reversed().drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
            let bytes = Array(text.reversed())
            guard let last = bytes.last, last == UInt8(ascii: "}") || last == UInt8(ascii: "]")
            else { continue }
            for count in 0..<bytes.count {
                #expect(refusal(Array(bytes[..<count])) != nil, "\(example) cut to \(count)")
            }
            for byte: UInt8 in [0, 0x2C, 0x31, 0x5D, 0x7D, 0x22, 0xFF] {
                #expect(refusal(bytes + [byte]) == "trailing_bytes")
            }
        }
    }

    @Test func `nesting is limited`() {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            let text = { (depth: Int) in
                let inner = open == "[" ? "" : "1"
                return Array(
                    (String(repeating: open, count: depth) + inner
                        + String(repeating: close, count: depth)).utf8
                )
            }
            #expect(refusal(text(64)) == nil)
            #expect(refusal(text(65)) == "too_deep")
            #expect(refusal(text(512), maxDepth: 512) == nil)
            #expect(refusal(text(513), maxDepth: 100_000) == "too_deep")
            #expect(refusal(text(100_000)) == "too_deep")
        }
        #expect(refusal(Array(String(repeating: "[", count: 1_000_000).utf8)) == "too_deep")
    }

    @Test func `bytes of every value in every place of a string are judged as Foundation does`() {
        for byte in UInt8.min...UInt8.max {
            for before in [0, 1, 6, 7, 8, 15] {
                for tail: [UInt8] in [[], [0x80], [0xA0, 0x80], [0x90, 0x80, 0x80]] {
                    let bytes =
                        Array(#"[""#.utf8) + Array(repeating: 0x61, count: before) + [byte] + tail
                        + Array(#""]"#.utf8)
                    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
                    let accepted = refusal(bytes) == nil
                    let special = byte < 0x20 || byte == 0x22 || byte == 0x5C
                    #expect(accepted == (isUTF8 && !special), "\(byte) after \(before), \(tail)")
                }
            }
        }
    }
}

/// Whether Foundation reads bytes as JSON.
func foundationAccepts(_ bytes: [UInt8]) -> Bool {
    (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
}
