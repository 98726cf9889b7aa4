import Foundation
import Kafka
import Operations
import Rollout
import Synchronization
import Testing

@testable import CommandLineTool

/// An instance that folds the control log and answers on `status` as a test wants it to.
final class ScriptedInstance: Sendable {
    /// Makes the record that answers a command; nil for no answer.
    typealias Answer = @Sendable (StatusRecord, Outcome) -> StatusRecord?

    private let stop = StopFlag()
    private let done = DispatchSemaphore(value: 0)
    private let failure = Mutex<String?>(nil)

    /// Writes one record, as alive now, then answers every command that comes.
    init(
        _ name: String,
        of deployment: String = "flights",
        on broker: TestBroker,
        answer: @escaping Answer = ScriptedInstance.applied
    ) throws {
        let access = try Self.access(broker)
        let topics = try ControlTopics(access, withStatus: false)
        try topics.readToEnd { _ in }
        try Self.write(Self.record(name, deployment, topics.state), access)
        let (stop, done) = (stop, done)
        nonisolated(unsafe) let reader = topics
        Thread.detachNewThread { [self] in
            defer { done.signal() }
            do {
                while !stop.isRaised {
                    var outcomes: [(StatusRecord, Outcome)] = []
                    _ = try reader.poll(timeoutMs: 10) {
                        outcomes.append((Self.record(name, deployment, reader.state), $0))
                    }
                    for (record, outcome) in outcomes {
                        guard let said = answer(record, outcome) else { continue }
                        try Self.write(said, access)
                    }
                }
            } catch {
                failure.withLock { $0 = "\(error)" }
            }
        }
    }

    /// Stops and waits; what went wrong on the way is the test's failure.
    func end() {
        stop.raise()
        done.wait()
        failure.withLock { #expect($0 == nil) }
    }

    /// Serves by the newest state, and says so.
    static let applied: Answer = { record, outcome in
        var record = record
        record.last = StatusRecord.Answer(outcome)
        return record
    }

    /// Has read the command and cannot route its version: serves as before.
    static func unable(_ version: String, reason: String) -> Answer {
        { record, outcome in
            var record = record
            record.revision -= 1
            record.isReady = false
            record.reasons = ["version \(version): \(reason)"]
            record.versions.removeAll { $0.version == version }
            record.versions.append(
                StatusRecord.Version(version: version, state: .failed, reason: reason)
            )
            record.last = StatusRecord.Answer(outcome)
            return record
        }
    }

    static func access(_ broker: TestBroker) throws -> BrokerAccess {
        let words = ["status", "-X", "bootstrap.servers=\(broker.address)", "--log-level", "error"]
        guard case .run(let invocation) = try ArgumentParser(table: .standard).parse(words) else {
            throw CommandFailure(.failed, "no invocation")
        }
        return try BrokerAccess(invocation)
    }

    static func write(_ record: StatusRecord, _ access: BrokerAccess) throws {
        try ControlWriter.write(record.encoded(), key: record.key, to: "status", access)
    }

    /// What a ready instance says that serves by the state it has folded to.
    static func record(
        _ name: String,
        _ deployment: String,
        _ state: ControlState
    ) -> StatusRecord {
        let found = state.deployments[deployment]
        return StatusRecord(
            tsMs: WallClock.milliseconds(),
            deployment: deployment,
            instance: name,
            revision: found?.revision ?? 0,
            offset: state.nextOffset - 1,
            digest: state.digest,
            isReady: true,
            routing: found.map { StatusRecord.Routing($0) },
            versions: (found?.versionsInUse ?? []).map {
                StatusRecord.Version(version: $0, state: .routable)
            }
        )
    }
}
