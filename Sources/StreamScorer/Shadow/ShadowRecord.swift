/// What shadows gave for the rows of a batch, for the observe step.
///
/// Empty where nothing is observed. Not thread-safe: one worker, one value.
struct ShadowRecord: ~Copyable {
    /// What a shadow made of a row.
    enum Outcome: UInt8, BitwiseCopyable {
        case scored
        case failed
        case refused
    }

    /// A row that a shadow was given.
    private struct Entry: BitwiseCopyable {
        var row: Int32 = 0
        var outcome = Outcome.scored
        var offset: Int64 = 0
    }

    /// By shadow: how many rows it was given.
    private(set) var counts: FixedColumn<Int>
    /// By shadow: nanoseconds in its model.
    private(set) var durationsNs: FixedColumn<UInt64>
    private var entries: FixedColumn<Entry>
    private var values: FixedColumn<Double>
    private var outputs: FixedColumn<Int>
    private let capacity: Int
    private var width = 0

    /// - Parameters:
    ///   - outputs: by shadow, how many numbers its scores are.
    ///   - capacity: the largest batch, messages; 0: nothing is kept.
    init(outputs: [Int], capacity: Int) {
        self.capacity = capacity
        width = outputs.max() ?? 0
        let room = capacity * outputs.count
        counts = FixedColumn(repeating: 0, count: outputs.count)
        durationsNs = FixedColumn(repeating: 0, count: outputs.count)
        entries = FixedColumn(repeating: Entry(), count: room)
        values = FixedColumn(repeating: 0, count: room * width)
        self.outputs = FixedColumn(outputs)
    }

    /// Keeps what these shadows give from now on.
    mutating func adopt(outputs: [Int]) {
        self = ShadowRecord(outputs: outputs, capacity: capacity)
    }

    /// Forgets the last batch.
    func begin() {
        for shadow in 0..<counts.count {
            counts[shadow] = 0
            durationsNs[shadow] = 0
        }
    }

    /// Notes a row that a shadow scored.
    @inline(__always)
    func note(_ row: Int, offset: Int64, of shadow: Int, scores: Span<Double>, isFinite: Bool) {
        guard capacity > 0 else { return }
        let start = (shadow * capacity + counts[shadow]) * width
        for output in scores.indices { values[start + output] = scores[output] }
        add(row, offset, shadow, isFinite ? .scored : .failed)
    }

    /// Notes a row that a shadow does not take.
    func noteRefused(_ row: Int, offset: Int64, of shadow: Int) {
        guard capacity > 0 else { return }
        add(row, offset, shadow, .refused)
    }

    /// Notes how long a shadow's model took.
    func note(durationNs: UInt64, of shadow: Int) { durationsNs[shadow] = durationNs }

    @inline(__always)
    private func add(_ row: Int, _ offset: Int64, _ shadow: Int, _ outcome: Outcome) {
        entries[shadow * capacity + counts[shadow]] = Entry(
            row: Int32(truncatingIfNeeded: row),
            outcome: outcome,
            offset: offset
        )
        counts[shadow] += 1
    }

    /// The row of the batch at a place among those of a shadow.
    func row(_ place: Int, of shadow: Int) -> Int { Int(entries[shadow * capacity + place].row) }

    func offset(_ place: Int, of shadow: Int) -> Int64 { entries[shadow * capacity + place].offset }

    func outcome(_ place: Int, of shadow: Int) -> Outcome {
        entries[shadow * capacity + place].outcome
    }

    /// The scores of the row at a place.
    @_lifetime(borrow self)
    borrowing func scores(_ place: Int, of shadow: Int) -> Span<Double> {
        values.slice(from: (shadow * capacity + place) * width, count: outputs[shadow])
    }
}
