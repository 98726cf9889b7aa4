import Testing

@testable import Records

/// Where values stand that routing looks at.
@Suite
struct CaptureTests {
    /// A decoder of features a, b and c that captures what pointers lead to.
    private struct Capturing: ~Copyable {
        var decoder: JSONEventDecoder
        let pointers: [String]

        init(_ pointers: [String], id: String = "/id", features: String = "/features") throws {
            self.pointers = pointers
            decoder = JSONEventDecoder(
                try EventLayout(
                    columns: [
                        EventColumn(name: "a"), EventColumn(name: "b"),
                        EventColumn(name: "c", kind: .category(["UA": 1, "é": 2])),
                    ],
                    id: JSONPointer(id),
                    time: JSONPointer("/ts"),
                    features: JSONPointer(features),
                    captures: pointers.map { try JSONPointer($0) }
                )
            )
        }

        /// Each captured text as it stands; nil where there is none.
        mutating func captured(_ text: String) -> (texts: [String?], row: [Double], id: String) {
            let bytes = Array(text.utf8)
            var row = [Double](repeating: -1, count: 3)
            var span = row.mutableSpan
            let outcome = decoder.decode(bytes.span.octets, into: &span)
            #expect(outcome.failure == nil, "\(text)")
            let texts = pointers.indices.map { index -> String? in
                let value = decoder.capture(index)
                guard value.isPresent else { return nil }
                let range = Int(value.offset)..<Int(value.offset + value.count)
                return String(decoding: bytes[range], as: UTF8.self)
            }
            let id = decoder.event.id
            return (
                texts, row,
                String(decoding: bytes[id.offset..<id.offset + id.count], as: UTF8.self)
            )
        }
    }

    @Test func `any value is captured, features and the id included`() throws {
        var capturing = try Capturing([
            "/features/a", "/features/c", "/id", "/tenant", "/meta/0/x", "/features/more",
            "/features", "/flag", "/none", "",
        ])
        for _ in 0..<2 {
            let found = capturing.captured(
                #"{"tenant":"acme","meta":[{"x":1e2}],"flag":true,"none":null,"id":"i-1","#
                    + #""features":{"a":-1.50,"b":2,"c":"UA","more":""}}"#
            )
            #expect(
                found.texts == ["-1.50", "UA", "i-1", "acme", "1e2", "", nil, "true", nil, nil]
            )
            #expect(found.row == [-1.5, 2, 1] && found.id == "i-1")
        }
        let absent = capturing.captured(#"{"features":{"a":1,"b":2,"c":"UA"}}"#)
        #expect(absent.texts == ["1", "UA"] + [String?](repeating: nil, count: 8))
    }

    @Test func `a captured feature is noted wherever it stands and whatever it holds`() throws {
        var capturing = try Capturing(["/features/a", "/features/c"])
        for (text, expected) in [
            (#"{"features":{"a":-1.25,"c":"UA","b":2}}"#, ["-1.25", "UA"]),
            (#"{"features":{"c":"UA","b":2,"a":7}}"#, ["7", "UA"]),
            (#"{"features":{"a":null,"c":null,"b":2}}"#, [nil, nil]),
            (#"{"features":{"a" : 3 , "c" : "é" , "b":2}}"#, ["3", "é"]),
            (#"{"features":{"a":1e3,"c":"\u0055A","b":2}}"#, ["1e3", "\\u0055A"]),
            (#"{"features":{"a":1,"a":2,"c":"UA","c":null,"b":2}}"#, ["2", nil]),
        ] as [(String, [String?])] {
            for _ in 0..<2 { #expect(capturing.captured(text).texts == expected, "\(text)") }
        }
    }

    @Test func `captures leave facts and rows as they are`() throws {
        var plain = try Capturing([])
        var capturing = try Capturing(["/features/a", "/features/b", "/features/c", "/id", "/x/y"])
        for text in [
            #"{"id":"1","features":{"b":2,"a":1,"c":"é"},"x":{"y":[]}}"#,
            #"{"features":[4,5,"UA"],"id":7}"#,
            #"{ "x" : { "y" : 1 } , "features" : { "a" : 1 , "a" : 2 , "c" : "\u00e9" } }"#,
            #"{"features":{"a":1,"zz":2},"features":{"b":3},"id":"x","id":"y"}"#,
        ] {
            let first = plain.captured(text)
            let second = capturing.captured(text)
            #expect(first.id == second.id)
            #expect(zip(first.row, second.row).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
            #expect(plain.decoder.event.duplicateKeys == capturing.decoder.event.duplicateKeys)
            #expect(plain.decoder.event.unknownFields == capturing.decoder.event.unknownFields)
        }
    }

    @Test func `of a value that comes again the last one is captured`() throws {
        var capturing = try Capturing(["/t", "/features/a"])
        let found = capturing.captured(
            #"{"t":"one","features":{"a":1,"b":2,"c":"UA","a":3},"t":"two"}"#
        )
        #expect(found.texts == ["two", "3"])
        let emptied = capturing.captured(
            #"{"t":"one","features":{"a":1,"b":2,"c":"UA"},"features":{"b":2,"c":"UA"},"t":null}"#
        )
        #expect(emptied.texts == [nil, nil])
    }

    @Test func `elements of arrays are captured`() throws {
        var capturing = try Capturing(["/features/1", "/list/2"])
        let found = capturing.captured(#"{"list":[0,[1],"two"],"features":[7,8.5,"UA"]}"#)
        #expect(found.texts == ["8.5", "two"] && found.row == [7, 8.5, 1])
    }

    @Test func `a text with escapes says so, and is resolved on demand`() throws {
        var capturing = try Capturing(["/t"])
        let event = #"{"t":"\u0055A \"\\ \ud83d\ude00é","features":{"a":1,"b":2,"c":"UA"}}"#
        #expect(capturing.captured(event).texts == [#"\u0055A \"\\ \ud83d\ude00é"#])
        let value = capturing.decoder.capture(0)
        #expect(value.isEscaped)
        let bytes = Array(event.utf8)
        var text = [UInt8](repeating: 0, count: 64)
        var span = text.mutableSpan
        let count = try #require(value.unescape(bytes.span.octets, into: &span))
        #expect(String(decoding: text[..<count], as: UTF8.self) == "UA \"\\ 😀é")
        var short = [UInt8](repeating: 0, count: 5)
        var shortSpan = short.mutableSpan
        #expect(value.unescape(bytes.span.octets, into: &shortSpan) == nil)
        #expect(!capturing.captured(#"{"t":"UA é","features":{}}"#).texts.isEmpty)
        #expect(!capturing.decoder.capture(0).isEscaped)
    }

    @Test func `captures that a layout cannot have are refused`() throws {
        func layout(_ pointers: [String], depth: Int = 64) throws -> EventLayout {
            try EventLayout(
                columns: [EventColumn(name: "a")],
                id: JSONPointer("/id"),
                time: JSONPointer("/ts"),
                features: JSONPointer("/f"),
                maxDepth: depth,
                captures: pointers.map { try JSONPointer($0) }
            )
        }
        #expect(throws: RecordsError.self) { try layout(["/a", "/a"]) }
        #expect(throws: RecordsError.self) { try layout(["/a/b/c"], depth: 2) }
        let many = (0...EventLayout.maxCaptures).map { "/x\($0)" }
        #expect(throws: RecordsError.self) { try layout(many) }
        #expect(try layout(Array(many.dropLast())).captures.count == EventLayout.maxCaptures)
    }
}
