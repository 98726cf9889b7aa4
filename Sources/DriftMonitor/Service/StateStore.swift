internal import FoundationEssentials
internal import Kafka
internal import Observation
internal import Operations
internal import Rollout

/// What the monitor keeps of a deployment, in pieces that a topic takes.
///
/// A state is one or more records of the key `MONITOR/DEPLOYMENT/PIECE`. They are written in one
/// transaction, so that the newest ones belong together; the digest proves it.
enum StateStore {
    /// The form that is written, and the newest that is read.
    static let format = 1
    /// Bytes of state in one record: with Base64 and the members beside it within 512 KiB.
    static let pieceBytes = 384_000

    /// The records that keep a state.
    static func records(
        _ state: [UInt8],
        deployment: String,
        monitor: MonitorConfiguration
    ) -> [OutgoingRecord] {
        let digest = digest(of: state)
        let count = max(1, (state.count + pieceBytes - 1) / pieceBytes)
        return (0..<count).map { piece in
            let range = piece * pieceBytes..<min(state.count, (piece + 1) * pieceBytes)
            let value = JSONValue.object(of: [
                ("format", .integer(format)), ("monitor", .string(monitor.name)),
                ("deployment", .string(deployment)), ("piece", .integer(piece)),
                ("pieces", .integer(count)), ("digest", .string(digest)),
                ("state", .string(Data(state[range]).base64EncodedString())),
            ])
            return OutgoingRecord(
                topic: monitor.stateTopic,
                key: "\(monitor.name)/\(deployment)/\(piece)",
                value: value.encoded(),
                partition: 0
            )
        }
    }

    /// Reads what was kept of each deployment.
    ///
    /// - Parameters:
    ///   - clients: how the broker is reached.
    ///   - stop: ends reading.
    ///   - damaged: told the deployment of which the pieces do not belong together.
    /// - Returns: the states by deployment.
    /// - Throws: `MonitorError` when the topic is not there, the broker does not answer, or a newer
    ///   version has kept the state.
    static func read(
        _ clients: MonitorClients,
        stop: StopFlag,
        damaged: (String) -> Void
    ) throws(MonitorError) -> [String: [UInt8]] {
        var pieces = StatePieces()
        try eachRecord(clients, stop: stop) { (value) throws(MonitorError) in
            _ = try pieces.add(value, monitor: clients.monitor.name)
        }
        return pieces.states(damaged: damaged)
    }

    static func digest(of bytes: [UInt8]) -> String {
        do throws(ObservationError) {
            var hash = try SHA256.begin()
            hash.update(bytes)
            return "sha256:" + hash.finish()
        } catch {
            return ""
        }
    }

    private static func eachRecord(
        _ clients: MonitorClients,
        stop: StopFlag,
        _ take: ([UInt8]) throws(MonitorError) -> Void
    ) throws(MonitorError) {
        let topic = clients.monitor.stateTopic
        var batch = MessageBatch(capacity: 100)
        do {
            let consumer = try Consumer(clients.reading("state"), events: clients.events("state"))
            defer { consumer.close(timeoutMs: 200) }
            try consumer.assign([
                PartitionOffset(topic: topic, partition: 0, offset: PartitionOffset.beginning)
            ])
            while !stop.isRaised {
                consumer.poll(into: &batch, timeoutMs: 100)
                for index in 0..<batch.count {
                    if let error = batch[index].error {
                        if error == .partitionEnd { return }
                        continue
                    }
                    guard !batch[index].isTombstone else { continue }
                    try take(batch[index].value.copy)
                }
            }
        } catch let error as MonitorError {
            throw error
        } catch {
            throw MonitorError(.failed, "the state topic '\(topic)' cannot be read: \(error)")
        }
        throw MonitorError(.interrupted, "stopped")
    }
}
