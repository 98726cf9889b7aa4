internal import Kafka
internal import Operations

/// `at_least_once`: an idempotent producer; an offset is committed only when everything before it
/// is acknowledged.
final class IdempotentDelivery: Delivery {
    /// Offsets that may be committed once every page before `before` has come back.
    private struct CommitPoint {
        let offsets: [PartitionOffset]
        let before: UInt64
    }

    private(set) var targets: [OutputTarget]
    private var producer: Producer
    private let factory: ProducerFactory
    private let settings: DeliverySettings
    private let observations: ObservationBook?
    private let report: DeliveryReport
    private var points: [CommitPoint] = []
    private var lastPointNs: UInt64 = 0

    init(
        factory: ProducerFactory,
        settings: DeliverySettings,
        observations: ObservationBook?,
        report: DeliveryReport
    ) throws(KafkaError) {
        self.factory = factory
        self.settings = settings
        self.observations = observations
        self.report = report
        producer = try factory.makeIdempotent()
        targets = try factory.targets(of: producer)
    }

    func note(isBusy: Bool) { settings.note(isBusy: isBusy) }

    var isPressed: Bool { settings.isPressed }

    func submit(_ outbox: inout Outbox) throws(DeliveryError) {
        guard outbox.hasUnsent else { return }
        let lanes = settings.due(outbox)
        if !lanes.isEmpty { try handOver(&outbox, lanes) }
    }

    private func handOver(
        _ outbox: inout Outbox,
        _ lanes: Outbox.Lanes = .all
    ) throws(DeliveryError) {
        while true {
            if try taken(&outbox, lanes) { return }
            report.queueWasFull()
            settings.noteQueueFull()
            try checkPatience()
            try serve(timeoutMs: 10, &outbox)
        }
    }

    func advance(
        _ outbox: inout Outbox,
        _ ledger: inout OffsetLedger,
        _ consumer: Consumer
    ) throws(DeliveryError) {
        try serve(timeoutMs: 0, &outbox)
        try submit(&outbox)
        if settings.remainingMs(since: lastPointNs) == 0, ledger.hasPending {
            lastPointNs = MonotonicClock.nanoseconds()
            observations?.flush(into: &outbox)
            if outbox.hasUnsent { try handOver(&outbox) }
            let pending = ledger.pending()
            let offsets = observations?.withClocks(pending) ?? pending
            ledger.commit(offsets)
            points.append(CommitPoint(offsets: offsets, before: outbox.seal()))
            try serve(timeoutMs: 0, &outbox)
        }
        try commitReached(outbox, consumer, wait: false)
    }

    func makeRoom(
        _ outbox: inout Outbox,
        _ ledger: inout OffsetLedger,
        _ consumer: Consumer
    ) throws(DeliveryError) {
        outbox.seal()
        try handOver(&outbox)
        let oldest = outbox.firstSequence
        while outbox.firstSequence == oldest, !outbox.isEmpty {
            try checkPatience()
            try serve(timeoutMs: 10, &outbox)
        }
        try commitReached(outbox, consumer, wait: false)
    }

    func finish(
        _ outbox: inout Outbox,
        _ ledger: inout OffsetLedger,
        _ consumer: Consumer
    ) throws(DeliveryError) {
        observations?.flush(into: &outbox)
        try handOver(&outbox)
        outbox.seal()
        try serve(timeoutMs: 0, &outbox)
        while !outbox.isEmpty {
            try checkPatience()
            try serve(timeoutMs: 20, &outbox)
        }
        let hasFailed = consumer.takeFailedCommit() != nil
        guard hasFailed || ledger.hasPending || !points.isEmpty else { return }
        points.removeAll()
        let processed = ledger.processed()
        let offsets = observations?.withClocks(processed) ?? processed
        ledger.commit(offsets)
        try commit(offsets, consumer, wait: true)
    }

    func abandon(after error: DeliveryError, _ outbox: inout Outbox) throws(DeliveryError) {
        points.removeAll()
        if case .replace = error {
            try replaceProducer()
        } else {
            // What is on its way may arrive: it will be answered again, and the contract allows it.
            // Taking it back would leave a gap in the producer's sequence.
            while producer.outstanding > 0 {
                try checkPatience()
                producer.poll(timeoutMs: 20)
            }
        }
        outbox.reset()
        _ = producer.takeDeliveryFailures()
    }

    private func replaceProducer() throws(DeliveryError) {
        producer.purge()
        do throws(KafkaError) {
            producer = try factory.makeIdempotent()
            targets = try factory.targets(of: producer)
        } catch {
            throw .stop(error)
        }
    }

    func patienceMs(_ outbox: borrowing Outbox, _ ledger: borrowing OffsetLedger) -> Int32 {
        if outbox.unsentRecords(.served) > 0 { return 1 }
        if !points.isEmpty { return 5 }
        guard ledger.hasPending else { return settings.idleWaitMs }
        return settings.remainingMs(since: lastPointNs)
    }

    private func serve(timeoutMs: Int32, _ outbox: inout Outbox) throws(DeliveryError) {
        producer.poll(timeoutMs: timeoutMs)
        let failures = report.withoutShadows(producer.takeDeliveryFailures())
        if let fatal = producer.fatalError { throw .replace(fatal) }
        if let error = DeliveryError.first(of: failures) { throw error }
        let report = report
        outbox.recycle { page in report.acknowledged(page) }
    }

    private func commitReached(
        _ outbox: borrowing Outbox,
        _ consumer: Consumer,
        wait: Bool
    ) throws(DeliveryError) {
        while let point = points.first, outbox.firstSequence >= point.before {
            points.removeFirst()
            try commit(point.offsets, consumer, wait: wait)
        }
    }

    private func commit(
        _ offsets: [PartitionOffset],
        _ consumer: Consumer,
        wait: Bool
    ) throws(DeliveryError) {
        guard !offsets.isEmpty else { return }
        let began = MonotonicClock.nanoseconds()
        do throws(KafkaError) {
            try consumer.commit(offsets, wait: wait, timeoutMs: settings.answerTimeoutMs)
        } catch {
            // A commit that fails is made good by the next one; the events may be answered again.
            return report.commitFailed(error)
        }
        report.committed(durationNs: MonotonicClock.nanoseconds() - began)
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

    private func checkPatience() throws(DeliveryError) {
        if settings.mustAbandon() { throw .abandoned }
    }
}
