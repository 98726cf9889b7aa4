extension Counters: Codable {
    private enum CodingKeys: String, CodingKey {
        case rows
        /// How many cells there are.
        case size
        /// Of each cell that is not empty: how many empty ones stand before it, and its count.
        case cells
    }

    /// Reads what `encode` wrote.
    ///
    /// - Throws: `DecodingError` where the cells do not fit the size or the rows.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func refuse(_ problem: String) -> DecodingError {
            .dataCorruptedError(forKey: .cells, in: container, debugDescription: problem)
        }
        let size = try container.decode(Int.self, forKey: .size)
        guard (0...Self.maxCodedCells).contains(size) else { throw refuse("\(size) cells") }
        let runs = try container.decode([Int].self, forKey: .cells)
        guard runs.count % 2 == 0 else { throw refuse("a gap without a count") }
        var cells = [Int](repeating: 0, count: size)
        var next = 0
        for place in stride(from: 0, to: runs.count, by: 2) {
            guard runs[place] >= 0, runs[place] < size - next else {
                throw refuse("a cell beyond the \(size)")
            }
            next += runs[place]
            cells[next] = runs[place + 1]
            next += 1
        }
        self = try Counters(rows: try container.decode(Int.self, forKey: .rows), cells: cells)
    }

    /// Writes the cells that are not empty.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rows, forKey: .rows)
        try container.encode(cells.count, forKey: .size)
        var runs: [Int] = []
        var gap = 0
        for count in cells {
            if count == 0 {
                gap += 1
            } else {
                runs += [gap, count]
                gap = 0
            }
        }
        try container.encode(runs, forKey: .cells)
    }

    /// Cells of the most and largest subjects that a baseline may have.
    private static let maxCodedCells = Baseline.maxSubjects * (NumberBins.maxBins + 3)
}
