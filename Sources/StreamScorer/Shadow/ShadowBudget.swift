/// Decides how many rows shadows may score before the worker turns to its events again.
///
/// Serving comes first. While no event waits, shadows score slice by slice, and between two slices it is
/// looked whether one came: what arrives meanwhile waits for a quarter of a millisecond at most. While
/// events wait, shadows live on what they saved: `share` of the worker's time, of which no more than a
/// millisecond is kept over an idle stretch. A row that alone costs more than what may be spent is not
/// scored at all. What is not scored is shed.
///
/// A pure value: times are passed in. All shadows of a worker share one.
///
/// - Complexity: O(1). Allocates nothing.
struct ShadowBudget: Sendable {
    /// The longest that an event which comes while none was waiting is kept waiting.
    static let sliceNs: UInt64 = 250_000
    /// What can be saved up while the worker is idle.
    static let maxSavedNs: UInt64 = 1_000_000
    /// The most rows of one slice.
    static let maxRows = 128
    /// The engines score blocks of so many rows at once: a slice is a multiple where it can be.
    static let blockRows = 32

    private let share: Double
    private var savedNs: UInt64 = 0

    /// - Parameter share: of the worker's time, 0 to 1.
    init(share: Double) { self.share = share }

    /// Earns for one turn.
    ///
    /// - Parameters:
    ///   - servedNs: the time that this turn spent on its events; its share is earned whole.
    ///   - elapsedNs: the time since the last call, this turn's included; what it is longer than the
    ///     turn is saved up to `maxSavedNs`.
    mutating func earn(servedNs: UInt64, elapsedNs: UInt64) {
        let other = elapsedNs > servedNs ? elapsedNs - servedNs : 0
        savedNs = min(Self.maxSavedNs, savedNs &+ part(of: other)) &+ part(of: servedNs)
    }

    /// How many rows the next slice has.
    ///
    /// - Parameters:
    ///   - rows: the rows that are left.
    ///   - rowNs: what a row of this shadow costs; nil where that is not known: then one row is tried.
    ///   - isWaiting: whether events are waiting.
    /// - Returns: at most `rows`; 0 where they are to be shed.
    func slice(of rows: Int, rowNs: UInt64?, isWaiting: Bool) -> Int {
        guard rows > 0 else { return 0 }
        let room = isWaiting ? savedNs : max(savedNs, Self.sliceNs)
        guard let rowNs else { return room > 0 ? 1 : 0 }
        guard rowNs <= room else { return 0 }
        let affordable = min(room, Self.sliceNs) / max(1, rowNs)
        let most = min(rows, Self.maxRows, max(1, Int(affordable)))
        return most > Self.blockRows && most < rows ? most - most % Self.blockRows : most
    }

    /// Takes off what a slice has cost.
    mutating func spend(_ ns: UInt64) { savedNs = savedNs > ns ? savedNs - ns : 0 }

    private func part(of ns: UInt64) -> UInt64 {
        // An hour: what a clock that jumped may earn at most.
        UInt64(share * Double(min(ns, 3_600_000_000_000)))
    }
}
