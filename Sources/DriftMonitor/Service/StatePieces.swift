internal import FoundationEssentials
internal import Rollout

/// The newest pieces of states, as they are read from the topic.
struct StatePieces {
    private struct Piece {
        let count: Int
        let digest: String
        let bytes: [UInt8]
    }

    private var pieces: [String: [Int: Piece]] = [:]

    /// Takes a record's value; a later one of the same place replaces it.
    ///
    /// - Returns: false for what is no piece of that monitor.
    /// - Throws: `MonitorError` when a newer version has kept it.
    mutating func add(_ value: [UInt8], monitor: String) throws(MonitorError) -> Bool {
        guard let json = JSONValue.read(value, maxBytes: 4_194_304),
            case .string(monitor)? = json["monitor"], case .number(let form)? = json["format"],
            case .string(let deployment)? = json["deployment"]
        else { return false }
        guard form == "\(StateStore.format)" else {
            throw MonitorError(
                .configuration,
                "the state of deployment '\(deployment)' was kept in form \(form) by a newer "
                    + "version; this one reads form \(StateStore.format)"
            )
        }
        guard case .number(let number)? = json["piece"], case .number(let count)? = json["pieces"],
            case .string(let digest)? = json["digest"], case .string(let text)? = json["state"],
            let bytes = Data(base64Encoded: text), let number = Int(number),
            let count = Int(count), (1...100_000).contains(count), (0..<100_000).contains(number)
        else { return false }
        pieces[deployment, default: [:]][number] = Piece(
            count: count,
            digest: digest,
            bytes: Array(bytes)
        )
        return true
    }

    /// The states by deployment.
    ///
    /// - Parameter damaged: told each deployment whose pieces do not belong together.
    /// - Returns: those that are whole.
    func states(damaged: (String) -> Void) -> [String: [UInt8]] {
        var states: [String: [UInt8]] = [:]
        for (deployment, known) in pieces.sorted(by: { $0.key < $1.key }) {
            guard let head = known[0] else { continue }
            let state = (0..<head.count).flatMap { number -> [UInt8] in
                guard let piece = known[number], piece.digest == head.digest else { return [] }
                return piece.bytes
            }
            if StateStore.digest(of: state) == head.digest {
                states[deployment] = state
            } else {
                damaged(deployment)
            }
        }
        return states
    }
}
