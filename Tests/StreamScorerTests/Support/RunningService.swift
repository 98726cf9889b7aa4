import BrokerFixture
import Foundation
import Operations
import StreamScorer

/// One scoring service of this process, with a stop flag, metrics and readiness of its own.
final class RunningService {
    let stop = StopFlag()
    let metrics = MetricRegistry()
    let readiness = Readiness()
    private let service: ScoringService

    init(_ configuration: ServeConfiguration, logLevel: LogLevel) throws {
        let plan = try ServicePlan(configuration, progress: { _ in })
        service = try ScoringService(
            plan,
            Surroundings(
                logger: Logger(format: .json, minimum: logLevel),
                metrics: metrics,
                readiness: readiness,
                stop: stop
            )
        )
    }

    /// A test that fails midway leaves nothing running.
    deinit {
        stop.raise()
        try? service.join()
    }

    /// Waits until every worker has its place in the group.
    func waitUntilReady(seconds: Double = 30) throws {
        try waitUntil("the service is ready", seconds: seconds) { readiness.isReady }
    }

    /// Stops in order.
    ///
    /// - Returns: how long it took.
    @discardableResult
    func stopAndJoin() throws -> Duration {
        let clock = ContinuousClock()
        let begin = clock.now
        stop.raise()
        try service.join()
        return clock.now - begin
    }

    /// Waits until the service ends by itself.
    func join() throws { try service.join() }

    /// The sum of all series of a metric.
    func total(_ name: String, where labels: String = "") -> Double {
        let text = String(decoding: metrics.render(), as: UTF8.self)
        return text.split(separator: "\n").filter {
            $0.hasPrefix(name) && (labels.isEmpty || $0.contains(labels))
                && $0.dropFirst(name.count).first.map { $0 == "{" || $0 == " " } == true
        }.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
    }
}

/// Waits for a condition, looking often.
func waitUntil(
    _ what: String,
    seconds: Double = 30,
    _ condition: () throws -> Bool
) throws {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
        if try condition() { return }
        usleep(10_000)
    }
    throw FixtureError("waited \(seconds) s in vain until \(what)")
}
