internal import Kafka
internal import Operations

/// `exactly_once`: predictions, dead letters and offsets in one transaction a commit interval.
///
/// While a commit is under way the producer is the commit thread's; what the worker encodes
/// meanwhile waits in the outbox and goes into the next transaction.
final class TransactionalDelivery: Delivery {
    enum State {
        case idle
        case open
        case committing(offsets: [PartitionOffset], before: UInt64)
    }

    var targets: [OutputTarget]
    var producer: Producer
    let factory: ProducerFactory
    let committer: CommitThread
    private let settings: DeliverySettings
    private let observations: ObservationBook?
    let report: DeliveryReport
    var state = State.idle
    private var lastCommitNs: UInt64 = 0

    init(
        factory: ProducerFactory,
        committer: CommitThread,
        settings: DeliverySettings,
        observations: ObservationBook?,
        report: DeliveryReport
    ) throws(KafkaError) {
        self.factory = factory
        self.committer = committer
        self.settings = settings
        self.observations = observations
        self.report = report
        producer = try factory.makeTransactional()
        targets = try factory.targets(of: producer)
    }

    func note(isBusy: Bool) { settings.note(isBusy: isBusy) }

    var isPressed: Bool { settings.isPressed }

    func submit(_ outbox: inout Outbox) throws(DeliveryError) {
        if case .committing = state { return }
        guard outbox.hasUnsent else { return }
        let lanes = settings.due(outbox)
        if !lanes.isEmpty { try handOver(&outbox, lanes) }
    }

    private func handOver(
        _ outbox: inout Outbox,
        _ lanes: Outbox.Lanes = .all
    ) throws(DeliveryError) {
        guard outbox.hasUnsent else { return }
        try open()
        while true {
            if try taken(&outbox, lanes) { return }
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
            guard let outcome = committer.takeOutcome() else { return noteWait() }
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

    func patienceMs(_ outbox: borrowing Outbox, _ ledger: borrowing OffsetLedger) -> Int32 {
        if case .committing = state { return outbox.unsentRecords(.served) > 0 ? 1 : 5 }
        if outbox.unsentRecords(.served) > 0 { return 1 }
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
        observations?.flush(into: &outbox)
        try handOver(&outbox)
        try open()
        let pending = ledger.pending()
        let offsets = observations?.withClocks(pending) ?? pending
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
            noteWait()
            try checkPatience()
        }
    }

    private func settle(
        _ outcome: CommitThread.Outcome,
        _ outbox: inout Outbox,
        _ ledger: inout OffsetLedger
    ) throws(DeliveryError) {
        guard case .committing(let offsets, let before) = state else { return }
        factory.notice.ended()
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

    private func taken(
        _ outbox: inout Outbox,
        _ lanes: Outbox.Lanes
    ) throws(DeliveryError) -> Bool {
        do throws(KafkaError) {
            return try outbox.submit(lanes, to: producer)
        } catch {
            throw DeliveryError(from: error)
        }
    }

    private func checkDeliveries() throws(DeliveryError) {
        let failures = producer.takeDeliveryFailures()
        if let fatal = producer.fatalError { throw .replace(fatal) }
        if let error = DeliveryError.first(of: failures) { throw error }
    }

    func noteWait() {
        factory.notice.goesOn {
            committer.cause.map { "a commit is tried again: \($0)" }
                ?? "the broker does not answer a commit"
        }
    }

    func checkPatience() throws(DeliveryError) {
        if settings.mustAbandon() { throw .abandoned }
    }
}
