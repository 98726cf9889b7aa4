internal import Glibc
internal import Kafka
internal import Operations

/// A record that the monitor writes.
struct OutgoingRecord: Sendable, Hashable {
    let topic: String
    let key: String
    let value: [UInt8]
    /// The partition; nil lets the key decide.
    var partition: Int32?
}

/// Writes what the monitor has to say, all of it or nothing, and fences an earlier one of its name.
///
/// Not thread-safe: one thread, one writer.
struct MonitorWriter {
    private static let attemptMs: Int32 = 1_000
    private static let pauseUs: UInt32 = 50_000

    private let producer: Producer
    private let clients: MonitorClients
    private let stop: StopFlag

    /// Makes the producer ready: what an earlier one left open is aborted, and it can write no more.
    ///
    /// - Parameters:
    ///   - clients: how the broker is reached.
    ///   - stop: ends waiting.
    ///   - patienceMs: how long the broker may take; nil: as long as it takes.
    /// - Throws: `MonitorError`: `.unreachable` when the broker does not answer within `patienceMs`;
    ///   `.interrupted` when the service stops.
    init(
        _ clients: MonitorClients,
        stop: StopFlag,
        patienceMs: UInt64?
    ) throws(MonitorError) {
        self.clients = clients
        self.stop = stop
        do throws(KafkaError) {
            producer = try Producer(clients.writing, events: clients.events("writer"))
        } catch {
            throw MonitorError(.configuration, "\(error)")
        }
        let beganMs = MonotonicClock.nanoseconds() / 1_000_000
        while true {
            do throws(KafkaError) {
                try producer.initTransactions(timeoutMs: Self.attemptMs)
                clients.readiness.set(reason: nil, for: "broker")
                return
            } catch {
                let spentMs = MonotonicClock.nanoseconds() / 1_000_000 - beganMs
                guard error.isRetriable, patienceMs.map({ spentMs < $0 }) ?? true else {
                    throw Self.failure(error, clients.monitor.name)
                }
                guard !stop.isRaised else { throw MonitorError(.interrupted, "stopped") }
                clients.readiness.set(reason: "reaches no broker", for: "broker")
                usleep(Self.pauseUs)
            }
        }
    }

    /// Writes records in one transaction; waits for a broker that is away.
    ///
    /// - Throws: `MonitorError`: `.failed` when another monitor of the name has taken over;
    ///   `.interrupted` when only reading again what was kept tells whether the records were written.
    func commit(_ records: [OutgoingRecord]) throws(MonitorError) {
        guard !records.isEmpty else { return }
        while true {
            do throws(KafkaError) {
                try producer.beginTransaction()
                try produce(records)
                try end { (timeoutMs) throws(KafkaError) in
                    try producer.commitTransaction(timeoutMs: timeoutMs)
                }
                clients.readiness.set(reason: nil, for: "broker")
                return
            } catch {
                guard error.requiresAbort else {
                    throw Self.failure(error, clients.monitor.name)
                }
                try abort()
            }
            guard !stop.isRaised else { throw MonitorError(.interrupted, "stopped") }
        }
    }

    private func produce(_ records: [OutgoingRecord]) throws(KafkaError) {
        let bytes = records.reduce(0) { $0 + $1.key.utf8.count + $1.value.count }
        let page = RecordPage(bytes: max(1, bytes), records: records.count)
        for (index, record) in records.enumerated() {
            let key = Array(record.key.utf8)
            let target = try producer.topic(record.topic)
            guard let room = unsafe page.reserve(key.count + record.value.count) else { continue }
            // SAFETY: the room is as large as both together.
            unsafe room.copyBytes(from: key + record.value)
            page.commitRecord(
                topic: target,
                partition: record.partition ?? -1,
                timestampMs: 0,
                keyBytes: key.count,
                valueBytes: record.value.count,
                tag: UInt64(index)
            )
        }
        var sent = 0
        while sent < page.count {
            sent += try producer.produce(page, from: sent)
            producer.poll(timeoutMs: sent < page.count ? 10 : 0)
        }
    }

    /// Ends a transaction; tries again while the broker does not answer.
    private func end(_ step: (Int32) throws(KafkaError) -> Void) throws(KafkaError) {
        while true {
            do throws(KafkaError) {
                return try step(Self.attemptMs)
            } catch {
                guard error.isRetriable, !error.requiresAbort, !error.isFatal else { throw error }
                clients.readiness.set(
                    reason: "waits for the broker: \(error)",
                    for: "broker"
                )
                guard !stop.isRaised else { throw error }
                usleep(Self.pauseUs)
            }
        }
    }

    private func abort() throws(MonitorError) {
        do throws(KafkaError) {
            try end { (timeoutMs) throws(KafkaError) in
                try producer.abortTransaction(timeoutMs: timeoutMs)
            }
            _ = producer.takeDeliveryFailures()
        } catch {
            throw Self.failure(error, clients.monitor.name)
        }
    }

    private static func failure(_ error: KafkaError, _ name: String) -> MonitorError {
        switch error.code {
        case .fenced, .producerFenced, .invalidProducerEpoch:
            MonitorError(
                .failed,
                "another monitor named '\(name)' has started and goes on in its place: this one ends. "
                    + "Two that are to run beside each other need different names (monitor.name)"
            )
        case .timedOut, .transport, .allBrokersDown, .resolve:
            MonitorError(.unreachable, "no broker answers: \(error)")
        default: MonitorError(.interrupted, "\(error)")
        }
    }
}
