import Testing

@testable import CommandLineTool

@Suite struct CSVRecordTests {
    private func fields(_ line: String) -> [String]? {
        var record = CSVRecord()
        guard record.read(Array(line.utf8)) == nil else { return nil }
        return (0..<record.count).map(record.text)
    }

    @Test(arguments: [
        ("a,b,c", ["a", "b", "c"]),
        ("", [""]),
        (",", ["", ""]),
        ("a,,c\r", ["a", "", "c"]),
        (#""a,b","say ""hi""",c"#, ["a,b", #"say "hi""#, "c"]),
        ("\"\",\"x\"", ["", "x"]),
        ("\"two\nlines\",x", ["two\nlines", "x"]),
        (" a , b ", [" a ", " b "]),
    ])
    func `fields are read as RFC 4180 has them`(line: String, expected: [String]) {
        #expect(fields(line) == expected)
    }

    @Test func `a quote left open asks for the next line`() {
        var record = CSVRecord()
        #expect(record.read(Array(#"a,"b"#.utf8)) == .isUnfinished)
        #expect(record.read(Array("a,\"b\nc\"".utf8)) == nil)
        #expect(record.text(1) == "b\nc")
    }

    @Test func `a misplaced quote names its field`() {
        var record = CSVRecord()
        #expect(record.read(Array(#"a,b"c"#.utf8)) == .quoteInsideField(field: 1))
        #expect(record.read(Array(#""a"b,c"#.utf8)) == .textAfterQuote(field: 0))
    }
}
