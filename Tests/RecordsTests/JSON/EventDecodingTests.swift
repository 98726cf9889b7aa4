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
}
