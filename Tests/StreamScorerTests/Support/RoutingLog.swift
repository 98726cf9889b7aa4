import BrokerFixture
import Inference
import Operations
import Rollout

@testable import StreamScorer

/// A control log of deployment `flights`, folded command by command, and the routing it comes to.
struct RoutingLog {
    private var state = ControlState()
    private let configuration: DeploymentConfiguration
    private let model: (String) throws -> Model

    /// Declares the deployment with its configured version.
    init(
        _ configuration: DeploymentConfiguration,
        model: @escaping (String) throws -> Model = RoutingLog.flightModel
    ) throws {
        self.configuration = configuration
        self.model = model
        let input = configuration.input
        try send(
            #""kind":"deploy","input":{"topic":"\#(input.topic)","format":"\#(input.format.rawValue)"},"#
                + #""output":{"topic":"\#(configuration.output.topic)"},"#
                + #""model":"\#(configuration.model)","version":"\#(configuration.version)""#
        )
    }

    /// Sends a command with these members beside id and issuer, which must be accepted.
    mutating func send(_ members: String) throws {
        let offset = state.nextOffset
        let value =
            #"{"id":"c\#(offset)","deployment":"\#(configuration.name)","issuer":"t@t",\#(members)}"#
        let outcome = state.apply(
            ControlRecord(
                offset: offset,
                timeMs: 1_700_000_000_000 + offset,
                key: nil,
                value: Array(value.utf8)
            )
        )
        guard outcome.verdict == .accepted else {
            throw FixtureError("\(members): \(outcome.verdict)")
        }
    }

    /// How the plain reference routes.
    var plan: RoutePlan {
        get throws {
            guard let deployment = state.deployments[configuration.name] else {
                throw FixtureError("no deployment \(configuration.name)")
            }
            return deployment.routePlan()
        }
    }

    /// The table of the log so far.
    func table(following previous: RoutingTable? = nil) throws -> RoutingTable {
        let plan = try plan
        let deployment = RoutedDeployment(
            configuration: configuration,
            plan: plan,
            models: try plan.versions.map(model)
        )
        return try RoutingTable([deployment], following: previous)
    }

    /// A version of the example's models, loaded once.
    static func flightModel(_ version: String) throws -> Model {
        guard let model = models[version] else { throw FixtureError("no version \(version)") }
        return model
    }

    private static let models: [String: Model] = {
        var models: [String: Model] = [:]
        for version in ["v1", "v2", "v3-hours"] {
            models[version] = try? Model.load(folder: "\(Flights.models)/delay/\(version)")
        }
        return models
    }()
}

extension ServiceHarness {
    /// The harness's deployment as configured.
    func deployment() throws -> DeploymentConfiguration {
        try configuration(instance: "deployment", options).deployments[0]
    }
}
