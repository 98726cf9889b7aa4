import Testing

@testable import Records

@Suite
struct EventPlaceTests {
    private func decoding(
        id: String = "/id",
        time: String = "/ts",
        features: String = "/features"
    ) throws -> Decoding {
        Decoding(
            try EventLayout(
                columns: [EventColumn(name: "a"), EventColumn(name: "b")],
                id: JSONPointer(id),
                time: JSONPointer(time),
                features: JSONPointer(features)
            )
        )
    }

    @Test func `pointers reach into objects and arrays`() throws {
        let decoding = try decoding(
            id: "/meta/ids/1",
            time: "/meta/t~1s",
            features: "/rows/0/values"
        )
        let result = decoding.decode(
            #"{"meta":{"ids":["x","y","z"],"t/s":5},"rows":[{"values":{"a":1,"b":2}},{"values":[]}]}"#
        )
        #expect(result.failure == nil)
        #expect(result.row == [1, 2] && result.id == "y" && result.event.timeMs == 5)
    }

    @Test func `the event itself may be the features, with id and time among them`() throws {
        let decoding = try decoding(features: "")
        let result = decoding.decode(#"{"b":2,"id":"x","a":1,"ts":7,"more":0}"#)
        #expect(result.row == [1, 2] && result.id == "x" && result.event.timeMs == 7)
        #expect(result.event.unknownFields == 1)
        let array = try self.decoding(id: "/0", time: "/none", features: "").decode("[8,9]")
        #expect(array.failure == nil && array.row == [8, 9] && array.id == "8")
    }

    @Test func `a feature may be the id or the time as well`() throws {
        let decoding = try decoding(id: "/features/a", time: "/features/b")
        for _ in 0..<2 {
            let result = decoding.decode(#"{"features":{"a":17,"b":1364774400000}}"#)
            #expect(result.row == [17, 1_364_774_400_000])
            #expect(result.id == "17" && result.event.timeMs == 1_364_774_400_000)
            #expect(result.event.duplicateKeys == 0)
        }
    }

    @Test func `one value may be both id and time`() throws {
        let result = try decoding(id: "/t", time: "/t").decode(#"{"t":12,"features":[1,2]}"#)
        #expect(result.id == "12" && result.event.timeMs == 12)
    }

    @Test func `what stands in a pointer's way is passed over`() throws {
        let decoding = try decoding(id: "/m/id", time: "/m/ts")
        for text in [
            #"{"m":5,"features":[1,2]}"#, #"{"m":[{"id":3}],"features":[1,2]}"#,
            #"{"m":{"id":{}"#,
        ] {
            let result = decoding.decode(text)
            #expect(result.failure == nil ? result.id == "" : result.reason == "invalid_id")
        }
    }

    @Test(arguments: [
        (#""x""#, "x"), (#""a\"\u00e9""#, #"a\"\u00e9"#), ("17", "17"), ("-5", "-5"), ("0", "0"),
        ("123456789012345678901234567890", "123456789012345678901234567890"), ("null", ""),
        (#""""#, ""),
    ])
    func `an id is a string as it stands, or an integer's text`(text: String, id: String) throws {
        let result = try decoding().decode(#"{"id":\#(text),"features":[1,2]}"#)
        #expect(result.failure == nil && result.id == id)
    }

    @Test(arguments: ["1.5", "1e3", "true", "[]", "{}"])
    func `any other id fails`(text: String) throws {
        let failure = try decoding().decode(#"{"id":\#(text),"features":[1,2]}"#).failure
        #expect(failure?.reason == .invalidID && failure?.byteOffset == 6)
    }

    @Test(
        arguments: [
            ("1364774400000", 1_364_774_400_000), ("-1", -1), ("0", 0),
            ("9223372036854775807", .max), ("-9223372036854775808", .min),
            (#""2013-04-01T00:00:00Z""#, 1_364_774_400_000),
            (#""2013-04-01T00:00:00z""#, 1_364_774_400_000),
            (#""2013-04-01 00:00:00Z""#, 1_364_774_400_000),
            (#""2013-04-01t00:00:00.5Z""#, 1_364_774_400_500),
            (#""2013-04-01T00:00:00.123456789Z""#, 1_364_774_400_123),
            (#""2013-04-01T02:00:00+02:00""#, 1_364_774_400_000),
            (#""2013-03-31T19:30:00-04:30""#, 1_364_774_400_000),
            (#""1970-01-01T00:00:00Z""#, 0), (#""1969-12-31T23:59:59.999Z""#, -1),
            (#""2000-02-29T12:00:00Z""#, 951_825_600_000),
            (#""2016-12-31T23:59:60Z""#, 1_483_228_800_000),
            (#""0000-03-01T00:00:00Z""#, -62_162_035_200_000),
            (#""9999-12-31T23:59:59Z""#, 253_402_300_799_000),
            (#""2013-04-01T00:00:00\u005a""#, 1_364_774_400_000),
        ] as [(String, Int64)]
    )
    func `a time is Unix milliseconds or RFC 3339`(text: String, time: Int64) throws {
        let result = try decoding().decode(#"{"ts":\#(text),"features":[1,2]}"#)
        #expect(result.failure == nil && result.event.timeMs == time)
    }

    @Test(arguments: [
        "1.0", "1e3", "9223372036854775808", "-9223372036854775809", "true", "{}", #""""#,
        #""2013-04-01""#, #""2013-04-01T00:00:00""#, #""2013-4-01T00:00:00Z""#,
        #""2013-02-29T00:00:00Z""#, #""1900-02-29T00:00:00Z""#, #""2013-13-01T00:00:00Z""#,
        #""2013-00-01T00:00:00Z""#, #""2013-04-31T00:00:00Z""#, #""2013-04-00T00:00:00Z""#,
        #""2013-04-01T24:00:00Z""#, #""2013-04-01T00:60:00Z""#, #""2013-04-01T00:00:61Z""#,
        #""2013-04-01T00:00:00.Z""#, #""2013-04-01T00:00:00+0200""#,
        #""2013-04-01T00:00:00+24:00""#, #""2013-04-01T00:00:00ZZ""#, #""2013-04-01T00:00:00Z ""#,
        #""2013-04-01T00:00:00,5Z""#, #""20x3-04-01T00:00:00Z""#, #""-013-04-01T00:00:00Z""#,
        #""2013-04-01T00:00:00.0000000000000000000000000000000000000000000000Z""#,
    ])
    func `any other time fails`(text: String) throws {
        #expect(
            try decoding().decode(#"{"ts":\#(text),"features":[1,2]}"#).reason == "invalid_time"
        )
    }

    @Test func `null and absent mean no time`() throws {
        #expect(try decoding().decode(#"{"ts":null,"features":[1,2]}"#).event.timeMs == nil)
        #expect(try decoding().decode(#"{"features":[1,2]}"#).event.timeMs == nil)
    }

    @Test(arguments: ["features", "/a~", "/a~2", "~", "/" + String(repeating: "x/", count: 70)])
    func `a pointer that is none is refused`(text: String) {
        #expect(throws: RecordsError.self) { try JSONPointer(text) }
    }

    @Test func `a pointer's escapes are resolved`() throws {
        #expect(try JSONPointer("/a~1b/m~0n/~01//").steps == ["a/b", "m~n", "~1", "", ""])
        #expect(try JSONPointer("").steps == [])
    }

    @Test(arguments: [
        ("/features", "/ts", "/features"), ("", "/ts", "/features"), ("/id", "/id/ts", "/features"),
        ("/x", "/ts", "/x/y"),
    ])
    func `pointers that contradict each other are refused`(
        id: String,
        time: String,
        features: String
    ) {
        #expect(throws: RecordsError.self) {
            try decoding(id: id, time: time, features: features)
        }
    }

    @Test func `a layout that cannot be is refused`() throws {
        #expect(throws: RecordsError.self) { try EventLayout(columns: []) }
        let twice = [EventColumn(name: "a"), EventColumn(name: "a")]
        #expect(throws: RecordsError.self) { try EventLayout(columns: twice) }
        let nan = [EventColumn(name: "a", missing: .substitute(.nan))]
        #expect(throws: RecordsError.self) { try EventLayout(columns: nan) }
        let one = [EventColumn(name: "a")]
        #expect(throws: RecordsError.self) { try EventLayout(columns: one, maxDepth: 1) }
        #expect(throws: RecordsError.self) { try EventLayout(columns: one, maxDepth: 513) }
    }
}
