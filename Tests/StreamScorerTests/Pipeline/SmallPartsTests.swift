import Kafka
import Testing

@testable import StreamScorer

@Suite
struct SmallPartsTests {
    @Test func `rows are grouped by version in the batch's order`() {
        var random = SeededRandom("row groups")
        // Routes 1 and 4 are two ways to version 1.
        var groups = RowGroups(versionOfRoute: [0, 1, 2, 3, 1], versions: 4, capacity: 200)
        for _ in 0..<50 {
            groups.clear()
            let count = Int.random(in: 0...200, using: &random)
            var expected: [[Int32]] = [[], [], [], []]
            for row in 0..<count {
                // Route 2 stays empty; a fifth of the rows is not scored.
                let route = [0, 1, 3, 4, -1][Int.random(in: 0..<5, using: &random)]
                guard route >= 0 else { continue }
                groups.assign(row, to: route)
                expected[route == 4 ? 1 : route].append(Int32(row))
            }
            groups.gather()
            for version in 0..<4 {
                let rows = groups.rows(of: version)
                let found = rows.indices.map { rows[$0] }
                #expect(found == expected[version], "seed \(random.seed)")
            }
        }
    }

    private static let places: [(Int, Int32, Int64)] = [
        (0, 0, 0), (127, 65_535, (1 << 40) - 1), (3, 17, 123_456_789),
    ]

    @Test(arguments: places)
    func `a tag holds topic, partition and offset`(topic: Int, partition: Int32, offset: Int64) {
        let tag = EventTag(topicIndex: topic, partition: partition, offset: offset)
        let again = EventTag(rawValue: tag.rawValue)
        #expect(!again.isShadow)
        let shadow = EventTag(
            topicIndex: topic,
            partition: partition,
            offset: offset,
            isShadow: true
        )
        #expect(shadow.isShadow && shadow != tag && shadow.topicIndex == topic)
        #expect(shadow.partition == Int(partition) && shadow.offset == offset)
        #expect(again.topicIndex == topic)
        #expect(again.partition == Int(partition))
        #expect(again.offset == offset)
    }

    @Test func `an offset beyond 40 bits keeps its low ones and touches nothing else`() {
        let tag = EventTag(topicIndex: 1, partition: 2, offset: (1 << 40) + 5)
        #expect(tag.topicIndex == 1 && tag.partition == 2 && tag.offset == 5)
    }

    @Test func `the twenty-first recovery within a minute is one too many`() {
        var limit = RecoveryLimit()
        var allowed: [Bool] = []
        for _ in 0..<25 { allowed.append(limit.note()) }
        #expect(allowed == (0..<25).map { $0 < RecoveryLimit.perMinute })
    }

    @Test func `a record refused for its size is answered before any other failure`() {
        let refused = DeliveryFailure(tag: 7, code: .messageTooLarge)
        let purged = DeliveryFailure(tag: 8, code: .purgedFromQueue)
        let late = DeliveryFailure(tag: 9, code: .messageTimedOut)
        guard case .refused(let tags)? = DeliveryError.first(of: [late, purged, refused]) else {
            return #expect(Bool(false), "not refused")
        }
        #expect(tags == [EventTag(rawValue: 7)])
        #expect(isNil(DeliveryError.first(of: [purged])))
        #expect(isNil(DeliveryError.first(of: [])))
        guard case .rewind? = DeliveryError.first(of: [purged, late]) else {
            return #expect(Bool(false), "not rewound")
        }
    }
}

private func isNil(_ error: DeliveryError?) -> Bool {
    if case nil = error { true } else { false }
}
