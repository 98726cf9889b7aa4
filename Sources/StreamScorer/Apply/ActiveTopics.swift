internal import Synchronization

/// The input topics that workers are to read now: those of the deployments that are not paused.
///
/// Thread safety: any thread may call any member.
final class ActiveTopics: Sendable {
    private let topics = Mutex<[String]>([])
    private let changes = Atomic<UInt64>(0)

    /// Counts the changes; one atomic load.
    var generation: UInt64 { changes.load(ordering: .acquiring) }

    /// The topics of the newest change.
    var current: [String] { topics.withLock { $0 } }

    /// Sets the topics; the same ones again are no change.
    func set(_ wanted: [String]) {
        topics.withLock { topics in
            guard topics != wanted else { return }
            topics = wanted
            changes.add(1, ordering: .releasing)
        }
    }
}
