import Testing

@testable import Rollout

struct ChampionTests {
    private static func promoted(_ versions: [String]) -> TestLog {
        var log = TestLog.deployed()
        for version in versions { log.send(#""kind":"promote","version":"\#(version)""#) }
        return log
    }

    @Test func `promote ends the version's own canary and shadow and no other`() {
        var log = TestLog.deployed()
        log.send(#""kind":"canary","version":"v2","percent":10"#)
        log.send(#""kind":"canary","version":"v3","percent":5"#)
        log.send(#""kind":"shadow","version":"v2""#)
        log.send(#""kind":"shadow","version":"v4""#)
        #expect(log.send(#""kind":"promote","version":"v2""#).isAccepted)
        #expect(log.deployment?.champions == ["v1", "v2"])
        #expect(log.deployment?.canaries.map(\.version) == ["v3"])
        #expect(log.deployment?.shadows.map(\.version) == ["v4"])
        #expect(log.deployment?.salt == "d/v2")
        #expect(
            log.send(#""kind":"promote","version":"v2""#).rejection == "v2 is the champion already"
        )
    }

    @Test func `rollback goes down the stack of champions`() {
        var log = Self.promoted(["v2", "v3"])
        #expect(log.send(#""kind":"rollback""#).isAccepted)
        #expect(log.deployment?.champions == ["v1", "v2"])
        #expect(log.send(#""kind":"rollback""#).isAccepted)
        #expect(log.send(#""kind":"rollback""#).rejection?.contains("name a version") == true)
        #expect(log.deployment?.champions == ["v1"])
    }

    @Test func `rollback to a version pops down to it or takes the top's place`() {
        var log = Self.promoted(["v2", "v3", "v4"])
        log.send(#""kind":"rollback","version":"v2""#)
        #expect(log.deployment?.champions == ["v1", "v2"])
        log.send(#""kind":"rollback","version":"v0""#)
        #expect(log.deployment?.champions == ["v1", "v0"])
        log.send(#""kind":"rollback","version":"v0""#)
        #expect(log.deployment?.champions == ["v1", "v0"])
        #expect(log.deployment?.latchedAt == log.deployment?.revision)
    }

    @Test func `rollback ends canaries and what routes to versions out of service`() {
        var log = Self.promoted(["v2"])
        log.send(#""kind":"canary","version":"v1","percent":10"#)
        log.send(#""kind":"canary","version":"v3","percent":10"#)
        for (name, version) in [("a", "v1"), ("b", "v2"), ("c", "v3"), ("e", "v4")] {
            log.send(
                #""kind":"rule","name":"\#(name)","header":"h","equals":1,"version":"\#(version)""#
            )
        }
        log.send(#""kind":"shadow","version":"v2""#)
        log.send(#""kind":"rollback""#)
        #expect(log.deployment?.canaries == [])
        #expect(log.deployment?.rules.map(\.name) == ["a", "e"])
        #expect(log.deployment?.shadows.map(\.version) == ["v2"])
        #expect(log.deployment?.champion == "v1")
    }

    @Test func `a latch refuses what gives traffic, to everybody, until release`() {
        var log = Self.promoted(["v2"])
        log.send(#""kind":"canary","version":"v3","percent":10"#)
        log.send(#""kind":"rollback","version":"v2""#)
        let refused = [
            #""kind":"promote","version":"v3""#, #""kind":"canary","version":"v3","percent":1"#,
            #""kind":"rule","name":"r","header":"h","equals":1,"version":"v3""#,
        ]
        for command in refused {
            #expect(log.send(command).rejection?.contains("`release` ends the latch") == true)
        }
        #expect(log.send(#""kind":"shadow","version":"v3""#).isAccepted)
        #expect(log.send(#""kind":"load","version":"v3""#).isAccepted)
        #expect(log.send(#""kind":"rollback""#).isAccepted)
        #expect(log.send(#""kind":"release""#).isAccepted)
        #expect(log.send(#""kind":"release""#).isIgnored)
        for command in refused.reversed() { #expect(log.send(command).isAccepted) }
    }

    @Test func `sixteen champions are remembered`() {
        let log = Self.promoted((2...20).map { "v\($0)" })
        #expect(log.deployment?.champions == (5...20).map { "v\($0)" })
    }

    @Test func `a version in use is not unloaded`() {
        var log = Self.promoted(["v2"])
        log.send(#""kind":"canary","version":"v3","percent":10"#)
        log.send(#""kind":"shadow","version":"v4""#)
        log.send(#""kind":"rule","name":"r","header":"h","equals":1,"version":"v5""#)
        log.send(TestLog.declaration + #","version":"v2","fallback":[{"version":"v6"}]"#)
        for version in 1...7 { log.send(#""kind":"load","version":"v\#(version)""#) }
        let uses = [
            "previous champion", "champion", "canary", "shadow", "rule r", "fallback",
        ]
        for (number, use) in uses.enumerated() {
            let outcome = log.send(#""kind":"unload","version":"v\#(number + 1)""#)
            #expect(outcome.rejection == "v\(number + 1) is in use: \(use)")
        }
        #expect(log.send(#""kind":"unload","version":"v7""#).isAccepted)
        #expect(
            log.send(#""kind":"unload","version":"v7""#).rejection?.contains("not loaded") == true
        )
        #expect(log.deployment?.routedVersions == ["v2", "v3", "v5"])
        #expect(log.deployment?.versionsInUse == ["v2", "v3", "v5", "v1", "v4", "v6"])
    }

    @Test func `loaded versions are bounded; loading again makes the newest`() {
        var log = TestLog.deployed()
        for number in 1...16 { log.send(#""kind":"load","version":"v\#(number)""#) }
        #expect(
            log.send(#""kind":"load","version":"v17""#).rejection?.contains("the limit") == true
        )
        #expect(log.send(#""kind":"load","version":"v1""#).isAccepted)
        #expect(log.deployment?.loaded.last == "v1")
    }
}
