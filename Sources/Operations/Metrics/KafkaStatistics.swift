internal import FoundationEssentials
import Synchronization

/// Turns librdkafka's statistics, JSON that a client emits every `statistics.interval.ms`, into
/// gauges.
///
/// Thread safety: any thread may call `update`. It parses and allocates: it belongs off the hot
/// path.
public final class KafkaStatistics: Sendable {
    private let registry: MetricRegistry
    private let shard: MetricShard
    private let shown = Mutex<[String: Set<GaugeID>]>([:])

    /// Bytes of a report that is parsed at most.
    public static let maxBytes = 16 << 20

    /// Shows what it is given through a registry.
    public init(registry: MetricRegistry) {
        self.registry = registry
        shard = registry.makeShard()
    }

    /// Takes one report of a client.
    ///
    /// Gauges of a broker that the report no longer holds are taken out.
    ///
    /// - Parameters:
    ///   - json: the report as librdkafka gives it.
    ///   - client: the label that the gauges get, such as `consumer-0`.
    /// - Returns: what the report says besides; nil when it could not be read, and the gauges are
    ///   then left as they were.
    @discardableResult
    public func update(json: String, client: String) -> ClientReport? {
        guard json.utf8.count <= Self.maxBytes,
            let report = try? JSONDecoder().decode(Report.self, from: Data(json.utf8))
        else { return nil }
        let values = gauges(of: report, client)
        for (id, value) in values { shard.set(id, value) }
        let fresh = Set(values.map(\.0))
        let stale = shown.withLock { shown in
            defer { shown[client] = fresh }
            return (shown[client] ?? []).subtracting(fresh)
        }
        for id in stale { shard.clear(id) }
        return ClientReport(
            isConnected: (report.brokers ?? [:]).values.contains { $0.state == "UP" },
            assignedPartitions: report.cgrp?.assignment_size ?? 0,
            startedPartitions: (report.topics ?? [:]).values.reduce(0) { count, topic in
                count + (topic.partitions ?? [:]).values.count { $0.fetch_state == "active" }
            }
        )
    }

    private func gauges(of report: Report, _ client: String) -> [(GaugeID, Double)] {
        let brokers = (report.brokers ?? [:]).values.filter { $0.nodeid >= 0 }
        var values: [(GaugeID, Double)] = [
            (
                registry.gauge(ScorerMetrics.kafkaBrokersUp, client),
                Double(brokers.filter { $0.state == "UP" }.count)
            ),
            (registry.gauge(ScorerMetrics.kafkaPendingEvents, client), report.replyq ?? 0),
        ]
        if report.type == "producer" {
            values += [
                (registry.gauge(ScorerMetrics.kafkaQueuedMessages, client), report.msg_cnt ?? 0),
                (registry.gauge(ScorerMetrics.kafkaQueuedBytes, client), report.msg_size ?? 0),
            ]
        } else {
            let partitions = (report.topics ?? [:]).values.flatMap { ($0.partitions ?? [:]).values }
            values.append(
                (
                    registry.gauge(ScorerMetrics.kafkaFetchedMessages, client),
                    partitions.reduce(0) { $0 + ($1.fetchq_cnt ?? 0) }
                )
            )
        }
        for broker in brokers {
            guard let rtt = broker.rtt, rtt.cnt > 0 else { continue }
            for (statistic, micros) in [("p50", rtt.p50), ("p99", rtt.p99)] {
                let id = registry.gauge(
                    ScorerMetrics.kafkaRoundTrip,
                    client,
                    "\(Int(broker.nodeid))",
                    statistic
                )
                values.append((id, micros / 1e6))
            }
        }
        return values
    }

    // Names are librdkafka's: its STATISTICS.md.
    private struct Report: Decodable {
        let type: String
        let replyq: Double?
        let msg_cnt: Double?
        let msg_size: Double?
        let brokers: [String: Broker]?
        let topics: [String: Topic]?
        let cgrp: Group?
    }

    private struct Group: Decodable { let assignment_size: Int? }

    private struct Broker: Decodable {
        let nodeid: Double
        let state: String
        let rtt: RoundTrip?
    }

    private struct RoundTrip: Decodable {
        let cnt: Double
        let p50: Double
        let p99: Double
    }

    private struct Topic: Decodable { let partitions: [String: Partition]? }

    private struct Partition: Decodable {
        let fetchq_cnt: Double?
        let fetch_state: String?
    }
}
