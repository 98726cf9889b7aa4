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
        var pieces: [String: [Int: Piece]] = [:]
        try eachRecord(clients, stop: stop) { (key, value) throws(MonitorError) in
            guard let piece = try Piece(value), piece.monitor == clients.monitor.name else {
                return
            }
            pieces[piece.deployment, default: [:]][piece.number] = piece
        }
        var states: [String: [UInt8]] = [:]
        for (deployment, known) in pieces {
            guard let head = known[0] else { continue }
            let parts = (0..<head.count).map { known[$0] }
            let state = parts.flatMap { $0?.digest == head.digest ? $0?.bytes ?? [] : [] }
            guard digest(of: state) == head.digest else {
                damaged(deployment)
                continue
            }
            states[deployment] = state
        }
        return states
    }

    private static func digest(of bytes: [UInt8]) -> String {
        do throws(ObservationError) {
            var hash = try SHA256.begin()
            hash.update(bytes)
            return "sha256:" + hash.finish()
        } catch {
            return ""
        }
    }

    private struct Piece {
        let monitor: String
        let deployment: String
        let number: Int
        let count: Int
        let digest: String
        let bytes: [UInt8]

        /// Nil for a record that is none of ours.
        init?(_ value: [UInt8]) throws(MonitorError) {
            guard let json = JSONValue.read(value, maxBytes: 4_194_304),
                case .number(let form)? = json["format"],
                case .string(let monitor)? = json["monitor"],
                case .string(let deployment)? = json["deployment"],
                case .number(let number)? = json["piece"],
                case .number(let count)? = json["pieces"],
                case .string(let digest)? = json["digest"], case .string(let text)? = json["state"],
                let bytes = Data(base64Encoded: text), let number = Int(number),
                let count = Int(count), (1...100_000).contains(count)
            else { return nil }
            guard form == "\(StateStore.format)" else {
                throw MonitorError(
                    .configuration,
                    "the state of deployment '\(deployment)' was kept in form \(form) by a newer "
                        + "version; this one reads form \(StateStore.format)"
                )
            }
            self.monitor = monitor
            self.deployment = deployment
            self.number = number
            self.count = count
            self.digest = digest
            self.bytes = Array(bytes)
        }
    }

    private static func eachRecord(
        _ clients: MonitorClients,
        stop: StopFlag,
        _ take: (String, [UInt8]) throws(MonitorError) -> Void
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
                    guard batch[index].hasKey, !batch[index].isTombstone else { continue }
                    let key = String(decoding: batch[index].key.copy, as: UTF8.self)
                    try take(key, batch[index].value.copy)
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
