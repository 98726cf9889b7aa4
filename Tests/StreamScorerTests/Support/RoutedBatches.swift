import BrokerFixture
import Foundation
import Kafka
import Operations
import Rollout

@testable import StreamScorer

/// Batches of a harness's events, and the steps that decode, route and score them.
final class RoutedBatches {
    private let harness: ServiceHarness
    private let consumer: Consumer
    var batch: MessageBatch
    var decode: DecodeStep
    var route: RouteStep
    var score: ScoreStep
    private(set) var table: RoutingTable

    init(_ harness: ServiceHarness, _ table: RoutingTable, capacity: Int = 512) throws {
        self.harness = harness
        self.table = table
        consumer = try Consumer(["bootstrap.servers": harness.broker.bootstrapServers])
        batch = MessageBatch(capacity: capacity)
        decode = DecodeStep(
            sources: table.deployments.map(\.source),
            capacity: capacity,
            maxEventBytes: 1 << 20
        )
        route = RouteStep(table: table, capacity: capacity)
        score = ScoreStep(
            table: table,
            capacity: capacity,
            breakers: BreakerShelf(
                worker: 0,
                board: BreakerBoard(registry: MetricRegistry()),
                logger: Logger(format: .json, minimum: .error)
            )
        )
        try rewind()
    }

    func adopt(_ table: RoutingTable) {
        self.table = table
        decode.adopt(table.deployments.map(\.source))
        route.adopt(table)
        score.adopt(table)
    }

    /// Reads the events from the first on again.
    func rewind() throws {
        batch.clear()
        try consumer.assign(
            (0..<harness.options.partitions).map {
                PartitionOffset(
                    topic: harness.features,
                    partition: Int32($0),
                    offset: PartitionOffset.beginning
                )
            }
        )
    }

    /// Takes the next batch and decodes and routes it.
    ///
    /// - Returns: false when nothing came within ten seconds.
    func next() -> Bool {
        for _ in 0..<100 {
            consumer.poll(into: &batch, timeoutMs: 100)
            guard batch.count > 0 else { continue }
            decode.run(batch)
            route.run(batch, decode.rows)
            return true
        }
        return false
    }

    /// Decodes, routes and scores the batch in hand once more.
    func again() {
        decode.run(batch)
        route.run(batch, decode.rows)
        scoreRows()
    }

    /// Scores the batch in hand.
    func scoreRows() {
        score.run(route.groups, of: decode.rows)
    }

    /// The route of a row, `champion` and the like, and its version.
    func answer(_ row: Int) -> (route: String, version: String) {
        let route = table.routes[Int(self.route.groups.routes[row])]
        return (route.name, table.versions[route.version].name)
    }

    /// Each row's score.
    func prediction(_ row: Int) -> Double { score.values[Int(score.offsets[row])] }

    /// Where each of the next `count` events goes, by its key's text.
    func routes(of count: Int) throws -> [String: String] {
        var routes: [String: String] = [:]
        var seen = 0
        while seen < count {
            guard next() else { throw FixtureError("\(seen) of \(count) events came") }
            for row in 0..<batch.count {
                let key = String(decoding: batch[row].key.array, as: UTF8.self)
                let answer = answer(row)
                routes[key] = "\(answer.route) \(answer.version)"
            }
            seen += batch.count
        }
        return routes
    }
}
