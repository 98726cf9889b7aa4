import AllocationCounter
import Foundation
import Testing

@testable import Rollout

struct RoutePlanTests {
    @Test func `a plan indexes each version once and captures each pointer once`() throws {
        var log = TestLog.deployed()
        log.send(#""kind":"promote","version":"v2""#)
        log.send(
            TestLog.declaration
                + #","version":"v2","fallback":[{"version":"v1"},{"version":"v0"},{"constant":0.2}]"#
        )
        log.send(
            #""kind":"rule","name":"a","field":"/tail","equals":["x",2.0,false],"version":"v1""#
        )
        log.send(#""kind":"rule","name":"b","header":"h","equals":"y","version":"v3""#)
        log.send(#""kind":"canary","version":"v3","percent":10,"sticky":"/tail""#)
        log.send(#""kind":"canary","version":"v4","percent":10"#)
        log.send(#""kind":"canary","version":"v3","percent":20"#)
        log.send(#""kind":"shadow","version":"v5","sample":0.25"#)
        let plan = try #require(log.deployment?.routePlan())
        #expect(plan.revision == 9)
        #expect(plan.versions == ["v2", "v1", "v3", "v4", "v5", "v0"])
        #expect(plan.champion == 0)
        #expect(plan.captures == ["/tail"])
        #expect(plan.rules.map(\.source) == [.capture(0), .header("h")])
        #expect(plan.rules.map(\.target) == [1, 2])
        #expect(plan.rules[0].values == ["x", "2.0", "false"].map { Array($0.utf8) })
        let canary = try #require(plan.canary)
        #expect(canary.source == .capture(0))
        #expect(canary.salt == BucketSalt("d/v3"))
        #expect(canary.bounds.map(\.upTo) == [10_000, 20_000, 30_000, 100_000])
        #expect(canary.bounds.map(\.target) == [2, 3, 2, -1])
        #expect(plan.shadows.map(\.version) == [4])
        #expect(plan.shadows[0].sampleMillionths == 250_000)
        #expect(plan.shadows[0].salt == BucketSalt("shadow/d/v5"))
        #expect(plan.fallback == [.version(1), .version(5), .constant(0.2)])
    }

    @Test func `every bucket goes where its run says`() {
        let bounds = [(5, 0), (6, -1), (50_000, 1), (99_999, -1), (100_000, 2)].map {
            CanaryPlan.Bound(upTo: $0.0, target: $0.1)
        }
        let plan = CanaryPlan(source: .key, salt: BucketSalt(""), bounds: bounds)
        for bucket in Int32(0)..<100_000 {
            let expected = bounds.first { bucket < $0.upTo }?.target
            #expect(plan.target(bucket: bucket) == expected)
        }
    }

    @Test func `without canaries there is no plan for them, with 100 % no champion`() throws {
        var log = TestLog.deployed()
        #expect(log.deployment?.routePlan().canary == nil)
        log.send(#""kind":"canary","version":"v2","percent":100"#)
        let plan = try #require(log.deployment?.routePlan().canary)
        #expect(plan.bounds == [CanaryPlan.Bound(upTo: 100_000, target: 1)])
    }

    /// Chi-square over 100 cells of 1,000 buckets, 200,000 keys of each form: with 99 degrees of
    /// freedom 160 is passed by chance once in ten thousand times; the keys are fixed.
    @Test(arguments: ["N%d", "%08d", "carrier-UA-%d-2013", "%x"])
    func `keys spread evenly`(form: String) {
        let salt = BucketSalt("flights/v2")
        let count = 200_000
        var cells = [Int](repeating: 0, count: 100)
        for number in 0..<count {
            let key = Array(String(format: form, number).utf8)
            cells[Int(salt.bucket(of: key.span.bytes)) / 1_000] += 1
        }
        let expected = Double(count) / 100
        let chiSquare = cells.reduce(0.0) { sum, cell in
            sum + (Double(cell) - expected) * (Double(cell) - expected) / expected
        }
        print("chi-square of \(form): \(chiSquare)")
        #expect(chiSquare < 160)
    }

    @Test(.enabled(if: allocation_counter_works() == 1, "blocks are counted on glibc only"))
    func `where a value goes is found without allocating`() throws {
        var log = TestLog.deployed()
        for number in 2...9 { log.send(#""kind":"canary","version":"v\#(number)","percent":10"#) }
        let plan = try #require(log.deployment?.routePlan().canary)
        let shadow = BucketSalt("shadow/d/v2")
        let keys = (0..<1_000).map { Array("N\($0)".utf8) }
        var sum: Int32 = 0
        let before = allocation_counter_blocks()
        // By index: iterating over an array of arrays allocates in a debug build.
        for index in 0..<1_000 {
            let key = keys[index]
            sum &+= plan.target(of: key.span.bytes)
            sum &+= shadow.millionth(of: key.span.bytes)
        }
        #expect(allocation_counter_blocks() == before, "sum \(sum)")
    }

    @Test func `another salt is another assignment`() {
        let one = BucketSalt("flights/v2")
        let other = BucketSalt("flights/v3")
        var both = 0
        for number in 0..<20_000 {
            let key = Array("N\(number)".utf8)
            if one.bucket(of: key.span.bytes) < 10_000, other.bucket(of: key.span.bytes) < 10_000 {
                both += 1
            }
        }
        // 1 % of 20,000 if independent: 200, standard deviation 14.
        #expect(130...270 ~= both)
    }

    @Test func `an assignment never moves while shares only grow`() throws {
        var chance = SeededGenerator(seed: 11)
        let keys = (0..<300).map { Array("N\($0)".utf8) }
        for _ in 0..<20 {
            var log = TestLog.deployed()
            var weights = ["v2": 0, "v3": 0, "v4": 0]
            var assigned: [Int: String] = [:]
            for _ in 0..<12 {
                let version = chance.pick(weights.keys.sorted())
                let weight = min(33_000, (weights[version] ?? 0) + chance.below(8_000))
                weights[version] = weight
                let percent = FixedDecimal.text(weight, places: 3)
                log.send(
                    #""kind":"canary","version":"\#(version)","percent":\#(percent),"salt":"s""#
                )
                let plan = try #require(log.deployment?.routePlan())
                guard let canary = plan.canary else { continue }
                for (index, key) in keys.enumerated() {
                    let target = canary.target(of: key.span.bytes)
                    let version = target < 0 ? nil : plan.versions[Int(target)]
                    if let before = assigned[index] { #expect(version == before) }
                    assigned[index] = version
                }
            }
        }
    }
}
