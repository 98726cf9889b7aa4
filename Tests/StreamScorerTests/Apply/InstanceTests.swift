import BrokerFixture
import Foundation
import Operations
import Rollout
import Testing

@testable import StreamScorer

extension ServiceTests {
    /// Several instances, instances that come late, and versions that are not there.
    @Suite
    struct InstanceTests {
        @Test func `two instances that start at once agree on one declaration`() throws {
            let harness = try ServiceHarness(.embedded())
            let a = try harness.start(instance: "a")
            let b = try harness.start(instance: "b")
            try a.waitUntilReady(seconds: 60)
            try b.waitUntilReady(seconds: 60)
            try harness.command(#""id":"up","kind":"promote","version":"v2""#)
            let ofA = try harness.awaitStatus("a promotes") { $0.revision == 2 && $0.isReady }
            let ofB = try harness.awaitStatus("b promotes", instance: "b") {
                $0.revision == 2 && $0.isReady
            }
            #expect(ofA.digest == ofB.digest && ofA.offset == ofB.offset)
            try a.stopAndJoin()
            try b.stopAndJoin()
        }

        @Test
        func `an instance that comes late serves by the newest revision from its first event`()
            throws
        {
            let harness = try ServiceHarness(.embedded())
            let first = try harness.start()
            try first.waitUntilReady()
            try first.stopAndJoin()
            try harness.command(
                #""id":"up","kind":"promote","version":"v2""#,
                #""id":"f","kind":"freeze""#
            )
            try harness.send(Flights.records(Flights.events[..<300], partitions: 3))
            let late = try harness.start(instance: "late")
            let answers = try harness.readPredictions(300).map { try PredictionText($0) }
            #expect(answers.count == 300)
            #expect(answers.allSatisfy { $0.version == "v2" && $0.revision == 3 })
            try late.stopAndJoin()
        }

        @Test func `a version that is missing leaves the old one serving until it comes`() throws {
            let models = try ScratchModels(versions: ["v1"])
            var options = ServiceHarness.Options()
            options.models = models.path
            let harness = try ServiceHarness(.embedded(), options)
            let service = try harness.start()
            try service.waitUntilReady()
            try harness.command(#""id":"up","kind":"promote","version":"v2""#)
            let waiting = try harness.awaitStatus("v2 is missing") {
                $0.versions.contains { $0.version == "v2" && $0.state == .failed }
            }
            #expect(waiting.revision == 1 && !waiting.isReady)
            #expect(waiting.routing?.champion == "v1")
            #expect(
                waiting.reasons.contains { $0.contains("delay v2") && $0.contains("revision 1") }
            )
            #expect(!service.readiness.isReady)
            let kept = try harness.score(Flights.events[..<300], after: 0)
            #expect(kept.allSatisfy { $0.version == "v1" && $0.revision == 1 })

            try models.add("v2", from: "v2")
            _ = try harness.awaitStatus("v2 has come", seconds: 30) {
                $0.revision == 2 && $0.isReady
            }
            let answers = try harness.score(Flights.events[300..<600], after: 300)
            #expect(answers.filter { $0.version == "v2" && $0.revision == 2 }.count == 300)
            try service.stopAndJoin()
        }

        @Test func `status tells the golden rows that were checked, and that a version has none`()
            throws
        {
            let models = try ScratchModels(versions: ["v1", "v2"])
            let manifest = models.path + "/delay/v2/model.yaml"
            let text = try String(contentsOfFile: manifest, encoding: .utf8)
                .replacingOccurrences(of: "golden: golden.jsonl\n", with: "")
            try text.write(toFile: manifest, atomically: true, encoding: .utf8)
            var options = ServiceHarness.Options()
            options.models = models.path
            let harness = try ServiceHarness(.embedded(), options)
            let service = try harness.start()
            try service.waitUntilReady()
            try harness.command(#""id":"up","kind":"promote","version":"v2""#)
            let status = try harness.awaitStatus("v2 serves") { $0.revision == 2 && $0.isReady }
            let golden = Dictionary(
                status.versions.map { ($0.version, $0.golden) },
                uniquingKeysWith: { $1 }
            )
            #expect(golden["v1"] == .init(rows: 20, tolerance: "4 ulp of float64"))
            #expect(golden["v2"] == .init(rows: 0, tolerance: nil))
            try service.stopAndJoin()
        }

        // The embedded broker does not store the offsets of a transaction.
        @Test func `pause and resume lose nothing and repeat nothing`() throws {
            try expectPauseLosesNothing("at_least_once", on: .embedded())
        }

        @Test(.enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"))
        func `pause and resume lose nothing on a real broker`() throws {
            try expectPauseLosesNothing("exactly_once", on: .real())
        }

        private func expectPauseLosesNothing(_ delivery: String, on broker: TestBroker) throws {
            var options = ServiceHarness.Options()
            options.delivery = delivery
            let harness = try ServiceHarness(broker, options)
            let service = try harness.start()
            try service.waitUntilReady()
            #expect(try harness.score(Flights.events[..<500], after: 0).count == 500)
            try harness.command(#""id":"p","kind":"pause""#)
            _ = try harness.awaitStatus("paused") { $0.routing?.isPaused == true }
            try waitUntil("partitions are given up") {
                service.total("stream_scorer_assigned_partitions") == 0
            }
            try harness.send(Flights.records(Flights.events[500..<1_000], partitions: 3))
            sleep(2)
            let before = try harness.readPredictions(500).map { try PredictionText($0).id }
            #expect(before.count == 500, "nothing while paused; \(Set(before).count) ids")
            try harness.command(#""id":"r","kind":"resume""#)
            let all = try harness.readPredictions(1_000).map { try PredictionText($0).id }
            #expect(all.count == 1_000)
            #expect(Set(all).count == 1_000)
            try service.stopAndJoin()
        }
    }
}
