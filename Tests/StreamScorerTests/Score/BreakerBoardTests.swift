import Operations
import Testing

@testable import StreamScorer

@Suite
struct BreakerBoardTests {
    private static let settings = BreakerSettings(
        failureRate: 0.5,
        windowNs: 1_000,
        minRows: 2,
        pauseNs: 1_000,
        probes: 1
    )

    private func holder(_ version: String) -> BreakerShelf.Holder {
        BreakerShelf.Holder(deployment: "flights", version: version, settings: Self.settings)
    }

    @Test func `tallies have a place for every case`() {
        #expect(Unanswered.count == Unanswered.allCases.count)
        #expect(ShadowResult.count == ShadowResult.allCases.count)
    }

    @Test func `the worst of the workers is shown, on metrics too`() {
        let registry = MetricRegistry()
        let board = BreakerBoard(registry: registry)
        board.note(.closed, worker: 0, deployment: "flights", version: "v1")
        board.note(.open, worker: 1, deployment: "flights", version: "v1")
        board.note(.halfOpen, worker: 0, deployment: "flights", version: "v2")
        board.note(.closed, worker: 0, deployment: "other", version: "v1")
        let states = board.states(of: "flights")
        #expect(states.map(\.version) == ["v1", "v2"])
        #expect(states.map(\.state) == [.open, .halfOpen])
        let text = String(decoding: registry.render(), as: UTF8.self)
        #expect(
            text.contains(
                #"stream_scorer_breaker_state{deployment="flights",version="v1"} 2"#
            )
        )
        board.note(nil, worker: 1, deployment: "flights", version: "v1")
        #expect(board.state(deployment: "flights", version: "v1") == .closed)
        board.note(nil, worker: 0, deployment: "flights", version: "v1")
        #expect(board.state(deployment: "flights", version: "v1") == nil)
        #expect(
            !String(decoding: registry.render(), as: UTF8.self)
                .contains(#"deployment="flights",version="v1""#)
        )
    }

    @Test func `a version that stays keeps its breaker, one that goes is forgotten`() {
        let board = BreakerBoard(registry: MetricRegistry())
        var shelf = BreakerShelf(
            worker: 0,
            board: board,
            logger: Logger(format: .json, minimum: .error)
        )
        shelf.adopt([holder("v1"), holder("v2")])
        shelf.note(succeeded: 0, failed: 2, of: 1, nowNs: 0)
        #expect(shelf.admit(5, to: 1, nowNs: 1) == 0)
        #expect(board.state(deployment: "flights", version: "v2") == .open)
        shelf.adopt([holder("v2"), holder("v3")])
        #expect(shelf.state(of: 0) == .open && shelf.state(of: 1) == .closed)
        #expect(board.states(of: "flights").map(\.version) == ["v2", "v3"])
        shelf.adopt([holder("v3")])
        shelf.adopt([holder("v2")])
        #expect(shelf.state(of: 0) == .closed)
        #expect(shelf.admit(5, to: 0, nowNs: 1) == 5)
    }
}
