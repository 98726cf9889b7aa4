import Foundation
import Kafka
import Synchronization

/// The real broker of a test run: the cluster that `KAFKA_BOOTSTRAP_SERVERS` names, or an Apache
/// Kafka started once from the folder that `STREAM_SCORER_KAFKA` names, and stopped at the end.
///
///     @Suite(.enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"))
public enum RealBroker {
    private static let shared = Mutex<Result<String, any Error>?>(nil)

    /// Whether there is one; starts nothing.
    public static var isConfigured: Bool {
        namedCluster != nil || ApacheKafka.home != nil
    }

    /// What a skipped suite prints.
    public static let skipReason =
        "needs a real broker: set STREAM_SCORER_KAFKA to a folder with start and stop, "
        + "or KAFKA_BOOTSTRAP_SERVERS to a cluster"

    /// Where clients reach it; the first call may start it.
    public static func bootstrapServers() throws -> String {
        if let namedCluster { return namedCluster }
        return try shared.withLock { (shared) in
            if let shared { return try shared.get() }
            let started = Result<String, any Error> { try ApacheKafka().bootstrapServers }
            shared = started
            return try started.get()
        }
    }

    private static var namedCluster: String? {
        ProcessInfo.processInfo.environment["KAFKA_BOOTSTRAP_SERVERS"]
            .flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Names that no other test and no other run has.
public enum UniqueName {
    private static let count = Atomic<Int>(0)

    /// `prefix-RUN-NUMBER`.
    public static func make(_ prefix: String) -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        return "\(prefix)-\(getpid())-\(UInt64(Date().timeIntervalSince1970 * 1000))-\(number)"
    }
}
