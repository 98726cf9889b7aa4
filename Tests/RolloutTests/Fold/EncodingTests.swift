import Testing

@testable import Rollout

struct EncodingTests {
    private static func log() -> TestLog {
        var log = TestLog.deployed()
        log.send(
            TestLog.declaration
                + #","version":"v1","fallback":[{"version":"v0"},{"constant":0.2}],"policy":{"b":1,"a":[]}"#
        )
        log.send(#""kind":"canary","version":"v2","percent":12.5,"sticky":"/features/tail""#)
        log.send(#""kind":"rule","name":"r","field":"/a","equals":["é",1.50,true],"version":"v3""#)
        log.send(#""kind":"shadow","version":"v4","sample":0.5"#)
        log.send(#""kind":"load","version":"v5""#)
        log.send(#""kind":"freeze""#)
        return log
    }

    /// The text is the contract between instances: it changes only with a reason and a release note.
    @Test func `the canonical text is this`() {
        let deployment = Self.log().deployment?.encoded() ?? []
        #expect(
            String(decoding: deployment, as: UTF8.self)
                == #"{"canaries":[{"buckets":[[0,12500]],"version":"v2","weight":12500}],"champions":["v1"],"declaration":{"fallback":[{"version":"v0"},{"constant_bits":"3fc999999999999a"}],"input":{"features":"/features","format":"json","id":"/id","time":"/ts","topic":"f"},"model":"m","output":{"format":"json","headers":true,"topic":"p"},"policy":{"a":[],"b":1},"version":"v1"},"frozen":true,"loaded":["v5"],"name":"d","paused":false,"revision":7,"rules":[{"equals":["é",1.50,true],"field":"/a","name":"r","version":"v3"}],"salt":"d/v2","shadows":[{"sample_millionths":500000,"version":"v4"}],"sticky":"/features/tail"}"#
        )
        #expect(
            Self.log().state.digest
                == "sha256:86fa7dbb38f03426407ef49e7a97933507b76a1ad7246ec04b31dad40922e2d1"
        )
    }

    @Test func `every part of the state is in its digest`() {
        let digest = Self.log().state.digest
        let commands = [
            #""kind":"canary","version":"v2","percent":13"#, #""kind":"unrule","name":"r""#,
            #""kind":"unshadow","version":"v4""#, #""kind":"unload","version":"v5""#,
            #""kind":"unfreeze""#, #""kind":"pause""#, #""kind":"promote","version":"v2""#,
            #""kind":"rollback","version":"v0""#, #""kind":"freeze""#, "nonsense",
        ]
        var digests: Set<String> = [digest]
        for command in commands {
            var log = Self.log()
            log.send(command)
            #expect(digests.insert(log.state.digest).inserted || command == "nonsense")
        }
        var ids = Self.log()
        ids.send(#""kind":"freeze""#, id: "another")
        #expect(digests.insert(ids.state.digest).inserted, "ids answered are part of the state")
    }
}
