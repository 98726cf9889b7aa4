import BrokerFixture
import Foundation
import Operations
import Rollout
import Testing

@testable import StreamScorer

extension ServiceTests {
    /// What commands do to a service that runs.
    @Suite
    struct CommandTests {
        @Test func `a fresh log gets one declaration, and a restart none`() throws {
            let harness = try ServiceHarness(.embedded())
            let service = try harness.start()
            try service.waitUntilReady()
            let declared = try harness.readControl(1)
            #expect(declared.count == 1)
            let text = String(decoding: declared[0].value ?? [], as: UTF8.self)
            #expect(text.contains(#""kind":"deploy""#), "\(text)")
            #expect(text.contains(#""issuer":"instance@a""#), "\(text)")
            #expect(declared[0].key.map { String(decoding: $0, as: UTF8.self) } == "flights")
            try service.stopAndJoin()

            let again = try harness.start()
            try again.waitUntilReady()
            #expect(try harness.readControl(1).count == 1)
            #expect(again.total("stream_scorer_revision") == 1)
            try again.stopAndJoin()
        }

        @Test func `a promotion and a rollback change what the next events are answered by`() throws
        {
            let harness = try ServiceHarness(.embedded())
            let service = try harness.start()
            try service.waitUntilReady()
            var events = Flights.events[..<300]
            #expect(try harness.score(events, after: 0).allSatisfy { $0.version == "v1" })

            try harness.command(#""id":"up","kind":"promote","version":"v2""#)
            let up = try harness.awaitStatus("v2 serves") { $0.revision == 2 && $0.isReady }
            #expect(up.routing?.champion == "v2" && up.routing?.previous == "v1")
            #expect(up.last?.id == "up" && up.last?.accepted == true)
            #expect(up.versions.map(\.version) == ["v1", "v2"])
            events = Flights.events[300..<600]
            var answers = try harness.score(events, after: 300).filter { $0.revision == 2 }
            #expect(answers.count == 300 && answers.allSatisfy { $0.version == "v2" })

            try harness.command(#""id":"down","kind":"rollback""#)
            let down = try harness.awaitStatus("v1 serves") { $0.revision == 3 && $0.isReady }
            #expect(down.routing?.champion == "v1" && down.routing?.isLatched == true)
            events = Flights.events[600..<900]
            answers = try harness.score(events, after: 600).filter { $0.revision == 3 }
            #expect(answers.count == 300 && answers.allSatisfy { $0.version == "v1" })
            #expect(service.total("stream_scorer_rollbacks_total", where: #"reason="person""#) == 1)
            #expect(
                service.total("stream_scorer_model_info", where: #"version="v1""#) == 1,
                "v1 is the champion and stands in for nothing"
            )
            try service.stopAndJoin()
        }

        @Test func `a canary takes its keys and no others`() throws {
            let harness = try ServiceHarness(.embedded())
            let service = try harness.start()
            try service.waitUntilReady()
            try harness.command(#""id":"c","kind":"canary","version":"v2","percent":50"#)
            _ = try harness.awaitStatus("the canary serves") { $0.revision == 2 && $0.isReady }
            let records = Flights.records(Flights.events[..<2_000], partitions: 3)
            try harness.send(records)
            var versions: [String: Set<String>] = [:]
            var canaries = 0
            for record in try harness.readPredictions(2_000) {
                let answer = try PredictionText(record)
                #expect((answer.route == "canary") == (answer.version == "v2"))
                if answer.route == "canary" { canaries += 1 }
                let key = String(decoding: record.key ?? [], as: UTF8.self)
                versions[key, default: []].insert(answer.version)
            }
            #expect(versions.values.allSatisfy { $0.count == 1 })
            #expect((600...1_400).contains(canaries), "\(canaries) of 2000")
            try service.stopAndJoin()
        }

        @Test func `what does not hold is answered with its reason and changes nothing`() throws {
            let harness = try ServiceHarness(.embedded())
            let service = try harness.start()
            try service.waitUntilReady()
            try harness.command(
                #""id":"1","kind":"promote","version":"v1""#,
                #""id":"2","kind":"promote","version":"v2","expects":7"#,
                #""id":"3","kind":"freeze""#,
                #""id":"3","kind":"unfreeze""#,
                #""id":"4","kind":"conquer""#,
                #"broken"#
            )
            try harness.client.write(
                [TestRecord(key: nil, value: "not JSON"), TestRecord(key: "fligths", value: "{}")],
                to: harness.control
            )
            _ = try harness.awaitStatus("the last is answered") { $0.offset == 8 }
            let answers = try harness.statuses()
            func answer(_ id: String) -> [(accepted: Bool, ignored: Bool, reason: String)] {
                var seen: Set<Int64> = []
                return answers.compactMap { status in
                    guard let last = status.last, last.id == id, seen.insert(last.offset).inserted
                    else { return nil }
                    return (last.accepted, last.ignored, last.reason ?? "")
                }
            }
            #expect(answer("1").first?.reason.contains("champion") == true)
            #expect(answer("2").first?.reason.contains("7") == true)
            #expect(answer("3").map(\.accepted) == [true, false])
            #expect(answer("3").map(\.ignored) == [false, true])
            #expect(answer("4").first?.reason.contains("conquer") == true)
            let nameless = answers.filter { $0.deployment.isEmpty }
            #expect(nameless.count == 2, "not JSON, and a deployment that there is not")
            #expect(service.total("stream_scorer_revision") == 2, "only the freeze was accepted")
            #expect(service.total("stream_scorer_commands_total", where: "rejected") == 6)
            try service.stopAndJoin()
        }

        @Test func `a stop says its last word and takes less than two seconds`() throws {
            let harness = try ServiceHarness(.embedded())
            let service = try harness.start()
            try service.waitUntilReady()
            #expect(try service.stopAndJoin() < .seconds(2))
            let last = try #require(try harness.statuses().last)
            #expect(last.isStopped && !last.isReady && last.revision == 1)
        }
    }
}
