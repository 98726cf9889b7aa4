internal import Kafka
internal import Operations
internal import Rollout

/// The control log's state as the monitor follows it: from its first record, without a group.
///
/// Where the monitor counts topics itself there need not be a log: what it lacks is as configured.
///
/// Not thread-safe: one thread, one fold.
final class ControlFold {
    let topic: String
    private(set) var state = ControlState()
    /// Whether the end of the log has been met since the last record.
    private(set) var isAtEnd = false
    /// Deployments of the configuration, for the log that has none of that name.
    private let configured: [String: DeploymentState]
    /// nil where there is no log.
    private let consumer: Consumer?
    private var batch = MessageBatch(capacity: 500)

    /// Opens the log; connects in the background.
    ///
    /// - Parameters:
    ///   - clients: how the broker is reached.
    ///   - counts: partitions of the cluster's topics; nil: the log is there.
    /// - Throws: `MonitorError` for a property that librdkafka refuses.
    init(_ clients: MonitorClients, _ counts: [String: Int]?) throws(MonitorError) {
        topic = clients.configuration.topics.control
        var configured: [String: DeploymentState] = [:]
        if clients.monitor.source == .topics {
            for deployment in clients.configuration.deployments {
                configured[deployment.name] = DeploymentState.configured(deployment)
            }
        }
        self.configured = configured
        if let counts, counts[topic] == nil {
            consumer = nil
            isAtEnd = true
            return
        }
        var properties = clients.reading("control")
        // A place that is gone is a fault to be told, not a reason to begin elsewhere.
        properties["auto.offset.reset"] = "error"
        do throws(KafkaError) {
            let reader = try Consumer(properties, events: clients.events("control"))
            try reader.assign([PartitionOffset(topic: topic, partition: 0, offset: 0)])
            consumer = reader
        } catch {
            throw MonitorError(.failed, "the control log '\(topic)' cannot be opened: \(error)")
        }
    }

    /// Whether there is a log.
    var isThere: Bool { consumer != nil }

    /// The deployments by name: as the log has them, else as they are configured.
    var deployments: [String: DeploymentState] {
        state.deployments.merging(configured) { logged, _ in logged }
    }

    /// Whether a deployment is known from the configuration alone.
    func isConfiguredOnly(_ name: String) -> Bool { state.deployments[name] == nil }

    /// Folds what has come; waits `timeoutMs` at most for the first record.
    ///
    /// - Returns: what became of each record.
    /// - Throws: `MonitorError` when the log cannot be read on.
    func read(timeoutMs: Int32) throws(MonitorError) -> [Outcome] {
        guard let consumer else { return [] }
        consumer.poll(into: &batch, timeoutMs: timeoutMs)
        defer { batch.clear() }
        var outcomes: [Outcome] = []
        for index in 0..<batch.count {
            if let error = batch[index].error {
                try note(error)
                continue
            }
            isAtEnd = false
            let message = batch[index]
            outcomes.append(
                state.apply(
                    ControlRecord(
                        offset: message.offset,
                        timeMs: message.timestampMs,
                        key: message.hasKey ? message.key.copy : nil,
                        value: message.isTombstone ? nil : message.value.copy
                    )
                )
            )
        }
        if let fatal = consumer.fatalError {
            throw MonitorError(.interrupted, "the control log's client is lost: \(fatal)")
        }
        return outcomes
    }

    /// Folds what the log holds now.
    ///
    /// - Throws: `MonitorError` when it cannot be read, or the broker sends nothing.
    func readToEnd(stop: StopFlag) throws(MonitorError) {
        var lastNs = MonotonicClock.nanoseconds()
        while !isAtEnd {
            guard !stop.isRaised else { throw MonitorError(.interrupted, "stopped") }
            if try !read(timeoutMs: 100).isEmpty { lastNs = MonotonicClock.nanoseconds() }
            guard MonotonicClock.nanoseconds() - lastNs < Self.patienceNs else {
                throw MonitorError(
                    .unreachable,
                    "the control log '\(topic)' was read up to offset \(state.nextOffset), and the "
                        + "broker then sent nothing for \(Self.patienceNs / 1_000_000_000) s"
                )
            }
        }
    }

    private static let patienceNs: UInt64 = 8_000_000_000

    /// Leaves the log.
    func close() { consumer?.close(timeoutMs: 200) }

    private func note(_ error: KafkaError.Code) throws(MonitorError) {
        switch error {
        case .partitionEnd: isAtEnd = true
        case .offsetReset:
            throw MonitorError(
                .configuration,
                "the control log '\(topic)' holds nothing at offset \(state.nextOffset): it was cut "
                    + "or made again, and what it led to cannot be known"
            )
        case .topicAuthorization:
            throw MonitorError(.configuration, "the control log '\(topic)': \(error.text)")
        default: break
        }
    }
}

extension RawSpan {
    /// The bytes in an array of their own.
    var copy: [UInt8] {
        // SAFETY: the bytes are copied while the span is borrowed.
        unsafe withUnsafeBytes { bytes in unsafe Array(bytes) }
    }
}
