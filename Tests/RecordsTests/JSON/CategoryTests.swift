import Testing

@testable import Records

@Suite
struct CategoryTests {
    private let kind = EventColumn.Kind.category(
        ["UA": 1, "": 2, "é": 3, "true": 4, "a longer name than eight bytes": 5, "12345678": 6],
        numbers: [7: 10, 0: 11, -2.5: 12]
    )

    @Test(
        arguments: [
            (#""UA""#, 1), (#""""#, 2), (#""é""#, 3), (#""\u00e9""#, 3), (#""\u0055A""#, 1),
            ("true", 4),
            (#""true""#, 4), (#""a longer name than eight bytes""#, 5), (#""12345678""#, 6),
            ("7", 10),
            ("7.0", 10), ("70e-1", 10), ("0", 11), ("-0", 11), ("-2.5", 12),
        ] as [(String, Double)]
    )
    func `a value becomes its code`(text: String, code: Double) throws {
        let decoding = try Decoding([EventColumn(name: "c", kind: kind)])
        for event in [#"{"features":{"c":\#(text)}}"#, #"{"features":[\#(text)]}"#] {
            let result = decoding.decode(event)
            #expect(result.failure == nil && result.row == [code], "\(event)")
            #expect(result.event.unseenCategories == 0)
        }
    }

    @Test(arguments: [
        #""ua""#, #""U""#, #""UA ""#, "false", "8", #""123456789""#, #""1234567""#,
        #""a longer name than eight byteS""#, #""\u0000""#,
        #""\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n""#,
    ])
    func `a value that is in no table is NaN and counted, or refused`(text: String) throws {
        let column = EventColumn(name: "c", kind: kind)
        let result = try Decoding([column]).decode(#"{"features":{"c":\#(text)}}"#)
        #expect(result.failure == nil && result.row[0].isNaN)
        #expect(result.event.unseenCategories == 1)
        let strict = Decoding(try EventLayout(columns: [column], rejectsUnseenCategories: true))
        let failure = strict.decode(#"{"features":{"c":\#(text)}}"#).failure
        #expect(failure?.reason == .unseenCategory && failure?.column == 0)
    }

    @Test func `columns have tables of their own`() throws {
        let decoding = try Decoding([
            EventColumn(name: "a", kind: .category(["x": 1])),
            EventColumn(name: "b", kind: .category(["x": 2, "y": 3])),
        ])
        let result = decoding.decode(#"{"features":{"a":"x","b":"x"}}"#)
        #expect(result.row == [1, 2])
        #expect(decoding.decode(#"{"features":{"a":"y","b":"y"}}"#).event.unseenCategories == 1)
    }

    @Test func `a table of many entries finds every one`() throws {
        var codes: [String: Double] = [:]
        for index in 0..<5000 { codes["category \(index * index)"] = Double(index) }
        let decoding = try Decoding([EventColumn(name: "c", kind: .category(codes))])
        for index in 0..<5000 {
            let result = decoding.decode(#"{"features":["category \#(index * index)"]}"#)
            #expect(result.row == [Double(index)])
        }
    }
}
