import AllocationCounter
import BrokerFixture
import Foundation
import Kafka
import Rollout
import Testing

@testable import StreamScorer

extension ServiceTests {
    /// Tables that are swapped while events stream.
    @Suite
    struct SwapTests {
        @Test func `swaps lose, repeat and reorder nothing, and each event goes by its revision`()
            throws
        {
            let harness = try ServiceHarness(.embedded())
            let service = try harness.start()
            try service.waitUntilReady()
            let events = Flights.events
            let records = Flights.records(events, partitions: 3)
            let commands = [
                #""kind":"canary","version":"v2","percent":20"#,
                #""kind":"canary","version":"v2","percent":60"#,
                #""kind":"rule","name":"hub","field":"/features/origin","equals":"JFK","version":"v2""#,
                #""kind":"promote","version":"v2""#,
                #""kind":"unrule","name":"hub""#,
                #""kind":"rollback""#,
            ]
            let step = records.count / (commands.count + 1)
            for (place, command) in commands.enumerated() {
                try harness.send(Array(records[place * step..<(place + 1) * step]))
                // The command meets a stream under way, of which something went by the revision before.
                try waitUntil("step \(place) is begun", seconds: 60) {
                    service.total("stream_scorer_predictions_total") > Double(place * step)
                }
                try harness.command(#""id":"c\#(place)",\#(command)"#)
                _ = try harness.awaitStatus("revision \(place + 2)", seconds: 60) {
                    $0.revision == Int64(place + 2) && $0.isReady
                }
            }
            try harness.send(Array(records[(commands.count * step)...]))
            let answers = try harness.readPredictions(records.count)
            try service.stopAndJoin()
            try #require(answers.count == records.count)

            var state = ControlState()
            var plans: [Int64: RoutePlan] = [:]
            for record in try harness.readControl(commands.count + 1) {
                _ = state.apply(
                    ControlRecord(
                        offset: record.offset,
                        timeMs: record.timestampMs,
                        key: record.key,
                        value: record.value
                    )
                )
                if let flights = state.deployments["flights"] {
                    plans[flights.revision] = flights.routePlan()
                }
            }
            var revisions: Set<Int64> = []
            for partition in 0..<Int32(3) {
                let places = records.indices.filter { records[$0].partition == partition }
                let own = answers.filter { $0.partition == partition }
                try #require(own.count == places.count)
                var last: Int64 = 0
                for (place, record) in zip(places, own) {
                    let answer = try PredictionText(record)
                    let plan = try #require(plans[answer.revision])
                    let expected = Self.route(of: events[place], plan)
                    try #require(answer.id == events[place].id)
                    try #require(answer.revision >= last)
                    try #require("\(answer.route) \(answer.version)" == expected)
                    try #require(
                        answer.prediction == events[place].probabilities[answer.version]
                    )
                    last = answer.revision
                    revisions.insert(answer.revision)
                }
            }
            #expect(revisions.sorted() == Array(1...Int64(commands.count + 1)))
        }

        // librdkafka's look for a record's headers allocates: measured alone and taken off.
        @Test(.enabled(if: allocation_counter_works() == 1, "blocks are counted on glibc only"))
        func `five rules and three canaries allocate nothing for an event`() throws {
            var options = ServiceHarness.Options()
            options.partitions = 1
            let harness = try ServiceHarness(.embedded(), options)
            try harness.send(Flights.records(Flights.events.prefix(500), partitions: 1))
            var log = try RoutingLog(harness.deployment()) { _ in
                try RoutingLog.flightModel("v2")
            }
            for command in [
                #""kind":"rule","name":"a","field":"/features/carrier","equals":["UA"],"version":"b""#,
                #""kind":"rule","name":"b","field":"/tenant","equals":"acme","version":"c""#,
                #""kind":"rule","name":"c","header":"beta","equals":[true,1],"version":"d""#,
                #""kind":"rule","name":"d","header":"tenant","equals":["x","y"],"version":"b""#,
                #""kind":"rule","name":"e","field":"/id","equals":"nobody","version":"c""#,
                #""kind":"canary","version":"b","percent":20"#,
                #""kind":"canary","version":"c","percent":20"#,
                #""kind":"canary","version":"d","percent":20"#,
            ] { try log.send(command) }
            let batches = try RoutedBatches(harness, log.table())
            #expect(batches.next())
            batches.again()
            let before = allocation_counter_blocks()
            for row in 0..<batches.batch.count {
                if batches.batch[row].hasHeaders { Issue.record("no event has headers") }
            }
            let looks = allocation_counter_blocks() - before
            for turn in 0..<10 {
                let start = allocation_counter_blocks()
                batches.again()
                let blocks = allocation_counter_blocks() - start
                #expect(blocks == looks, "turn \(turn)")
            }
            let routes = Set((0..<batches.batch.count).map { batches.answer($0).route })
            #expect(routes.isSuperset(of: ["champion", "canary"]))
        }

        /// The plan read plainly.
        private static func route(of event: Flights.Event, _ plan: RoutePlan) -> String {
            for rule in plan.rules where event.text.contains(#""origin":"JFK""#) {
                return "rule:\(rule.name) \(plan.versions[rule.target])"
            }
            let champion = "champion \(plan.versions[plan.champion])"
            guard let canary = plan.canary else { return champion }
            let target = Int(canary.target(of: Array(event.key.utf8).span.bytes))
            return target < 0 ? champion : "canary \(plan.versions[target])"
        }
    }
}
