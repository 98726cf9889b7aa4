import Testing

@testable import Rollout

/// What holds of every command, whatever its kind.
struct FoldTests {
    @Test func `a new deployment is declared by deploy alone`() {
        var log = TestLog()
        #expect(
            log.send(#""kind":"promote","version":"v1""#).rejection == "there is no deployment d"
        )
        let outcome = log.send(TestLog.declaration + #","version":"v1","expects":0"#)
        #expect(outcome.isAccepted && outcome.revision == 1)
        #expect(log.deployment?.champion == "v1")
        #expect(log.deployment?.previousChampion == nil)
        let typo = log.send(#""kind":"promote","version":"v1""#, deployment: "dd")
        #expect(typo.rejection == "there is no deployment dd; the nearest known is `d`")
        #expect(typo.revision == nil)
    }

    @Test func `a repeated id is ignored, accepted or not`() {
        var log = TestLog.deployed()
        #expect(log.send(#""kind":"freeze""#, id: "x").isAccepted)
        #expect(log.send(#""kind":"unfreeze""#, id: "x").isIgnored)
        #expect(log.send(#""kind":"rollback""#, id: "y").rejection != nil)
        #expect(log.send(#""kind":"rollback","version":"v0""#, id: "y").isIgnored)
        // Another deployment's ids are its own.
        let other = log.send(TestLog.declaration + #","version":"v1""#, id: "x", deployment: "e")
        #expect(other.isAccepted)
        #expect(log.deployment?.revision == 2)
    }

    @Test func `an id answered before its deployment came is not answered again`() {
        var log = TestLog()
        #expect(log.send(#""kind":"freeze""#, id: "x").rejection != nil)
        log.send(TestLog.declaration + #","version":"v1""#)
        #expect(log.send(#""kind":"freeze""#, id: "x").isIgnored)
    }

    @Test func `the newest ids are remembered, older ones forgotten`() {
        var ids = RememberedIDs()
        let first = RememberedIDs.digest(deployment: "d", id: "0")
        for number in 0..<CommandLimits.rememberedIDs {
            ids.insert(RememberedIDs.digest(deployment: "d", id: "\(number)"))
        }
        #expect(ids.contains(first))
        ids.insert(RememberedIDs.digest(deployment: "d", id: "one more"))
        #expect(!ids.contains(first))
        #expect(ids.contains(RememberedIDs.digest(deployment: "d", id: "1")))
        #expect(ids.count == Int64(CommandLimits.rememberedIDs) + 1)
    }

    @Test func `a malformed command's id is not remembered`() {
        var log = TestLog.deployed()
        #expect(log.send(#""kind":"freezer""#, id: "x").rejection != nil)
        #expect(log.send(#""kind":"freeze""#, id: "x").isAccepted)
    }

    @Test func `a stale revision is rejected`() {
        var log = TestLog.deployed()
        #expect(log.send(#""kind":"freeze","expects":1"#).isAccepted)
        #expect(
            log.send(#""kind":"unfreeze","expects":1"#).rejection
                == "expects revision 1 but the revision is 2"
        )
        #expect(log.send(#""kind":"unfreeze","expects":3"#).rejection != nil)
        #expect(log.send(#""kind":"unfreeze","expects":2"#).revision == 3)
    }

    @Test func `expiry is decided by the record's time`() {
        var log = TestLog.deployed()
        let nextMs = log.timeMs + 10
        #expect(
            log.send(#""kind":"freeze","expires":\#(nextMs - 1)"#).rejection?.contains("1 ms")
                == true
        )
        #expect(log.send(#""kind":"freeze","expires":\#(nextMs + 10)"#).isAccepted)
    }

    @Test func `a frozen deployment refuses automatic commands and takes people's`() {
        var log = TestLog.deployed()
        #expect(log.send(#""kind":"freeze""#, issuer: "monitor@a").isAccepted)
        let refused = log.send(#""kind":"canary","version":"v2","percent":1"#, issuer: "monitor@a")
        #expect(refused.rejection?.hasPrefix("frozen") == true)
        #expect(log.send(#""kind":"unfreeze","automatic":true"#).rejection != nil)
        #expect(log.send(#""kind":"canary","version":"v2","percent":1"#).isAccepted)
        #expect(log.send(#""kind":"freeze""#).isIgnored)
        #expect(log.send(#""kind":"unfreeze""#).isAccepted)
        #expect(log.send(#""kind":"unfreeze""#).isIgnored)
        #expect(log.send(#""kind":"pause""#, issuer: "monitor@a").isAccepted)
        #expect(log.deployment?.isPaused == true)
        #expect(log.send(#""kind":"resume""#).isAccepted)
    }

    @Test func `what is not accepted changes no byte of a deployment`() {
        var log = TestLog.deployed()
        let before = log.deployment?.encoded()
        log.send(#""kind":"canary","version":"v2","percent":101"#)
        log.send(#""kind":"rollback""#)
        log.send(#""kind":"canary","version":"v1","percent":1,"sticky":"/x""#)
        log.send(#""kind":"release""#)
        log.sendRaw(nil)
        log.sendRaw("{")
        #expect(log.deployment?.encoded() == before)
        #expect(log.state.nextOffset == 7)
    }

    @Test func `a record is folded once`() {
        var log = TestLog.deployed()
        let before = log.state
        let record = ControlRecord(offset: 0, timeMs: 0, key: nil, value: Array("{}".utf8))
        #expect(log.state.apply(record).isIgnored)
        #expect(log.state == before)
        let last = ControlRecord(offset: .max, timeMs: 0, key: nil, value: nil)
        #expect(log.state.apply(last).isIgnored)
    }

    @Test func `what may change of a declaration`() {
        var log = TestLog.deployed()
        let deploy = TestLog.declaration
        #expect(log.send(deploy + #","version":"v1""#).isIgnored)
        #expect(log.send(deploy + #","version":"v1","fallback":[{"constant":0.5}]"#).isAccepted)
        #expect(log.send(deploy + #","version":"v1","policy":{"a":1}"#).isAccepted)
        #expect(log.deployment?.declaration.fallback == [])
        #expect(log.deployment?.declaration.policy == #"{"a":1}"#)
        let refusals = [
            (deploy + #","version":"v2""#, "use `promote`"),
            (
                #""kind":"deploy","input":{"topic":"g"},"output":{"topic":"p"},"model":"m","version":"v1""#,
                "`input`"
            ),
            (
                #""kind":"deploy","input":{"topic":"f"},"output":{"topic":"q"},"model":"m","version":"v1""#,
                "`output`"
            ),
            (
                #""kind":"deploy","input":{"topic":"f"},"output":{"topic":"p"},"model":"n","version":"v1""#,
                "`model`"
            ),
        ]
        for (command, words) in refusals {
            #expect(log.send(command).rejection?.contains(words) == true)
        }
        let headers =
            #""kind":"deploy","input":{"topic":"f"},"output":{"topic":"p","headers":false},"model":"m","version":"v1""#
        #expect(log.send(headers).isAccepted)
        #expect(log.deployment?.declaration.output.headers == false)
    }

    @Test func `deployments are bounded`() {
        var log = TestLog()
        for number in 0..<CommandLimits.deployments {
            log.send(TestLog.declaration + #","version":"v1""#, deployment: "d\(number)")
        }
        let more = log.send(TestLog.declaration + #","version":"v1""#, deployment: "more")
        #expect(more.rejection?.contains("256 deployments, the limit") == true)
        #expect(log.send(#""kind":"freeze""#, deployment: "d255").isAccepted)
    }
}
