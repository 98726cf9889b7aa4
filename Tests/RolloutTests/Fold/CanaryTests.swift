import Testing

@testable import Rollout

struct CanaryTests {
    private static func canary(_ version: String, _ percent: String, _ more: String = "") -> String
    {
        #""kind":"canary","version":"\#(version)","percent":\#(percent)"# + more
    }

    @Test func `a lone canary has the buckets below its weight`() {
        var log = TestLog.deployed()
        log.send(Self.canary("v2", "5"))
        #expect(log.deployment?.canaries.map(\.bucketRanges) == [[0..<5_000]])
        log.send(Self.canary("v2", "25.125"))
        #expect(log.deployment?.canaries.map(\.bucketRanges) == [[0..<25_125]])
        log.send(Self.canary("v2", "0.001"))
        #expect(log.deployment?.canaries.map(\.bucketRanges) == [[0..<1]])
        #expect(log.deployment?.salt == "d/v2" && log.deployment?.sticky == .key)
        log.send(Self.canary("v2", "0"))
        #expect(log.deployment?.canaries == [] && log.deployment?.salt == "")
    }

    @Test func `growing takes the lowest free buckets, shrinking gives the last back`() {
        var log = TestLog.deployed()
        log.send(Self.canary("v2", "10"))
        log.send(Self.canary("v3", "10"))
        log.send(Self.canary("v2", "20"))
        #expect(
            log.deployment?.canaries.map(\.bucketRanges)
                == [[0..<10_000, 20_000..<30_000], [10_000..<20_000]]
        )
        log.send(Self.canary("v2", "5"))
        log.send(Self.canary("v3", "12"))
        #expect(
            log.deployment?.canaries.map(\.bucketRanges)
                == [[0..<5_000], [10_000..<20_000, 5_000..<7_000]]
        )
        log.send(Self.canary("v3", "11"))
        #expect(
            log.deployment?.canaries.map(\.bucketRanges).last == [10_000..<20_000, 5_000..<6_000]
        )
    }

    @Test func `all canaries together have at most 100 %`() {
        var log = TestLog.deployed()
        log.send(Self.canary("v2", "60"))
        #expect(
            log.send(Self.canary("v3", "40.001")).rejection
                == "all canaries would have 100.001 %; at most 100 % can be given"
        )
        #expect(log.send(Self.canary("v3", "40")).isAccepted)
        #expect(log.send(Self.canary("v4", "0.001")).rejection != nil)
        #expect(log.send(Self.canary("v2", "59")).isAccepted)
        #expect(log.send(Self.canary("v4", "1")).isAccepted)
    }

    @Test func `what decides the buckets stays while a canary lives`() {
        var log = TestLog.deployed()
        log.send(Self.canary("v2", "5", #","sticky":"/tail","salt":"s""#))
        #expect(
            log.send(Self.canary("v3", "5", #","sticky":"key""#)).rejection?.contains("`/tail`")
                == true
        )
        #expect(
            log.send(Self.canary("v3", "5", #","salt":"t""#)).rejection?.contains("`s`") == true
        )
        #expect(log.send(Self.canary("v2", "6", #","salt":"t""#)).rejection != nil)
        #expect(log.send(Self.canary("v3", "5", #","sticky":"/tail","salt":"s""#)).isAccepted)
        #expect(log.send(Self.canary("v3", "6")).isAccepted)
        log.send(Self.canary("v2", "0"))
        log.send(Self.canary("v3", "0"))
        #expect(log.send(Self.canary("v3", "5", #","sticky":"key","salt":"t""#)).isAccepted)
    }

    @Test func `what makes no canary is refused with the reason`() {
        var log = TestLog.deployed()
        #expect(log.send(Self.canary("v1", "5")).rejection?.contains("is the champion") == true)
        #expect(log.send(Self.canary("v2", "0")).rejection == "v2 has no share; canaries: none")
        log.send(Self.canary("v2", "5"))
        #expect(log.send(Self.canary("v2", "5.0")).isIgnored)
    }

    @Test func `sixteen canaries live together`() {
        var log = TestLog.deployed()
        for number in 2...17 { #expect(log.send(Self.canary("v\(number)", "6")).isAccepted) }
        #expect(
            log.send(Self.canary("v18", "1")).rejection?.contains("16 canaries, the limit") == true
        )
    }

    @Test func `raw rows have no fields to be sticky by or ruled by`() {
        var log = TestLog()
        log.send(
            #""kind":"deploy","input":{"topic":"f","format":"f32"},"output":{"topic":"p"},"model":"m","version":"v1""#
        )
        #expect(
            log.send(Self.canary("v2", "5", #","sticky":"/tail""#)).rejection?.contains("f32")
                == true
        )
        let rule = #""kind":"rule","name":"r","field":"/a","equals":1,"version":"v2""#
        #expect(log.send(rule).rejection?.contains("use `header`") == true)
        #expect(log.send(Self.canary("v2", "5")).isAccepted)
    }

    @Test func `rules keep their order, are replaced in place and bounded`() {
        var log = TestLog.deployed()
        func rule(_ name: Int, _ version: String) -> String {
            #""kind":"rule","name":"r\#(name)","header":"h","equals":[1,"x"],"version":"\#(version)""#
        }
        for name in 0..<64 { log.send(rule(name, "v2")) }
        #expect(log.send(rule(64, "v2")).rejection?.contains("64 rules, the limit") == true)
        #expect(log.send(rule(3, "v2")).isIgnored)
        #expect(log.send(rule(3, "v3")).isAccepted)
        #expect(log.deployment?.rules[3].version == "v3")
        #expect(log.send(#""kind":"unrule","name":"r3""#).isAccepted)
        #expect(log.send(#""kind":"unrule","name":"r3""#).rejection?.contains("no rule r3") == true)
    }

    @Test func `shadows are set, changed, ended and bounded`() {
        var log = TestLog.deployed()
        for number in 2...17 { log.send(#""kind":"shadow","version":"v\#(number)""#) }
        #expect(
            log.send(#""kind":"shadow","version":"v18""#).rejection?.contains("16 shadows") == true
        )
        #expect(log.send(#""kind":"shadow","version":"v2","sample":1"#).isIgnored)
        #expect(log.send(#""kind":"shadow","version":"v2","sample":0.25"#).isAccepted)
        #expect(log.deployment?.shadows.first?.sampleMillionths == 250_000)
        #expect(log.send(#""kind":"unshadow","version":"v2""#).isAccepted)
        #expect(
            log.send(#""kind":"unshadow","version":"v2""#).rejection?.contains("no shadow v2")
                == true
        )
    }
}
