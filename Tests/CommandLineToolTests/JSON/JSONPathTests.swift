import Testing

@testable import CommandLineTool

@Suite struct JSONPathTests {
    private func find(_ pointer: String, _ text: String) -> String? {
        switch JSONPath(pointer)?.find(in: Array(text.utf8)) {
        case .text(let bytes)?: String(decoding: bytes, as: UTF8.self)
        case .null?: "(null)"
        case nil: nil
        }
    }

    @Test(arguments: [
        ("/id", #"{"x":[1,{"id":2}],"id":"a\u00e9"}"#, "aé"),
        ("/n", #"{"n": 1.50 }"#, "1.50"),
        ("/a/1/b", #"{"a":[0,{"b":"c"}]}"#, "c"),
        ("/a~1b/~0", #"{"a/b":{"~":7}}"#, "7"),
        ("/o", #"{"o":{ "p" : 1 }}"#, #"{"p":1}"#),
        ("/k", #"{"k":null}"#, "(null)"),
        ("", #" "all" "#, "all"),
        ("/\u{e9}", #"{"\u00e9":"escaped name"}"#, "escaped name"),
    ])
    func `a pointer finds its value`(pointer: String, text: String, expected: String) {
        #expect(find(pointer, text) == expected)
    }

    @Test(arguments: [
        ("/id", "{}"), ("/id", "[]"), ("/id", "not json"), ("/2", "[0,1]"), ("/0", "[]"),
        ("/-1", "[0]"), ("/id", #"{"id":}"#), ("/a/b", #"{"a":1}"#), ("/id", ""),
    ])
    func `a pointer that leads nowhere finds nothing`(pointer: String, text: String) {
        #expect(find(pointer, text) == nil)
    }

    @Test func `a pointer begins with a slash`() {
        #expect(JSONPath("id") == nil)
    }
}
