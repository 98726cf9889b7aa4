import AllocationCounter
import BrokerFixture
import Kafka
import Observation
import Operations
import Testing

@testable import StreamScorer

extension ServiceTests {
    /// The hot path's allocations, counted.
    @Suite
    struct AllocationTests {
        // Excluded: polling and handing over, where librdkafka allocates by itself; record headers
        // and dead letters, which allocate by design; librdkafka's look for a record's headers,
        // which is measured alone and taken off.
        @Test(.enabled(if: allocation_counter_works() == 1, "blocks are counted on glibc only"))
        func `decode, route, score and encode allocate nothing after the first turn`() throws {
            try expectNoAllocation(shadows: [])
        }

        @Test(.enabled(if: allocation_counter_works() == 1, "blocks are counted on glibc only"))
        func `shadows allocate nothing after the first turns`() throws {
            try expectNoAllocation(shadows: [("twin", 1_000_000), ("late-overflow", 500_000)])
        }

        @Test(.enabled(if: allocation_counter_works() == 1, "blocks are counted on glibc only"))
        func `counting and its records allocate nothing after the first turns`() throws {
            try expectNoAllocation(shadows: [], isObserved: true)
            try expectNoAllocation(shadows: [("twin", 1_000_000)], isObserved: true)
        }

        private func expectNoAllocation(
            shadows: [(version: String, sample: Int32)],
            isObserved: Bool = false
        ) throws {
            let versions = try FlightVersions()
            var options = ServiceHarness.Options()
            options.partitions = 1
            options.addsHeaders = false
            options.models = versions.folder
            options.lines = ["shadows: {share: 1}"]
            let harness = try ServiceHarness(.embedded(), options)
            var records = Flights.records(Flights.events.prefix(500), partitions: 1)
            for place in 0..<10 {
                records.append(
                    TestRecord(
                        key: "no id \(place)",
                        value: #"{"features":{"carrier":"nobody"}}"#,
                        partition: 0
                    )
                )
                records.append(TestRecord(key: "tombstone", value: nil, partition: 0))
            }
            try harness.send(records)
            let consumer = try Consumer(["bootstrap.servers": harness.broker.bootstrapServers])
            var batch = MessageBatch(capacity: 512)
            try harness.fill(&batch, count: 512, from: consumer)

            let producer = try Producer(["bootstrap.servers": harness.broker.bootstrapServers])
            let plan = try harness.plan()
            let book =
                isObserved
                ? ObservationBook(
                    ObserveSettings(
                        paneMs: 3_600_000,
                        latenessMs: 604_800_000,
                        maxJumpMs: 604_800_000
                    ),
                    deployments: [("flights", harness.features)]
                ) : nil
            var pipeline = ScoringPipeline(
                WorkerSettings(
                    plan: plan,
                    index: 0,
                    tables: TableExchange(),
                    topics: ActiveTopics(),
                    breakers: BreakerBoard(registry: MetricRegistry())
                ),
                table: try RoutingTable([
                    harness.routed(
                        versions,
                        champion: "v1",
                        shadows: shadows,
                        observed: isObserved
                    )
                ]),
                shadows: ShadowGate(),
                observations: book,
                logger: Logger(format: .json, minimum: .error)
            )
            pipeline.redirect(to: [
                OutputTarget(
                    inputTopic: harness.features,
                    predictions: try producer.topic(harness.predictions),
                    deadLetters: try producer.topic(harness.deadLetters),
                    shadows: try producer.topic(harness.shadowPredictions),
                    keepsPartition: true,
                    deadLettersKeepPartition: true,
                    shadowsKeepPartition: true,
                    observations: isObserved ? try producer.topic(harness.observations) : nil
                )
            ])
            var outbox = Outbox(pageBytes: 64 * 1024, recordsPerPage: 512, pages: 16)
            var written = 0
            var beside = 0
            let looks = batch.blocksOfHeaderLooks()
            for turn in 0..<21 {
                let before = allocation_counter_blocks()
                pipeline.read(batch)
                let end = pipeline.write(batch, from: 0, into: &outbox)
                var blocks = allocation_counter_blocks() - before
                let served = outbox.unsentRecords()
                written += served
                let again = allocation_counter_blocks()
                pipeline.observe(batch, from: 0, to: end, into: &outbox)
                if pipeline.hasShadows {
                    pipeline.shadow(
                        batch,
                        until: end,
                        turn: ShadowStep.Turn(
                            beganNs: MonotonicClock.nanoseconds() - 1_000_000,
                            isBusy: false,
                            isPressed: false
                        ),
                        isWaiting: { false },
                        into: &outbox
                    )
                }
                blocks += allocation_counter_blocks() - again
                let records = outbox.unsentRecords()
                // Observations are written as a commit begins.
                let last = allocation_counter_blocks()
                book?.flush(into: &outbox)
                blocks += allocation_counter_blocks() - last
                #expect((outbox.unsentRecords() > records) == isObserved)
                if turn > 1 || !isObserved && turn > 0 { #expect(blocks == looks, "turn \(turn)") }
                #expect(end == batch.count)
                beside += records - served
                outbox.reset()
            }
            #expect(written == 21 * (batch.count - batch.tombstones))
            #expect((beside > 0) == !shadows.isEmpty)
        }
    }
}

extension MessageBatch {
    /// The blocks that librdkafka takes to see that no message has headers.
    fileprivate func blocksOfHeaderLooks() -> UInt64 {
        let before = allocation_counter_blocks()
        for index in 0..<self.count where !self[index].isTombstone {
            if self[index].hasHeaders { preconditionFailure("headers are off") }
        }
        return allocation_counter_blocks() - before
    }

    /// How many messages have a null value.
    fileprivate var tombstones: Int {
        var count = 0
        for index in 0..<self.count where self[index].isTombstone { count += 1 }
        return count
    }
}
