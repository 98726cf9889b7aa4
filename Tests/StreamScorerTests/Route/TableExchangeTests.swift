import BrokerFixture
import Foundation
import Inference
import Operations
import Rollout
import Testing

@testable import StreamScorer

@Suite
struct TableExchangeTests {
    @Test func `a replaced table is let go once every worker has left it`() throws {
        let harness = try ServiceHarness(.embedded())
        let configuration = try harness.deployment()
        let exchange = TableExchange()
        #expect(exchange.join() == nil && exchange.generation == 0)
        func publish(_ revision: Int64, _ version: String) throws -> WeakModel {
            let model = try Model.load(folder: "\(Flights.models)/delay/\(version)")
            let deployment = RoutedDeployment(
                configuration: configuration,
                plan: RoutePlan(revision: revision, versions: [version]),
                models: [model]
            )
            exchange.publish(try RoutingTable([deployment]))
            return WeakModel(model)
        }
        let first = try publish(1, "v1")
        var one = exchange.join()?.seat
        var two = exchange.join()?.seat
        #expect(one?.newer() == nil)
        let second = try publish(2, "v2")
        let newer = try #require(one?.newer())
        #expect(newer.table.deployments[0].revision == 2 && newer.generation == 2)
        one?.adopted(2)
        #expect(one?.newer() == nil && two?.newer() != nil)
        exchange.releaseRetired()
        #expect(first.model != nil && exchange.heldTables == 2)
        two = nil
        exchange.releaseRetired()
        #expect(first.model == nil && second.model != nil && exchange.heldTables == 1)
        one = nil
        _ = try publish(3, "v1")
        #expect(second.model == nil || exchange.heldTables == 1)
    }

    @Test func `a table of other deployments cannot follow`() throws {
        let harness = try ServiceHarness(.embedded())
        var configuration = try harness.deployment()
        let log = try RoutingLog(configuration)
        let table = try log.table()
        configuration.name = "other"
        let other = try RoutingLog(configuration)
        #expect(throws: ScoringError.self) { try other.table(following: table) }
    }

    @Test func `what did not change is shared with the table before`() throws {
        let harness = try ServiceHarness(.embedded())
        var log = try RoutingLog(harness.deployment())
        let first = try log.table()
        try log.send(#""kind":"rule","name":"r","header":"h","equals":"x","version":"v1""#)
        let second = try log.table(following: first)
        #expect(second.deployments[0].source.plan === first.deployments[0].source.plan)
        try log.send(#""kind":"rule","name":"f","field":"/x","equals":"x","version":"v1""#)
        let third = try log.table(following: second)
        #expect(third.deployments[0].source.plan !== first.deployments[0].source.plan)
    }
}

private final class WeakModel {
    private(set) weak var model: Model?
    init(_ model: Model) { self.model = model }
}
