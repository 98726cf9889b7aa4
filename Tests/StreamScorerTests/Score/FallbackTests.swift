import BrokerFixture
import Foundation
import Operations
import Testing

@testable import StreamScorer

extension ServiceTests {
    /// What answers when the version that an event was routed to cannot.
    @Suite
    struct FallbackTests {
        private static let count = 900

        /// What the fallback chain made of flights that are routed to `champion`.
        private func serve(
            champion: String,
            _ fallback: [DeploymentConfiguration.Fallback],
            breaker: DeploymentConfiguration.Breaker? = nil,
            deadlineMs: Int = 0,
            batch: Int = 100,
            check: (RoutedService, ServiceHarness, [TestRecord], [TestRecord]) throws -> Void
        ) throws {
            let versions = try FlightVersions()
            var options = ServiceHarness.Options()
            options.models = versions.folder
            options.lines = ["max_batch: \(batch)"]
            let harness = try ServiceHarness(.embedded(), options)
            let records = Flights.records(Flights.events.prefix(Self.count), partitions: 3)
            let service = try RoutedService(
                harness,
                harness.routed(versions, champion: champion, fallback: fallback) {
                    if let breaker { $0.breaker = breaker }
                    $0.deadlineMs = deadlineMs
                }
            )
            try harness.send(records)
            try waitUntil("all are answered") {
                service.total("predictions_total") + service.total("dead_letters_total")
                    == Self.count
            }
            let letters = service.total("dead_letters_total")
            let predictions = try harness.readPredictions(Self.count - letters)
            let dead = try harness.readDeadLetters(letters)
            #expect(predictions.count + dead.count == Self.count)
            try check(service, harness, predictions, dead)
            service.stopAndJoin()
        }

        /// Never opens: what fails is answered row by row.
        private static let patient = DeploymentConfiguration.Breaker(
            failureRate: 1,
            windowMs: 60_000,
            minEvents: 1_000_000,
            pauseMs: 1_000,
            probes: 1
        )

        private static let late: Set<String> = Set(
            Flights.events.prefix(count).filter {
                let delay = PredictionText.number(of: "dep_delay", in: Array($0.text.utf8))
                return (delay ?? -1) > 20
            }.map(\.id)
        )

        private static let probabilities = [String: Double](
            Flights.events.prefix(count).map { ($0.id, $0.probability) },
            uniquingKeysWith: { first, _ in first }
        )

        @Test func `rows that a version cannot answer are answered by the next, which says so`()
            throws
        {
            try serve(
                champion: "late-overflow",
                [.version("v1"), .constant(0.2)],
                breaker: Self.patient
            ) { service, _, predictions, dead in
                #expect(dead.isEmpty && !Self.late.isEmpty)
                for record in predictions {
                    let text = try PredictionText(record)
                    let reason = record.header("stream-scorer-fallback-reason")
                    if Self.late.contains(text.id) {
                        #expect(text.route == "fallback" && text.version == "v1")
                        #expect(text.prediction == Self.probabilities[text.id])
                        #expect(reason == "non_finite_score")
                        #expect(record.header("stream-scorer-version") == "v1")
                    } else {
                        #expect(text.route == "champion" && text.version == "late-overflow")
                        #expect(text.prediction == 0.25 && reason == nil)
                    }
                }
                #expect(
                    service.total("unanswered_rows_total", "version=\"late-overflow\"")
                        == Self.late.count
                )
                #expect(
                    service.total("predictions_total", "route=\"fallback\"", "version=\"v1\"")
                        == Self.late.count
                )
            }
        }

        @Test func `where every version fails a constant answers`() throws {
            try serve(
                champion: "overflow",
                [.version("late-overflow"), .constant(0.2)],
                breaker: Self.patient
            ) { _, _, predictions, dead in
                #expect(dead.isEmpty)
                for record in predictions {
                    let text = try PredictionText(record)
                    let isLate = Self.late.contains(text.id)
                    #expect(text.route == "fallback" && text.model == "delay")
                    #expect(text.version == (isLate ? "constant:0.2" : "late-overflow"))
                    #expect(text.prediction == (isLate ? 0.2 : 0.25))
                }
            }
        }

        @Test func `where nothing answers the event is a dead letter with the first reason`() throws
        {
            for chain in [[], [.version("overflow")]] as [[DeploymentConfiguration.Fallback]] {
                try serve(champion: "late-overflow", chain, breaker: Self.patient) {
                    _,
                    _,
                    predictions,
                    dead in
                    #expect(dead.count == Self.late.count)
                    #expect(predictions.count == Self.count - Self.late.count)
                    for letter in dead {
                        let message = letter.header("__connect.errors.exception.message") ?? ""
                        #expect(message.contains("not finite"), "\(message)")
                    }
                }
            }
        }

        @Test func `a breaker that opens keeps rows away, and its state is shown`() throws {
            let breaker = DeploymentConfiguration.Breaker(
                failureRate: 0.5,
                windowMs: 10_000,
                minEvents: 50,
                pauseMs: 600_000,
                probes: 5
            )
            try serve(champion: "overflow", [.version("v1")], breaker: breaker) {
                service,
                _,
                predictions,
                dead in
                #expect(dead.isEmpty)
                var reasons: [String: Int] = [:]
                for record in predictions {
                    let text = try PredictionText(record)
                    #expect(text.route == "fallback" && text.version == "v1")
                    #expect(text.prediction == Self.probabilities[text.id])
                    reasons[record.header("stream-scorer-fallback-reason") ?? "", default: 0] += 1
                }
                print("reasons: \(reasons)")
                #expect(Set(reasons.keys) == ["non_finite_score", "breaker_open"])
                // It opens behind the batch in which the 50th row failed.
                #expect(50...149 ~= reasons["non_finite_score"] ?? 0)
                #expect(service.breakers.state(deployment: "flights", version: "overflow") == .open)
                #expect(service.breakers.state(deployment: "flights", version: "v1") == .closed)
                #expect(service.total("breaker_state", "version=\"overflow\"") == 2)
            }
        }

        @Test func `a version that recovers is let back in by probes`() throws {
            let versions = try FlightVersions()
            var options = ServiceHarness.Options()
            options.models = versions.folder
            options.lines = ["max_batch: 50"]
            let harness = try ServiceHarness(.embedded(), options)
            let service = try RoutedService(
                harness,
                harness.routed(versions, champion: "late-overflow", fallback: [.constant(0.5)]) {
                    $0.breaker = DeploymentConfiguration.Breaker(
                        failureRate: 0.5,
                        windowMs: 10_000,
                        minEvents: 20,
                        pauseMs: 300,
                        probes: 5
                    )
                }
            )
            func send(_ delay: Int, _ count: Int, total: Int) throws {
                try harness.send(
                    (0..<count).map { _ in
                        TestRecord(
                            key: "k",
                            value: #"{"features":{"dep_delay":\#(delay)}}"#,
                            partition: 0
                        )
                    }
                )
                try waitUntil("all are answered") { service.total("predictions_total") == total }
            }
            try send(100, 40, total: 40)
            #expect(
                service.breakers.state(deployment: "flights", version: "late-overflow") == .open
            )
            usleep(400_000)
            try send(100, 40, total: 80)
            #expect(
                service.breakers.state(deployment: "flights", version: "late-overflow") == .open
            )
            usleep(400_000)
            try send(0, 40, total: 120)
            try send(0, 40, total: 160)
            #expect(
                service.breakers.state(deployment: "flights", version: "late-overflow") == .closed
            )
            #expect(service.total("predictions_total", "route=\"champion\"") >= 45)
            service.stopAndJoin()
        }

        @Test func `rows that are not scored within the deadline fall back`() throws {
            try serve(
                champion: "tenfold",
                [.constant(0.2)],
                breaker: Self.patient,
                deadlineMs: 1,
                batch: 512
            ) { service, _, predictions, dead in
                #expect(dead.isEmpty)
                var reasons: [String: Int] = [:]
                for record in predictions {
                    let text = try PredictionText(record)
                    let reason = record.header("stream-scorer-fallback-reason")
                    reasons[reason ?? "answered", default: 0] += 1
                    #expect((text.route == "fallback") == (reason != nil))
                    if reason != nil { #expect(text.prediction == 0.2) }
                }
                print("deadline of 1 ms: \(reasons)")
                #expect(reasons["deadline"] ?? 0 > 0 && reasons["answered"] ?? 0 > 0)
            }
        }

        @Test func `without anything to fall back on a late or failing version keeps answering`()
            throws
        {
            let breaker = DeploymentConfiguration.Breaker(
                failureRate: 0.01,
                windowMs: 10_000,
                minEvents: 1,
                pauseMs: 600_000,
                probes: 1
            )
            try serve(champion: "late-overflow", [], breaker: breaker, deadlineMs: 1) {
                service,
                _,
                predictions,
                dead in
                #expect(dead.count == Self.late.count)
                #expect(predictions.count == Self.count - Self.late.count)
                #expect(service.total("breaker_state", "version=\"late-overflow\"") == 2)
            }
        }
    }
}
