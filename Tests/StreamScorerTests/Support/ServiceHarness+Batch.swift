import BrokerFixture
import Foundation
import Kafka
import Operations

@testable import StreamScorer

extension ServiceHarness {
    /// The plan of a service on this harness's topics.
    func plan() throws -> ServicePlan {
        try ServicePlan(configuration(instance: "plan", options), progress: { _ in })
    }

    /// The table by which the configured version of each deployment is its champion.
    func table(of plan: ServicePlan) throws -> RoutingTable {
        try RoutingTable(
            plan.configuration.deployments.map { deployment in
                let version = RepositoryVersion(
                    model: deployment.model,
                    version: deployment.version
                )
                let loaded = try version.load(from: plan.configuration.models)
                return RoutedDeployment(deployment, model: loaded.model)
            }
        )
    }

    /// Reads features, without a group, until `batch` holds `count` messages.
    func fill(_ batch: inout MessageBatch, count: Int, from consumer: Consumer) throws {
        try consumer.assign(
            (0..<options.partitions).map {
                PartitionOffset(
                    topic: features,
                    partition: Int32($0),
                    offset: PartitionOffset.beginning
                )
            }
        )
        // Filled in one poll: what was fetched meanwhile waits in the client.
        usleep(500_000)
        let end = Date().addingTimeInterval(20)
        while Date() < end {
            consumer.poll(into: &batch, timeoutMs: 100)
            if batch.count >= count { return }
            try consumer.assign(
                (0..<options.partitions).map {
                    PartitionOffset(
                        topic: features,
                        partition: Int32($0),
                        offset: PartitionOffset.beginning
                    )
                }
            )
            usleep(500_000)
        }
        throw FixtureError("no batch of \(count) messages came")
    }
}
