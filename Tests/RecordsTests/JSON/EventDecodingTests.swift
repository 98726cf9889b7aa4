import Testing

@testable import Records

@Suite
struct EventDecodingTests {
    @Test func `an event becomes a row, an id and a time`() throws {
        let decoding = try Decoding([
            EventColumn(name: "dep_delay"),
            EventColumn(name: "carrier", kind: .category(["AA": 0, "UA": 1])),
            EventColumn(name: "temp", missing: .substitute(55)),
        ])
        let result = decoding.decode(
            #"{"id": "UA-1", "ts": 1364774400000, "features": {"dep_delay": -12.5, "carrier": "UA", "temp": null}}"#
        )
        #expect(result.failure == nil)
        #expect(result.row == [-12.5, 1, 55])
        #expect(result.id == "UA-1")
        #expect(result.event.timeMs == 1_364_774_400_000)
    }

    @Test func `names are found in any order, and the order of the last event is expected`() throws
    {
        let decoding = try Decoding(numbers: "a", "b", "c", "a_name_of_more_than_sixteen_bytes")
        let texts = [
            #"{"features":{"a":1,"b":2,"c":3,"a_name_of_more_than_sixteen_bytes":4}}"#,
            #"{"features":{"c":3,"a_name_of_more_than_sixteen_bytes":4,"b":2,"a":1}}"#,
            #"{"features":{ "b" : 2 , "a_name_of_more_than_sixteen_bytes" : 4 , "a" : 1 , "c" : 3 }}"#,
            "{\"features\":{\n\t\"b\":\r2,\n\t\"c\":3,\n\t\"a\":1,\"a_name_of_more_than_sixteen_bytes\":4\n}\n}",
        ]
        for text in texts + texts.reversed() {
            for _ in 0..<2 { #expect(decoding.decode(text).row == [1, 2, 3, 4], "\(text)") }
        }
    }

    @Test func `names with escapes match once they are resolved`() throws {
        let decoding = try Decoding(numbers: "é", "a\"b", "tab\t", "\u{1F600}", "a/b")
        for text in [
            #"{"features":{"é":1,"a\"b":2,"tab\t":3,"😀":4,"a/b":5}}"#,
            #"{"f\u0065atures":{"\u00e9":1,"a\u0022b":2,"tab\u0009":3,"\uD83D\ude00":4,"\u0061\/b":5}}"#,
        ] {
            for _ in 0..<2 {
                let result = decoding.decode(text)
                #expect(result.row == [1, 2, 3, 4, 5])
                #expect(result.event.unknownFields == 0)
            }
        }
    }

    @Test func `names are compared by bytes, not by canonical equivalence`() throws {
        let decoding = try Decoding(numbers: "\u{E9}", "e\u{301}")
        let result = decoding.decode("{\"features\":{\"e\u{301}\":2,\"\u{E9}\":1}}")
        #expect(result.row == [1, 2])
    }

    @Test func `a beginning of a name, and a name with more, are unknown`() throws {
        let decoding = try Decoding(numbers: "abc", "abcdefghijklmnopq")
        let result = decoding.decode(
            #"{"features":{"ab":1,"abcd":2,"":3,"abcdefghijklmnop":4,"abcdefghijklmnopqr":5,"ABC":6}}"#
        )
        #expect(result.failure == nil)
        #expect(result.row[0].isNaN && result.row[1].isNaN)
        #expect(result.event.unknownFields == 6)
    }

    @Test func `fields that are unknown are checked and counted, other members only checked`()
        throws
    {
        let decoding = try Decoding(numbers: "a")
        let text =
            #"{"x":{"deep":[1,{"y":"é"}]},"features":{"n":[null,true],"a":7,"m":"x"},"z":1e999}"#
        let result = decoding.decode(text)
        #expect(result.row == [7])
        #expect(result.event.unknownFields == 2)
        #expect(decoding.decode(#"{"x":[01],"features":{"a":7}}"#).reason == "invalid_number")
        #expect(decoding.decode(#"{"features":{"a":7},"x":tru}"#).reason == "invalid_json")
        #expect(decoding.decode(#"{"features":{"b":"\ud800","a":7}}"#).reason == "lone_surrogate")
    }

    @Test func `a name that comes again replaces the first, and is counted`() throws {
        let decoding = try Decoding([
            EventColumn(name: "a"), EventColumn(name: "b", missing: .required),
        ])
        var result = decoding.decode(#"{"features":{"a":1,"b":2,"a":3,"a":4,"b":5}}"#)
        #expect(result.row == [4, 5])
        #expect(result.event.duplicateKeys == 3)
        result = decoding.decode(#"{"features":{"a":1,"b":null,"b":5}}"#)
        #expect(result.failure == nil && result.row == [1, 5])
        result = decoding.decode(#"{"features":{"b":5,"b":null}}"#)
        #expect(result.reason == "missing_feature" && result.failure?.column == 1)
    }

    @Test func `an id, a time or features that come again replace the first`() throws {
        let decoding = try Decoding(numbers: "a", "b")
        var result = decoding.decode(
            #"{"id":"x","features":{"a":1,"b":2,"c":0},"ts":1,"features":{"b":3},"id":7,"ts":2}"#
        )
        #expect(result.failure == nil)
        #expect(result.row[0].isNaN && result.row[1] == 3)
        #expect(result.id == "7" && result.event.timeMs == 2)
        #expect(result.event.duplicateKeys == 3)
        #expect(result.event.unknownFields == 0)
        result = decoding.decode(#"{"features":{"a":1},"features":null}"#)
        #expect(result.reason == "missing_features")
        result = decoding.decode(#"{"id":"x","id":null,"ts":5,"ts":null,"features":[1,2]}"#)
        #expect(result.id == "" && result.event.timeMs == nil)
    }

    @Test func `an array holds the features in the model's order`() throws {
        let decoding = try Decoding([
            EventColumn(name: "a"), EventColumn(name: "c", kind: .category(["x": 3])),
            EventColumn(name: "b", missing: .substitute(9)),
        ])
        #expect(decoding.decode(#"{"features":[1.5,"x",null]}"#).row == [1.5, 3, 9])
        #expect(decoding.decode(#"{"features": [ 1.5 , "x" , 2 ] }"#).row == [1.5, 3, 2])
        for text in [#"{"features":[1,"x"]}"#, #"{"features":[1,"x",2,3]}"#, #"{"features":[]}"#] {
            #expect(decoding.decode(text).reason == "wrong_length")
        }
    }

    @Test func `null and absent take the column's rule`() throws {
        let decoding = try Decoding([
            EventColumn(name: "a"), EventColumn(name: "b", missing: .substitute(2.5)),
            EventColumn(name: "c", missing: .required),
        ])
        for text in [#"{"features":{"a":null,"b":null,"c":1}}"#, #"{"features":{"c":1}}"#] {
            let result = decoding.decode(text)
            #expect(result.row[0].isNaN && result.row[1] == 2.5 && result.row[2] == 1)
        }
        for text in [
            #"{"features":{"a":1,"b":1,"c":null}}"#, #"{"features":{"a":1}}"#,
            #"{"features":{}}"#, #"{"features":[1,2,null]}"#,
        ] {
            let failure = decoding.decode(text).failure
            #expect(failure?.reason == .missingFeature && failure?.column == 2)
            #expect(failure?.byteOffset == text.utf8.count)
        }
    }

    @Test func `a value of the wrong type names its column`() throws {
        let decoding = try Decoding([
            EventColumn(name: "n"), EventColumn(name: "c", kind: .category(["x": 0])),
            EventColumn(name: "m", kind: .category([:], numbers: [1: 0])),
        ])
        for (text, column) in [
            (#"{"features":{"n":"1"}}"#, 0), (#"{"features":{"n":true}}"#, 0),
            (#"{"features":{"n":[1]}}"#, 0), (#"{"features":{"n":{"a":[[1]]}}}"#, 0),
            (#"{"features":{"c":1}}"#, 1), (#"{"features":{"c":-0.5}}"#, 1),
            (#"{"features":{"c":true}}"#, 1), (#"{"features":{"c":{}}}"#, 1),
            (#"{"features":{"m":"1"}}"#, 2),
        ] {
            let failure = decoding.decode(text).failure
            #expect(failure?.reason == .wrongType, "\(text)")
            #expect(failure?.column == column && failure?.byteOffset == 17, "\(text)")
        }
        #expect(
            decoding.decode(#"{"features":{"n":"1"}}"#).failure?.message(decoding.layout)
                == "feature 'n': is of the wrong type (at byte 17)"
        )
        let broken = decoding.decode(#"{"features":{"n":"1 }}"#).failure
        #expect(broken?.reason == .truncated && broken?.column == 0)
    }

    @Test func `a number too large fails, one too small is zero`() throws {
        let decoding = try Decoding(numbers: "a", "b")
        for text in ["1e309", "-1.8e308", "1e999999999999", "17976931348623159" + zeros(292)] {
            let failure = decoding.decode(#"{"features":{"b":1,"a":\#(text)}}"#).failure
            #expect(failure?.reason == .numberOutOfRange && failure?.column == 0, "\(text)")
            #expect(decoding.decode(#"{"features":[1,\#(text)]}"#).reason == "number_out_of_range")
        }
        let result = decoding.decode(#"{"features":{"a":1e-400,"b":-1e-99999999999}}"#)
        #expect(result.row == [0, 0] && result.row[1].sign == .minus)
        #expect(decoding.decode(#"{"features":{"a":-0,"b":-0.0}}"#).row[0].sign == .minus)
    }

    private func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }

    @Test(arguments: [
        ("", "empty_value"), (" \n", "empty_value"), ("1", "not_an_event"),
        ("null", "not_an_event"),
        (#""features""#, "not_an_event"), ("nul", "truncated"), ("{}", "missing_features"),
        ("[]", "missing_features"), ("[1,2]", "missing_features"),
        (#"{"features":null}"#, "missing_features"), (#"{"features":5}"#, "wrong_type"),
        (#"{"features":"x"}"#, "wrong_type"), (#"{"features":{"a":1}}x"#, "trailing_bytes"),
        (#"{"features":{"a":1}}{}"#, "trailing_bytes"), (#"{"features":{"a":1}"#, "truncated"),
        (#"{"features":{"a":1"#, "truncated"), (#"{"features":{"a":"#, "truncated"),
        (#"{"features":{"a":1,}}"#, "invalid_json"), (#"{"features":{"a":1;"#, "invalid_json"),
        (#"{"features":{"a" 1}}"#, "invalid_json"), (#"{"features":{"a":01}}"#, "invalid_number"),
        (#"{"features":{"a":1.}}"#, "invalid_number"), (#"{"features":{"a":.5}}"#, "invalid_json"),
        (#"{"features":{"a":NaN}}"#, "invalid_json"), (#"{"features":{"a":-}}"#, "invalid_number"),
        (#"{"features":{"a":1.2.3}}"#, "invalid_json"),
        (#"{"features":{"a":1e5x}}"#, "invalid_json"),
        (#"{"features":[1 2]}"#, "invalid_json"), (#"{"features":{"a":"\x"}}"#, "invalid_escape"),
        ("\u{FEFF}{}", "invalid_json"),
    ])
    func `what is no event is refused with its reason`(text: String, reason: String) throws {
        #expect(try Decoding(numbers: "a").decode(text).reason == reason)
    }

    @Test func `nesting is limited on the way and in what is ignored`() throws {
        let layout = try EventLayout(columns: [EventColumn(name: "a")], maxDepth: 4)
        let decoding = Decoding(layout)
        #expect(decoding.decode(#"{"x":[[[1]]],"features":{"a":1}}"#).failure == nil)
        #expect(decoding.decode(#"{"x":[[[[1]]]],"features":{"a":1}}"#).reason == "too_deep")
        #expect(decoding.decode(#"{"features":{"x":[[1]],"a":1}}"#).failure == nil)
        #expect(decoding.decode(#"{"features":{"x":[[[1]]],"a":1}}"#).reason == "too_deep")
        #expect(decoding.decode(#"{"features":{"a":[[1]]}}"#).reason == "wrong_type")
    }
}
