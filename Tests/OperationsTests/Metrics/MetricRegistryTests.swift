import Foundation
import Synchronization
import Testing

@testable import Operations

@Suite struct MetricRegistryTests {
    private let registry = MetricRegistry()

    private func exposition() throws -> Exposition { try Exposition(registry.render()) }

    @Test func `counters of all shards are summed`() throws {
        let id = registry.counter(ScorerMetrics.recordsConsumed, "features")
        let shards = (0..<3).map { _ in registry.makeShard() }
        for (n, shard) in shards.enumerated() { shard.add(id, UInt64(n + 1)) }
        let name = "stream_scorer_records_consumed_total"
        #expect(try exposition().value(name, ["topic": "features"]) == 6)
        #expect(try exposition().types[name] == "counter")
        #expect(registry.total(id) == 6)
    }

    @Test func `the same name and labels give the same series`() {
        let one = registry.counter(ScorerMetrics.recordsConsumed, "a")
        #expect(registry.counter(ScorerMetrics.recordsConsumed, "a") == one)
        #expect(registry.counter(ScorerMetrics.recordsConsumed, "b") != one)
    }

    @Test func `a gauge is shown once it is set and until it is cleared`() throws {
        let id = registry.gauge(ScorerMetrics.consumerLag, "t", "0")
        let shard = registry.makeShard()
        let name = "stream_scorer_consumer_lag_records"
        let labels = ["topic": "t", "partition": "0"]
        #expect(try exposition().value(name, labels) == nil)
        shard.set(id, 0)
        #expect(try exposition().value(name, labels) == 0)
        registry.makeShard().set(id, -2.5)
        #expect(try exposition().value(name, labels) == -2.5)
        shard.clear(id)
        #expect(try exposition().value(name, labels) == nil)
    }

    @Test func `label values are escaped`() throws {
        let odd = "a\"b\\c\nd{}=,é"
        registry.makeShard().add(registry.counter(ScorerMetrics.recordsConsumed, odd), 1)
        let name = "stream_scorer_records_consumed_total"
        #expect(try exposition().value(name, ["topic": odd]) == 1)
    }

    @Test func `a duration's buckets are cumulative seconds`() throws {
        let shard = registry.makeShard()
        let id = registry.histogram(ScorerMetrics.endToEndDuration, "d")
        for nanoseconds: UInt64 in [1_000, 999_000, 1_001_000, 2_000_000_000, 1 << 40] {
            shard.record(id, nanoseconds: nanoseconds)
        }
        let name = "stream_scorer_end_to_end_duration_seconds"
        let shown = try exposition()
        for (bound, count) in [("5e-06", 1.0), ("0.0005", 1), ("0.0025", 3), ("1", 3), ("2.5", 4)] {
            #expect(shown.value(name + "_bucket", ["deployment": "d", "le": bound]) == count)
        }
        #expect(shown.value(name + "_bucket", ["deployment": "d", "le": "60"]) == 4)
        #expect(shown.value(name + "_count", ["deployment": "d"]) == 5)
        let sum = try #require(shown.value(name + "_sum", ["deployment": "d"]))
        #expect(abs(sum - 1101.513628776) < 1e-6)
    }

    @Test func `a batch's size counts at its own bound`() throws {
        let shard = registry.makeShard()
        let id = registry.histogram(ScorerMetrics.batchRecords)
        for size in [0, 1, 2, 3, 64, 65, 512, 16_384, -1, .max] { shard.record(id, size: size) }
        let name = "stream_scorer_batch_records"
        let shown = try exposition()
        for (bound, count) in [("1", 3.0), ("2", 4), ("4", 5), ("64", 6), ("128", 7), ("512", 8)] {
            #expect(shown.value(name + "_bucket", ["le": bound]) == count, "le \(bound)")
        }
        #expect(shown.value(name + "_bucket", ["le": "16384"]) == 9)
        #expect(shown.value(name + "_count") == 10)
    }

    @Test func `series registered after a shard was made are counted by it`() throws {
        let shard = registry.makeShard()
        let id = registry.histogram(ScorerMetrics.inferenceDuration, "m", "v")
        shard.record(id, nanoseconds: 5_000)
        #expect(registry.snapshot(id).count == 1)
    }

    @Test func `series beyond the limit are refused, counted and harmless`() throws {
        let shard = registry.makeShard()
        for n in 0..<MetricRegistry.maxSeries + 10 {
            shard.add(registry.counter(ScorerMetrics.recordsConsumed, "t\(n)"), 1)
        }
        for n in 0..<MetricRegistry.maxHistograms + 10 {
            shard.record(
                registry.histogram(ScorerMetrics.inferenceDuration, "m", "\(n)"),
                nanoseconds: 1
            )
        }
        let lines = String(decoding: registry.render(), as: UTF8.self).split(separator: "\n")
        #expect(lines.contains("stream_scorer_metric_series_refused_total 22"))
        let counted = lines.count { $0.hasPrefix("stream_scorer_records_consumed_total{") }
        #expect(counted == MetricRegistry.maxSeries - 1)
    }

    @Test func `shards that count while they are shown lose nothing`() throws {
        let counter = registry.counter(ScorerMetrics.commits)
        let histogram = registry.histogram(ScorerMetrics.commitDuration)
        let shards = [registry.makeShard(), registry.makeShard()]
        func count(_ shard: MetricShard) throws -> OwnedThread {
            try OwnedThread(name: "count") {
                for n in 0..<50_000 {
                    shard.add(counter)
                    shard.record(histogram, nanoseconds: UInt64(n) * 1_000)
                }
            }
        }
        let one = try count(shards[0])
        let two = try count(shards[1])
        for _ in 0..<20 {
            _ = registry.counter(ScorerMetrics.recordsConsumed, "\(Int.random(in: 0..<100))")
            _ = try exposition()
        }
        one.join()
        two.join()
        let shown = try exposition()
        #expect(shown.value("stream_scorer_commits_total") == 100_000)
        #expect(shown.value("stream_scorer_commit_duration_seconds_count") == 100_000)
    }
}
