import Operations
import Testing

@testable import DriftMonitor

@Suite struct StateStoreTests {
    @Test(arguments: [0, 1, 383_999, 384_000, 384_001, 2_000_000])
    func `a state comes in pieces that a topic takes, and joined it is the same`(size: Int) throws {
        var monitor = try #require(MonitorFixture.configuration(bootstrap: "127.0.0.1:1")).monitor
        monitor.name = "m"
        var random = SplitMix64(size)
        let state = (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let records = StateStore.records(state, deployment: "d", monitor: monitor)
        #expect(records.count == max(1, (size + 383_999) / 384_000))
        #expect(records.allSatisfy { $0.value.count <= 524_288 && $0.partition == 0 })
        #expect(records.map(\.key) == (0..<records.count).map { "m/d/\($0)" })
        var pieces = StatePieces()
        for record in records { #expect(try pieces.add(record.value, monitor: "m")) }
        #expect(pieces.states { _ in } == ["d": state])
    }

    @Test func `pieces that do not belong together are no state, and that is told`() throws {
        var monitor = try #require(MonitorFixture.configuration(bootstrap: "127.0.0.1:1")).monitor
        monitor.name = "m"
        let old = StateStore.records(
            [UInt8](repeating: 1, count: 800_000),
            deployment: "d",
            monitor: monitor
        )
        let new = StateStore.records(
            [UInt8](repeating: 2, count: 800_000),
            deployment: "d",
            monitor: monitor
        )
        var pieces = StatePieces()
        for record in [old[0], old[1], old[2], new[0], new[1]] {
            #expect(try pieces.add(record.value, monitor: "m"))
        }
        var damaged: [String] = []
        #expect(pieces.states { damaged.append($0) }.isEmpty)
        #expect(damaged == ["d"])
    }

    @Test func `what is no piece of ours is passed over, and a newer form is refused`() throws {
        var pieces = StatePieces()
        for text in ["", "{}", "[]", "{\"format\":1}", "\u{0}"] {
            #expect(try !pieces.add(Array(text.utf8), monitor: "m"))
        }
        let newer = """
            {"format":2,"monitor":"m","deployment":"d","piece":0,"pieces":1,"digest":"x","state":""}
            """
        #expect(throws: MonitorError.self) { try pieces.add(Array(newer.utf8), monitor: "m") }
        #expect(try !pieces.add(Array(newer.utf8), monitor: "other"))
    }
}
