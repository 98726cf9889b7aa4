internal import Glibc
internal import Operations
internal import Synchronization

/// Reads librdkafka's statistics on a thread of its own, because they are JSON and arrive on the
/// threads that score.
///
/// Keeps the newest report of each client only. Thread safety: any thread may post.
final class StatisticsThread: Sendable {
    /// How often clients report: a broker that is back is seen this late.
    static let intervalMs = 1_000

    private struct Report {
        let json: String
        let whenRead: @Sendable (ClientReport) -> Void
    }

    private let newest = Mutex<[String: Report]>([:])
    private let gauges: KafkaStatistics

    init(registry: MetricRegistry) { gauges = KafkaStatistics(registry: registry) }

    /// Leaves a report to be read; `whenRead` is then called on this thread.
    func post(
        _ json: String,
        client: String,
        whenRead: @escaping @Sendable (ClientReport) -> Void
    ) {
        newest.withLock { $0[client] = Report(json: json, whenRead: whenRead) }
    }

    /// Reads reports until `stop` is raised.
    func run(until stop: StopFlag) {
        while !stop.isRaised {
            let reports = newest.withLock { waiting in
                defer { waiting = [:] }
                return waiting
            }
            for (client, report) in reports {
                if let read = gauges.update(json: report.json, client: client) {
                    report.whenRead(read)
                }
            }
            usleep(100_000)
        }
    }
}
