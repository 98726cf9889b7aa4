import Operations
import Rollout

/// What came of a command.
struct ControlResult: Sendable {
    /// An instance, what it said, and its newest record.
    struct Instance: Sendable {
        let name: String
        let answer: InstanceAnswer
        let record: StatusRecord
        /// Whether it folds to another state than this program does; nil where that cannot be told.
        let differs: Bool?
    }

    let command: LogCommand
    /// Nil when the command did not come back from the log in time.
    let outcome: Outcome?
    /// Those that were running when the command reached the log; empty when they were not waited for.
    let instances: [Instance]
    let waitedForInstances: Bool
    let timeoutMs: Int64

    /// Whether the log accepted the command, or holds what it asks for already, and every running
    /// instance serves by that.
    var isGood: Bool {
        guard let outcome else { return false }
        if case .rejected = outcome.verdict { return false }
        return instances.allSatisfy { $0.answer.isGood && $0.differs != true }
    }
}

/// Follows a command: to its verdict by our own fold, then to every instance that is running.
struct ControlWait {
    private static let pollMs: Int32 = 20

    let topics: ControlTopics
    let command: LogCommand
    let waitsForInstances: Bool
    let timeoutMs: Int64
    private var outcome: Outcome?
    /// By the offset of the record that led to it, from the command's on.
    private var digests: [Int64: String] = [:]

    init(topics: ControlTopics, command: LogCommand, waitsForInstances: Bool, timeoutMs: Int64) {
        self.topics = topics
        self.command = command
        self.waitsForInstances = waitsForInstances
        self.timeoutMs = timeoutMs
    }

    /// Waits until every instance has given its last word, at most `timeoutMs`.
    ///
    /// - Throws: `CommandFailure` when a topic cannot be read.
    mutating func run() throws -> ControlResult {
        let deadline = MonotonicClock.nanoseconds() + UInt64(timeoutMs) * 1_000_000
        var instances: [ControlResult.Instance] = []
        var running: Set<String> = []
        while MonotonicClock.nanoseconds() < deadline {
            try read()
            guard let outcome else { continue }
            if running.isEmpty {
                running = Set(alive(outcome).map(\.record.instance))
            }
            if !waitsForInstances || running.isEmpty { break }
            instances = answers(of: running, about: outcome)
            if instances.allSatisfy(\.answer.isFinal) { break }
        }
        return ControlResult(
            command: command,
            outcome: outcome,
            instances: instances,
            waitedForInstances: waitsForInstances,
            timeoutMs: timeoutMs
        )
    }

    private mutating func read() throws {
        var found: [Outcome] = []
        var digestOf: [Int64: String] = [:]
        let isFollowing = outcome != nil
        let (topics, id) = (topics, command.id)
        _ = try topics.poll(timeoutMs: Self.pollMs) { outcome in
            if outcome.id == id { found.append(outcome) }
            if isFollowing || !found.isEmpty {
                digestOf[outcome.offset] = topics.state.digest
            }
        }
        outcome = outcome ?? found.first
        digests.merge(digestOf) { $1 }
    }

    /// By the clock of the topics: an instance is as old as its record beside the command's.
    private func alive(_ outcome: Outcome) -> [StatusBook.Entry] {
        topics.statuses.alive(of: command.deployment, atMs: outcome.timeMs)
    }

    private func answers(
        of names: Set<String>,
        about outcome: Outcome
    ) -> [ControlResult.Instance] {
        topics.statuses.instances(of: command.deployment).compactMap { entry in
            let record = entry.record
            guard names.contains(record.instance) else { return nil }
            return ControlResult.Instance(
                name: record.instance,
                answer: InstanceAnswer.of(record, about: outcome),
                record: record,
                differs: digests[record.offset].map { $0 != record.digest }
            )
        }
    }
}
