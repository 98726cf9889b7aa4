import Foundation
import Kafka
import Synchronization

/// A consumer on a thread of its own that works as the service does: poll, note, commit, and only
/// then apply what the group has decided.
final class GroupMember: Sendable {
    /// What was read, in the order in which it was committed.
    struct Seen: Sendable, Hashable {
        var partition: Int32
        var offset: Int64
    }

    private let state = Mutex<(seen: [Seen], events: [RebalanceEvent], errors: [String])>(
        ([], [], [])
    )
    private let stopping = Atomic<Bool>(false)
    private let finished = DispatchSemaphore(value: 0)

    /// Starts reading; after `rewindEvery` batches one is thrown away and read again.
    init(_ properties: ClientProperties, topic: String, capacity: Int, rewindEvery: Int = 0) throws
    {
        let consumer = try Consumer(properties)
        try consumer.subscribe(to: [topic])
        Thread { [self] in
            run(consumer, topic: topic, capacity: capacity, rewindEvery: rewindEvery)
            finished.signal()
        }.start()
    }

    var seen: [Seen] { state.withLock { $0.seen } }
    var events: [RebalanceEvent] { state.withLock { $0.events } }
    var errors: [String] { state.withLock { $0.errors } }

    /// Finishes the batch in hand, leaves the group, returns when done.
    func stop() {
        stopping.store(true, ordering: .relaxed)
        finished.wait()
    }

    private func run(_ consumer: Consumer, topic: String, capacity: Int, rewindEvery: Int) {
        var batch = MessageBatch(capacity: capacity)
        var batches = 0
        while !stopping.load(ordering: .relaxed) {
            consumer.poll(into: &batch, timeoutMs: 100)
            if batch.count > 0 { batches += 1 }
            do {
                if rewindEvery > 0, batch.count > 0, batches % rewindEvery == 0 {
                    try undo(consumer, batch, topic: topic)
                } else {
                    try finish(consumer, batch, topic: topic)
                }
                try applyRebalances(consumer)
            } catch {
                state.withLock { $0.errors.append("\(error)") }
            }
        }
        batch.clear()
        consumer.close()
    }

    /// Commits the batch, and undoes it if the group has changed meanwhile.
    private func finish(
        _ consumer: Consumer,
        _ batch: borrowing MessageBatch,
        topic: String
    ) throws {
        var next: [Int32: Int64] = [:]
        var seen: [Seen] = []
        for index in 0..<batch.count {
            if let error = batch[index].error {
                state.withLock { $0.errors.append("\(error)") }
                continue
            }
            seen.append(Seen(partition: batch[index].partition, offset: batch[index].offset))
            next[batch[index].partition] = batch[index].offset + 1
        }
        do {
            try consumer.commit(
                next.map { PartitionOffset(topic: topic, partition: $0.key, offset: $0.value) },
                wait: true
            )
            state.withLock { $0.seen += seen }
        } catch {
            guard error.code == .illegalGeneration else { throw error }
            try undo(consumer, batch, topic: topic)
        }
    }

    /// Forgets the batch in hand, as after an aborted transaction, and reads it again.
    private func undo(
        _ consumer: Consumer,
        _ batch: borrowing MessageBatch,
        topic: String
    ) throws {
        var first: [Int32: Int64] = [:]
        for index in 0..<batch.count where batch[index].error == nil {
            if first[batch[index].partition] == nil {
                first[batch[index].partition] = batch[index].offset
            }
        }
        repeat {
            try applyRebalances(consumer)
        } while try !consumer.rewind(
            to: first.map { PartitionOffset(topic: topic, partition: $0.key, offset: $0.value) }
        )
    }

    private func applyRebalances(_ consumer: Consumer) throws {
        while let event = consumer.takeRebalance() {
            try consumer.apply(event)
            state.withLock { $0.events.append(event) }
        }
    }
}
