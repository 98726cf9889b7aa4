internal import Dispatch
internal import Glibc
internal import Kafka
internal import Operations
internal import Synchronization

/// Commits one worker's transactions on a thread of its own, because a commit blocks its caller for
/// tens of milliseconds and the worker polls, decodes and scores meanwhile.
///
/// Between `start` and the outcome the producer belongs to this thread alone: delivery reports
/// arrive inside the commit, so the worker must neither produce nor touch a page already sent.
final class CommitThread: Sendable {
    /// What one commit came to.
    enum Outcome: Sendable {
        case committed(durationNs: UInt64)
        case failed(KafkaError)
    }

    private struct Work: ~Copyable {
        let producer: Producer
        let offsets: [PartitionOffset]
        let group: GroupMetadata
    }

    private let work = Mutex<Work?>(nil)
    private let outcome = Mutex<Outcome?>(nil)
    private let wanted = DispatchSemaphore(value: 0)
    private let finished = DispatchSemaphore(value: 0)
    private let stop = StopFlag()
    private let ended = DispatchSemaphore(value: 0)
    private let trouble = Mutex<KafkaError?>(nil)

    /// Why the commit under way had to be tried again, if it had.
    var cause: KafkaError? { trouble.withLock { $0 } }

    /// Starts the thread; `run` of the returned value ends after `end()`.
    func run() {
        defer { ended.signal() }
        while true {
            wanted.wait()
            if stop.isRaised { return }
            guard let next = work.withLock({ $0.take() }) else { continue }
            let result = commit(next)
            outcome.withLock { $0 = result }
            finished.signal()
        }
    }

    /// Begins to commit `offsets` in the producer's open transaction.
    func start(producer: Producer, offsets: [PartitionOffset], group: consuming GroupMetadata) {
        var next: Work? = Work(producer: producer, offsets: offsets, group: group)
        work.withLock { $0 = next.take() }
        wanted.signal()
    }

    /// The outcome of the commit under way; nil while it runs.
    func takeOutcome() -> Outcome? {
        guard finished.wait(timeout: .now()) == .success else { return nil }
        return outcome.withLock { $0.take() }
    }

    /// Waits for the outcome of the commit under way, at most `timeoutMs`.
    func waitForOutcome(timeoutMs: Int) -> Outcome? {
        guard finished.wait(timeout: .now() + .milliseconds(timeoutMs)) == .success else {
            return nil
        }
        return outcome.withLock { $0.take() }
    }

    /// Lets the thread end: at once where it waits, and at the next attempt where a commit is tried
    /// again.
    ///
    /// - Returns: whether it has ended within `withinMs`. Without a coordinator,
    ///   `rd_kafka_send_offsets_to_transaction` waits past its time-out, for as long as the outage.
    func end(withinMs: Int) -> Bool {
        stop.raise()
        wanted.signal()
        return ended.wait(timeout: .now() + .milliseconds(withinMs)) == .success
    }

    private func commit(_ work: borrowing Work) -> Outcome {
        let began = MonotonicClock.nanoseconds()
        trouble.withLock { $0 = nil }
        do throws(KafkaError) {
            try retrying { () throws(KafkaError) in
                try work.producer.sendOffsets(
                    work.offsets,
                    group: work.group,
                    timeoutMs: Self.attemptMs
                )
            }
            try retrying { () throws(KafkaError) in
                try work.producer.commitTransaction(timeoutMs: Self.attemptMs)
            }
            return .committed(durationNs: MonotonicClock.nanoseconds() - began)
        } catch {
            return .failed(error)
        }
    }

    /// Calls `body` again while its error is retriable: librdkafka resumes the call where it was.
    ///
    /// Bounded by the transaction's timeout: past it the broker aborts, and the error is not
    /// retriable any more.
    private func retrying(_ body: () throws(KafkaError) -> Void) throws(KafkaError) {
        while true {
            do throws(KafkaError) {
                return try body()
            } catch {
                let isOver = error.requiresAbort || error.isFatal || !error.isRetriable
                if isOver || stop.isRaised { throw error }
                trouble.withLock { $0 = error }
                usleep(Self.pauseUs)
            }
        }
    }

    /// One attempt: short, so that an end is seen in between.
    private static let attemptMs: Int32 = 1_000
    private static let pauseUs: UInt32 = 10_000
}
