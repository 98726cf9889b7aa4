import Foundation
import Testing

@testable import CommandLineTool

@Suite struct JSONTextTests {
    @Test(arguments: [
        ("{ \"a\" : [ 1 , 2.50e+3, -0 ] }\n", "{\"a\":[1,2.50e+3,-0]}"),
        (" \"a \\\" b\" ", "\"a \\\" b\""), ("null", "null"), ("[]", "[]"), ("{}", "{}"),
        ("\"\\\\\" ", "\"\\\\\""), ("\"\\u00e9\\n\"", "\"\\u00e9\\n\""), ("true", "true"),
    ])
    func `JSON keeps its spelling and loses its space`(text: String, expected: String) {
        let compacted = JSONText.compact(Array(text.utf8))
        #expect(compacted.map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test(arguments: [
        "", " ", "hello", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "01", "1.", "1e", "-", "+1", "nul",
        "\"a", "\"\\x\"", "\"\\u12g4\"", "\"\t\"", "1 2", "[1}", "{a:1}", "\u{FEFF}1", "NaN",
    ])
    func `what is not one JSON value is not taken for one`(text: String) {
        #expect(JSONText.compact(Array(text.utf8)) == nil)
    }

    @Test func `ill-formed UTF-8 is not JSON`() {
        #expect(JSONText.compact([0x22, 0xC3, 0x28, 0x22]) == nil)
    }

    @Test func `nesting beyond the limit is not JSON`() {
        let deep = { (n: Int) in
            Array(repeating: UInt8(ascii: "["), count: n)
                + Array(repeating: UInt8(ascii: "]"), count: n)
        }
        #expect(JSONText.compact(deep(JSONScanner.maxDepth)) != nil)
        #expect(JSONText.compact(deep(100_000)) == nil)
    }

    @Test func `every text survives quoting and Foundation's reading`() throws {
        let text = "a\"\\/\u{8}\u{C}\n\r\t\u{1}é😀"
        let read = try JSONDecoder().decode(
            [String].self,
            from: Data("[\(JSONText.quote(text))]".utf8)
        )
        #expect(read == [text])
        #expect(JSONText.content(ofString: Array(JSONText.quote(text).utf8)[...]) == text)
    }

    @Test func `a surrogate pair is one character and half of one is replaced`() {
        #expect(JSONText.content(ofString: Array("\"\\ud83d\\ude00\"".utf8)[...]) == "😀")
        #expect(JSONText.content(ofString: Array("\"\\ud83d\"".utf8)[...]) == "\u{FFFD}")
    }
}
