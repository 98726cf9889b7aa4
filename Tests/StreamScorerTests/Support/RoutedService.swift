import BrokerFixture
import Foundation
import Inference
import Operations
import Rollout

@testable import StreamScorer

/// One worker on a harness's topics, routed by tables that the test publishes.
final class RoutedService {
    let stop = StopFlag()
    let metrics = MetricRegistry()
    let readiness = Readiness()
    let breakers: BreakerBoard
    private let tables = TableExchange()
    private let thread: WorkerThread
    private let statistics: StatisticsThread
    private var isJoined = false

    init(_ harness: ServiceHarness, _ deployment: RoutedDeployment) throws {
        let plan = try harness.plan()
        breakers = BreakerBoard(registry: metrics)
        statistics = StatisticsThread(registry: metrics)
        tables.publish(try RoutingTable([deployment]))
        let topics = ActiveTopics()
        topics.set([harness.features])
        thread = try WorkerThread(
            WorkerSettings(
                plan: plan,
                index: 0,
                tables: tables,
                topics: topics,
                breakers: breakers
            ),
            surroundings: Surroundings(
                logger: Logger(
                    format: .json,
                    minimum: ProcessInfo.processInfo.environment["STREAM_SCORER_TEST_LOG"] == nil
                        ? .error : .debug
                ),
                metrics: metrics,
                readiness: readiness,
                stop: stop
            ),
            statistics: statistics,
            failed: { error in print("the worker failed: \(error)") }
        )
    }

    deinit { stopAndJoin() }

    func stopAndJoin() {
        guard !isJoined else { return }
        isJoined = true
        stop.raise()
        thread.join()
    }

    /// The sum of all series of a metric that have all these labels.
    func total(_ name: String, _ labels: String...) -> Int {
        let text = String(decoding: metrics.render(), as: UTF8.self)
        let sum = text.split(separator: "\n").filter { line in
            line.hasPrefix("stream_scorer_\(name){") && labels.allSatisfy { line.contains($0) }
        }.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
        return Int(sum)
    }

    /// Shadow rows by what became of them; results without rows are left out.
    func shadowResults(_ version: String) -> [String: Int] {
        var results: [String: Int] = [:]
        for result in ShadowResult.allCases {
            let count = total(
                "shadow_records_total",
                "version=\"\(version)\"",
                "result=\"\(result.name)\""
            )
            if count > 0 { results[result.name] = count }
        }
        return results
    }
}

extension ServiceHarness {
    /// Flights routed to `champion` of `versions`.
    func routed(
        _ versions: FlightVersions,
        champion: String,
        shadows: [(version: String, sample: Int32)] = [],
        fallback: [DeploymentConfiguration.Fallback] = [],
        observed: Bool = false,
        adjust: (inout DeploymentConfiguration) -> Void = { _ in }
    ) throws -> RoutedDeployment {
        var configuration = try configuration(instance: "routed", options).deployments[0]
        adjust(&configuration)
        var names = [champion]
        func place(_ version: String) -> Int {
            if let place = names.firstIndex(of: version) { return place }
            names.append(version)
            return names.count - 1
        }
        let shadowPlans = shadows.map { shadow in
            RoutePlan.ShadowPlan(
                version: place(shadow.version),
                sampleMillionths: shadow.sample,
                salt: BucketSalt("shadow/flights/\(shadow.version)")
            )
        }
        let chain = fallback.map { step in
            switch step {
            case .version(let version): RoutePlan.FallbackPlan.version(place(version))
            case .constant(let number): RoutePlan.FallbackPlan.constant(number)
            }
        }
        return RoutedDeployment(
            configuration: configuration,
            plan: RoutePlan(
                revision: 1,
                versions: names,
                shadows: shadowPlans,
                fallback: chain
            ),
            models: try names.map { try versions.model($0) },
            baselines: try observed
                ? names.map { try VersionBaseline.load(for: versions.model($0)) } : []
        )
    }

    /// The shadow predictions that there are.
    func readShadows(_ count: Int, seconds: Double = 30) throws -> [TestRecord] {
        try client.read(
            shadowPredictions,
            partitions: options.partitions,
            count: count,
            seconds: seconds
        )
    }
}
