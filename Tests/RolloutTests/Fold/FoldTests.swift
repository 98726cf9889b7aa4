import Testing

@testable import Rollout

struct FoldTests {
    @Test func `deploy, canary, promote and rollback count revisions`() {
        var log = TestLog()
        #expect(
            log.send(
                #""kind":"deploy","input":{"topic":"f"},"output":{"topic":"p"},"model":"m","version":"v1""#
            ).verdict == .accepted
        )
        #expect(log.send(#""kind":"canary","version":"v2","percent":5"#).revision == 2)
        #expect(log.state.deployments["d"]?.canaries.map(\.weight) == [5_000])
        #expect(log.send(#""kind":"promote","version":"v2""#).revision == 3)
        #expect(log.send(#""kind":"rollback""#).revision == 4)
        #expect(log.state.deployments["d"]?.champion == "v1")
        #expect(log.send(#""kind":"canary","version":"v2","percent":5"#).verdict != .accepted)
        #expect(log.send(#""kind":"release""#).verdict == .accepted)
        print(String(decoding: log.state.encoded(), as: UTF8.self), log.state.digest)
    }
}

struct TestLog {
    var state = ControlState()
    var time: Int64 = 1_000

    mutating func send(_ members: String, id: String? = nil) -> Outcome {
        let offset = state.nextOffset
        time += 10
        let text = """
            {"id":"\(id ?? "c\(offset)")","deployment":"d","issuer":"t@h",\(members)}
            """
        return state.apply(
            ControlRecord(
                offset: offset,
                timeMs: time,
                key: Array("d".utf8),
                value: Array(text.utf8)
            )
        )
    }
}
