import Testing

@testable import Operations

@Suite struct MetricLeaseTests {
    private let registry = MetricRegistry()
    private let family = ScorerMetrics.inferenceDuration
    private let name = "stream_scorer_inference_duration_seconds"

    private func count(_ version: String) throws -> Double? {
        try Exposition(registry.render())
            .value(name + "_count", ["model": "m", "version": version])
    }

    @Test func `a leased histogram is gone once all have given it back`() throws {
        let shards = [registry.makeShard(), registry.makeShard()]
        let leases = shards.map { _ in registry.lease(histogram: family, "m", "v1") }
        for (shard, id) in zip(shards, leases) { shard.record(id, nanoseconds: 5_000) }
        registry.giveBack(leases[0])
        #expect(try count("v1") == 2)
        registry.giveBack(leases[1])
        #expect(try count("v1") == nil)
    }

    @Test func `a slot that was given back counts from zero for the next`() throws {
        let shard = registry.makeShard()
        let first = registry.lease(histogram: family, "m", "v1")
        shard.record(first, nanoseconds: 5_000)
        registry.giveBack(first)
        let second = registry.lease(histogram: family, "m", "v2")
        #expect(second == first)
        #expect(try count("v2") == 0)
        shard.record(second, nanoseconds: 5_000)
        #expect(try count("v2") == 1)
    }

    @Test func `ten times as many versions as there are slots come and go, and none is refused`()
        throws
    {
        let shard = registry.makeShard()
        for version in 0..<MetricRegistry.maxHistograms * 10 {
            let id = registry.lease(histogram: family, "m", "\(version)")
            shard.record(id, nanoseconds: 5_000)
            #expect(registry.snapshot(id).count == 1)
            registry.giveBack(id)
        }
        let text = String(decoding: registry.render(), as: UTF8.self)
        #expect(!text.contains("refused"))
    }

    @Test func `a gauge that was given back is neither shown nor set for the next`() throws {
        let shard = registry.makeShard()
        let labels = ["m", "v1", "sha256:00", "champion"]
        let gauge = registry.lease(gauge: ScorerMetrics.modelInfo, labelValues: labels)
        shard.set(gauge, 1)
        registry.giveBack(gauge)
        let next = registry.lease(gauge: ScorerMetrics.modelInfo, labelValues: labels)
        #expect(next == gauge)
        #expect(!String(decoding: registry.render(), as: UTF8.self).contains("sha256:00"))
    }
}
