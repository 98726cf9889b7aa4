import Testing

@testable import Records

/// Rows that are counted: what is missing stays missing, whatever a model fills in.
@Suite
struct ObservedLayoutTests {
    private static func layout(_ missing: EventColumn.Missing) throws -> EventLayout {
        try EventLayout(columns: [
            EventColumn(name: "n", missing: missing),
            EventColumn(
                name: "c",
                kind: .category(["a": 0, "b": 1], numbers: [7: 2]),
                missing: missing
            ),
        ])
    }

    /// What a projection makes of a decoded row; the row itself where there is none.
    private func made(_ projection: RowProjection?, _ row: [Double]) throws -> [Double] {
        guard let projection else { return row }
        var target = [Double](repeating: -1, count: projection.columnCount)
        var span = target.mutableSpan
        var unseen = 0
        let outcome = projection.project(row.span, into: &span, payloadBytes: 0, unseen: &unseen)
        #expect(outcome.isOK)
        return target
    }

    private static func bits(_ row: [Double]) -> [UInt64] { row.map(\.bitPattern) }

    @Test(arguments: [
        (#"{"n":3,"c":"b"}"#, [3, 1], [3, 1]),
        (#"{"n":3,"c":7}"#, [3, 2], [3, 2]),
        (#"{"n":null,"c":null}"#, [5, 5], [Double.nan, .nan]),
        (#"{}"#, [5, 5], [Double.nan, .nan]),
        (#"{"n":0,"c":"new"}"#, [0, EventLayout.unseenCategory], [0, EventLayout.unseenCategory]),
        (#"{"n":0,"c":8}"#, [0, EventLayout.unseenCategory], [0, EventLayout.unseenCategory]),
    ])
    func `a model's row is filled in, and the one that is counted is not`(
        features: String,
        scored: [Double],
        counted: [Double]
    ) throws {
        let shared = try SharedLayout(
            [Self.layout(.substitute(5))],
            base: 0,
            isObserved: true
        )
        let row = Decoding(shared.layout).decode(#"{"features":\#(features)}"#).row
        #expect(Self.bits(try made(shared.projections[0], row)) == Self.bits(scored))
        #expect(Self.bits(try made(shared.observed[0], row)) == Self.bits(counted))
        // Decoded for the model alone, the row is the same.
        let alone = Decoding(try Self.layout(.substitute(5)))
        let own = alone.decode(#"{"features":\#(features)}"#).row
        #expect(Self.bits(own) == Self.bits(scored))
    }

    @Test func `where nothing is filled in, the decoded row is the one that is counted`() throws {
        let shared = try SharedLayout([Self.layout(.asNaN)], base: 0, isObserved: true)
        #expect(shared.projections[0] == nil && shared.observed[0] == nil)
        let row = Decoding(shared.layout).decode(#"{"features":{"n":null,"c":"new"}}"#).row
        #expect(Self.bits(row) == Self.bits([.nan, EventLayout.unseenCategory]))
        #expect(EventLayout.unseenCategory.isNaN && Float(EventLayout.unseenCategory).isNaN)
    }
}
