import Observation

/// Tells labels that no prediction waits for apart: those of events that were judged already, those that
/// came before their prediction, and those of no event.
///
/// A memory of all that was judged would grow with the stream. So events are remembered whose key is below
/// a limit, at first all of them; whenever more than ``maxKeys`` are remembered at the end of a pane the
/// limit is halved, and stays. Keys are hashes: what is told is a fair sample of the labels. Labels
/// beyond the limit are `untold`.
///
/// What it says depends on the panes alone, not on the order inside one.
struct LabelLedger: Sendable, Hashable {
    /// What is known of the event of a label.
    enum Finding: Sendable, Hashable {
        /// Its predictions were judged, with a label.
        case labelled
        /// Its predictions were judged without one.
        case missed
        /// No prediction of it has come yet.
        case unseen
        /// Nothing: its key is beyond the limit.
        case untold
    }

    /// What a remembered event came to.
    private struct Judged: Sendable, Hashable {
        var untilMs: Int64
        var isLabelled: Bool
    }

    /// Events that are remembered at most, and labels that are held at most.
    static let maxKeys = 4_096

    private(set) var limit: KeyLimit
    private var judged: [UInt64: Judged] = [:]
    /// Labels whose prediction may still come, and until when.
    private var held: [UInt64: Int64] = [:]

    /// A ledger of the sampled events.
    init(_ sampled: KeyLimit) { limit = sampled }

    /// What is known of a label's event.
    ///
    /// - Complexity: O(1), expected.
    func finding(of key: EventKey) -> Finding {
        guard limit.admits(key) else { return .untold }
        guard let judged = judged[key.high] else { return .unseen }
        return judged.isLabelled ? .labelled : .missed
    }

    /// Remembers an event that was judged.
    mutating func judge(_ key: EventKey, isLabelled: Bool, untilMs: Int64) {
        guard limit.admits(key) else { return }
        let before = judged[key.high]
        judged[key.high] = Judged(
            untilMs: max(untilMs, before?.untilMs ?? untilMs),
            isLabelled: isLabelled || before?.isLabelled == true
        )
    }

    /// Holds a label of an event that was not seen, until its prediction is not waited for any more.
    mutating func hold(_ key: EventKey, untilMs: Int64) { held[key.high] = untilMs }

    /// Notes that a prediction has come.
    ///
    /// - Returns: whether a label was held for it.
    mutating func claim(_ key: EventKey) -> Bool {
        held.isEmpty ? false : held.removeValue(forKey: key.high) != nil
    }

    /// Forgets what is over at a time.
    ///
    /// - Returns: how many labels were held for predictions that never came.
    /// - Complexity: O(remembered events).
    mutating func forget(atMs time: Int64) -> Int {
        if judged.contains(where: { $0.value.untilMs <= time }) {
            judged = judged.filter { $0.value.untilMs > time }
        }
        return drop { $0.value <= time }
    }

    /// Tells nothing any more of events beyond a limit, of which predictions were dropped.
    ///
    /// - Returns: how many labels were held of which nothing can be told now.
    mutating func lower(to bound: KeyLimit) -> Int {
        guard let below = bound.below, limit.below.map({ below < $0 }) ?? true else { return 0 }
        limit = bound
        judged = judged.filter { $0.key < below }
        return drop { $0.key >= below }
    }

    /// Keeps within ``maxKeys``.
    ///
    /// - Returns: how many labels were held of which nothing can be told now.
    mutating func trim() -> Int {
        var untold = 0
        while judged.count > Self.maxKeys || held.count > Self.maxKeys {
            untold += lower(to: KeyLimit(below: (limit.below ?? .max) / 2))
        }
        return untold
    }

    private mutating func drop(_ isOver: ((key: UInt64, value: Int64)) -> Bool) -> Int {
        guard held.contains(where: isOver) else { return 0 }
        let before = held.count
        held = held.filter { !isOver(($0.key, $0.value)) }
        return before - held.count
    }
}

extension LabelLedger: Codable {
    private enum Key: String, CodingKey { case limit, missed, labelled, held }

    /// Reads pairs of key and time.
    ///
    /// - Throws: `DecodingError` where they are no pairs, or more than are kept.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        limit = try container.decode(KeyLimit.self, forKey: .limit)
        for (key, isLabelled) in [(Key.missed, false), (.labelled, true)] {
            for (event, untilMs) in try Self.pairs(container, key) {
                judged[event] = Judged(untilMs: untilMs, isLabelled: isLabelled)
            }
        }
        for (event, untilMs) in try Self.pairs(container, .held) { held[event] = untilMs }
        guard judged.count <= Self.maxKeys, held.count <= Self.maxKeys else {
            throw Self.broken(decoder.codingPath)
        }
    }

    /// Writes keys in their order, so that the same ledger is the same bytes.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(limit, forKey: .limit)
        for (key, isLabelled) in [(Key.missed, false), (.labelled, true)] {
            let kept = judged.filter { $0.value.isLabelled == isLabelled }
            try container.encode(Self.flat(kept.map { ($0.key, $0.value.untilMs) }), forKey: key)
        }
        try container.encode(Self.flat(held.map { ($0.key, $0.value) }), forKey: .held)
    }

    private static func flat(_ pairs: [(UInt64, Int64)]) -> [UInt64] {
        pairs.sorted { $0.0 < $1.0 }.flatMap { [$0.0, UInt64(bitPattern: $0.1)] }
    }

    private static func pairs(
        _ container: KeyedDecodingContainer<Key>,
        _ key: Key
    ) throws -> [(UInt64, Int64)] {
        let numbers = try container.decode([UInt64].self, forKey: key)
        guard numbers.count % 2 == 0 else { throw broken(container.codingPath + [key]) }
        return stride(from: 0, to: numbers.count, by: 2).map {
            (numbers[$0], Int64(bitPattern: numbers[$0 + 1]))
        }
    }

    private static func broken(_ path: [any CodingKey]) -> DecodingError {
        .dataCorrupted(.init(codingPath: path, debugDescription: "no ledger of labels"))
    }
}
