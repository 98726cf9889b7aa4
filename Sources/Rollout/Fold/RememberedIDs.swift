/// The newest ids of commands, each as half of its SHA-256, so that memory does not depend on what
/// issuers write: about 50 bytes an id, `CommandLimits.rememberedIDs` of them.
struct RememberedIDs: Sendable, Equatable {
    /// The first 128 bits of a digest.
    private struct Mark: Hashable, Sendable {
        let high: UInt64
        let low: UInt64

        init(_ digest: [UInt8]) {
            high = digest[..<8].reduce(0) { $0 << 8 | UInt64($1) }
            low = digest[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    private var marks: Set<Mark> = []
    /// A ring once it is full.
    private var order: [Mark] = []
    /// How many ids there ever were.
    private(set) var count: Int64 = 0
    /// SHA-256 over the one before and the newest id's own: equal for equal histories alone.
    private(set) var chain = [UInt8](repeating: 0, count: 32)

    static func digest(deployment: String, id: String) -> [UInt8] {
        SHA256.digest(of: Array(deployment.utf8) + [0] + Array(id.utf8))
    }

    func contains(_ digest: [UInt8]) -> Bool { marks.contains(Mark(digest)) }

    /// Remembers an id that is not remembered; the oldest is forgotten for it when all places are
    /// taken.
    mutating func insert(_ digest: [UInt8]) {
        let mark = Mark(digest)
        if order.count < CommandLimits.rememberedIDs {
            order.append(mark)
        } else {
            let place = Int(count % Int64(CommandLimits.rememberedIDs))
            marks.remove(order[place])
            order[place] = mark
        }
        marks.insert(mark)
        count += 1
        chain = SHA256.digest(of: chain + digest)
    }

    /// The number and the chain; the ids themselves follow from these.
    var value: JSONValue {
        .object(of: [("chain", .string(SHA256.text(of: chain))), ("count", .integer(count))])
    }
}
