internal import Kafka
internal import Operations

/// `exactly_once`: predictions, dead letters and offsets in one transaction a commit interval.
///
/// While a commit is under way the producer is the commit thread's; what the worker encodes
/// meanwhile waits in the outbox and goes into the next transaction.
final class TransactionalDelivery: Delivery {
    private enum State {
        case idle
        case open
        case committing(offsets: [PartitionOffset], before: UInt64)
    }

    private(set) var targets: [OutputTarget]
    private var producer: Producer
    private let factory: ProducerFactory
    private let committer: CommitThread
    private let settings: DeliverySettings
    private let report: DeliveryReport
    private var state = State.idle
    private var lastCommitNs: UInt64 = 0

    init(
        factory: ProducerFactory,
        committer: CommitThread,
        settings: DeliverySettings,
        report: DeliveryReport
    ) throws(KafkaError) {
        self.factory = factory
        self.committer = committer
        self.settings = settings
        self.report = report
        producer = try factory.makeTransactional()
        targets = try factory.targets(of: producer)
    }

    func note(isBusy: Bool) { settings.note(isBusy: isBusy) }

    var isPressed: Bool { settings.isPressed }

    func submit(_ outbox: inout Outbox) throws(DeliveryError) {
        if case .committing = state { return }
        guard outbox.hasUnsent else { return }
        let mayKeep = settings.mayKeep(
            unsent: outbox.unsentRecords,
            urgent: outbox.urgentRecords,
            outstanding: producer.outstanding
        )
        if mayKeep { return }
        try handOver(&outbox)
    }

    private func handOver(_ outbox: inout Outbox) throws(DeliveryError) {
        guard outbox.hasUnsent else { return }
        try open()
        while true {
            if try taken(&outbox) { return }
            report.queueWasFull()
            settings.noteQueueFull()
            try checkPatience()
            producer.poll(timeoutMs: 10)
            try checkDeliveries()
        }
    }

    func advance(
        _ outbox: inout Outbox,
        _ ledger: inout OffsetLedger,
        _ consumer: Consumer
    ) throws(DeliveryError) {
        if case .committing = state {
            guard let outcome = committer.takeOutcome() else { return }
            try settle(outcome, &outbox, &ledger)
        }
        producer.poll(timeoutMs: 0)
        try checkDeliveries()
        try submit(&outbox)
        if isDue, ledger.hasPending { try startCommit(&outbox, ledger, consumer) }
    }

    func makeRoom(
        _ outbox: inout Outbox,
        _ ledger: inout OffsetLedger,
        _ consumer: Consumer
    ) throws(DeliveryError) {
        if case .committing = state {
        } else {
            try handOver(&outbox)
            try startCommit(&outbox, ledger, consumer)
        }
        try waitForCommit(&outbox, &ledger)
    }

    func finish(
        _ outbox: inout Outbox,
        _ ledger: inout OffsetLedger,
        _ consumer: Consumer
    ) throws(DeliveryError) {
        try waitForCommit(&outbox, &ledger)
        try handOver(&outbox)
        if ledger.hasPending {
            try startCommit(&outbox, ledger, consumer)
            try waitForCommit(&outbox, &ledger)
        }
    }

    func abandon(after error: DeliveryError, _ outbox: inout Outbox) throws(DeliveryError) {
        report.transactionAborted()
        var mustReplace = false
        if case .replace = error { mustReplace = true }
        if case .committing = state {
            // The broker alone settles a commit under way; what it came to is read back with the
            // committed offsets.
            mustReplace = try endCommit() || mustReplace
        }
        if case .open = state, !mustReplace { mustReplace = try !abortTransaction() }
        state = .idle
        if mustReplace { try replaceProducer() }
        outbox.reset()
        _ = producer.takeDeliveryFailures()
    }

    /// Waits for the commit under way, whatever it comes to.
    ///
    /// - Returns: whether the producer is unusable after it.
    private func endCommit() throws(DeliveryError) -> Bool {
        while true {
            switch committer.waitForOutcome(timeoutMs: 50) {
            case nil: try checkPatience()
            case .committed:
                state = .idle
                return false
            case .failed(let error):
                state = .open
                return error.isFatal
            }
        }
    }

    /// Aborts the open transaction.
    ///
    /// - Returns: false when the producer cannot: it must be replaced.
    private func abortTransaction() throws(DeliveryError) -> Bool {
        defer { factory.notice.ended() }
        while true {
            do throws(KafkaError) {
                try producer.abortTransaction(timeoutMs: Self.abortAttemptMs)
                return true
            } catch {
                guard error.isRetriable, !error.isFatal else { return false }
                factory.notice.goesOn { "an abort is tried again: \(error)" }
                try checkPatience()
            }
        }
    }

    private static let abortAttemptMs: Int32 = 1_000

    func patienceMs(_ outbox: borrowing Outbox, _ ledger: borrowing OffsetLedger) -> Int32 {
        if case .committing = state { return outbox.urgentRecords > 0 ? 1 : 5 }
        if outbox.urgentRecords > 0 { return 1 }
        guard ledger.hasPending else { return settings.idleWaitMs }
        return settings.remainingMs(since: lastCommitNs)
    }

    private var isDue: Bool { settings.remainingMs(since: lastCommitNs) == 0 }

    private func open() throws(DeliveryError) {
        guard case .idle = state else { return }
        do throws(KafkaError) {
            try producer.beginTransaction()
        } catch {
            throw DeliveryError(from: error)
        }
        state = .open
    }

    private func startCommit(
        _ outbox: inout Outbox,
        _ ledger: borrowing OffsetLedger,
        _ consumer: Consumer
    ) throws(DeliveryError) {
        try handOver(&outbox)
        try open()
        let offsets = ledger.pending()
        let before = outbox.seal()
        do throws(KafkaError) {
            let group = try consumer.groupMetadata()
            lastCommitNs = MonotonicClock.nanoseconds()
            committer.start(producer: producer, offsets: offsets, group: group)
        } catch {
            throw .rewind(error)
        }
        state = .committing(offsets: offsets, before: before)
    }

    private func waitForCommit(
        _ outbox: inout Outbox,
        _ ledger: inout OffsetLedger
    ) throws(DeliveryError) {
        guard case .committing = state else { return }
        while true {
            if let outcome = committer.waitForOutcome(timeoutMs: 50) {
                return try settle(outcome, &outbox, &ledger)
            }
            try checkPatience()
        }
    }

    private func settle(
        _ outcome: CommitThread.Outcome,
        _ outbox: inout Outbox,
        _ ledger: inout OffsetLedger
    ) throws(DeliveryError) {
        guard case .committing(let offsets, let before) = state else { return }
        switch outcome {
        case .committed(let durationNs):
            state = .idle
            ledger.commit(offsets)
            report.committed(durationNs: durationNs)
            let report = report
            outbox.recycle(before: before) { page in report.acknowledged(page) }
        case .failed(let error):
            state = .open
            try checkDeliveries()
            throw DeliveryError(from: error)
        }
    }

    private func taken(_ outbox: inout Outbox) throws(DeliveryError) -> Bool {
        do throws(KafkaError) {
            return try outbox.submit(to: producer)
        } catch {
            throw DeliveryError(from: error)
        }
    }

    private func checkDeliveries() throws(DeliveryError) {
        let failures = producer.takeDeliveryFailures()
        if let fatal = producer.fatalError { throw .replace(fatal) }
        if let error = DeliveryError.first(of: failures) { throw error }
    }

    private func checkPatience() throws(DeliveryError) {
        if settings.mustAbandon() { throw .abandoned }
    }

    private func replaceProducer() throws(DeliveryError) {
        do throws(KafkaError) {
            producer.purge()
            producer = try factory.makeTransactional(isReplacement: true)
            targets = try factory.targets(of: producer)
        } catch {
            throw .stop(error)
        }
    }
}
