import BrokerFixture
import Foundation
import Rollout
import Testing

@testable import StreamScorer

extension ServiceTests {
    /// What becomes of a service whose model folders are not what they should be.
    @Suite
    struct ModelFaultTests {
        private static func write(_ text: String, _ file: String, in models: ScratchModels) throws {
            try text.write(
                toFile: "\(models.path)/delay/\(file)",
                atomically: true,
                encoding: .utf8
            )
        }

        /// Versions that must not be routed to, with a part of the reason.
        private static func spoil(_ models: ScratchModels) throws -> [String: String] {
            for name in ["exchanged", "empty", "garbage", "golden", "half"] {
                try models.add(name, from: "v1")
            }
            let folder = "\(models.path)/delay"
            let other = "\(Flights.models)/delay/v3-hours/model.txt"
            try FileManager.default.removeItem(atPath: "\(folder)/exchanged/model.txt")
            try FileManager.default.copyItem(
                atPath: other,
                toPath: "\(folder)/exchanged/model.txt"
            )
            try write("", "empty/model.txt", in: models)
            try write("tree\nversion=v4\n\u{1}\u{2}", "garbage/model.txt", in: models)
            try FileManager.default.removeItem(atPath: "\(folder)/golden/golden.jsonl")
            try FileManager.default.copyItem(
                atPath: "\(Flights.models)/delay/v3-hours/golden.jsonl",
                toPath: "\(folder)/golden/golden.jsonl"
            )
            try FileManager.default.removeItem(atPath: "\(folder)/half/model.txt")
            return [
                "exchanged": "the file was changed or replaced",
                "empty": "model.txt has sha256:e3b0c44298fc1c14",
                "garbage": "digest",
                "golden": "golden.jsonl: line",
                "half": "model.txt: cannot be opened",
                "gone": "model.yaml: cannot be opened",
            ]
        }

        @Test func `versions out of order are reasons on status and nothing else`() throws {
            let models = try ScratchModels(versions: ["v1", "v2"])
            let expected = try Self.spoil(models)
            var options = ServiceHarness.Options()
            options.models = models.path
            let harness = try ServiceHarness(.embedded(), options)
            let service = try harness.start()
            try service.waitUntilReady()
            for name in expected.keys.sorted() {
                try harness.command(#""id":"\#(name)","kind":"load","version":"\#(name)""#)
            }
            let said = try harness.awaitStatus("every load has failed") { status in
                expected.keys.allSatisfy { name in
                    status.versions.contains { $0.version == name && $0.state == .failed }
                }
            }
            for version in said.versions {
                guard let reason = expected[version.version] else { continue }
                #expect(version.reason?.contains(reason) == true, "\(version)")
            }
            #expect(said.routing?.champion == "v1")
            let first = try harness.score(Flights.events[..<200], after: 0)
            #expect(first.allSatisfy { $0.version == "v1" && $0.route == "champion" })
            try harness.command(#""id":"up","kind":"promote","version":"v2""#)
            _ = try harness.awaitStatus("a good version is promoted beside them") {
                $0.routing?.champion == "v2" && $0.last?.id == "up"
            }
            let second = try harness.score(Flights.events[200..<400], after: 200)
            #expect(second.suffix(from: 0).count { $0.version == "v2" } == 200)
            try service.stopAndJoin()
        }

        @Test func `a folder that changes or vanishes under the service changes no prediction`()
            throws
        {
            let models = try ScratchModels(versions: ["v1", "v2"])
            var options = ServiceHarness.Options()
            options.models = models.path
            let harness = try ServiceHarness(.embedded(), options)
            let service = try harness.start()
            try service.waitUntilReady()
            let folder = "\(models.path)/delay"
            try harness.command(#""id":"load","kind":"load","version":"v2""#)
            _ = try harness.awaitStatus("v2 is held") { status in
                status.versions.contains { $0.version == "v2" && $0.state == .routable }
            }
            // v1 serves and is exchanged; v2 is held and vanishes.
            try Self.write("no model any more", "v1/model.txt", in: models)
            try FileManager.default.removeItem(atPath: "\(folder)/v2")
            let before = try harness.score(Flights.events[..<200], after: 0)
            #expect(before.allSatisfy { $0.version == "v1" })
            for (event, answer) in zip(
                Flights.events[..<200].sorted { $0.id < $1.id },
                before.sorted { $0.id < $1.id }
            ) {
                #expect(answer.id == event.id)
                #expect(abs(answer.prediction - event.probability) <= 2 * event.probability.ulp)
            }
            try harness.command(#""id":"up","kind":"promote","version":"v2""#)
            _ = try harness.awaitStatus("what is in memory can be promoted") {
                $0.routing?.champion == "v2" && $0.isReady
            }
            let after = try harness.score(Flights.events[200..<400], after: 200)
            #expect(after.count { $0.version == "v2" } == 200)
            try service.stopAndJoin()
        }
    }
}
