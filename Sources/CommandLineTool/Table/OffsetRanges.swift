/// Runs of offsets by partition, as `PARTITION:FIRST-LAST[,…]`; the last offset belongs to its run.
struct OffsetRanges: Hashable, Sendable {
    /// One run of one partition.
    struct Run: Hashable, Sendable {
        let partition: Int32
        let offsets: ClosedRange<Int64>
    }

    let runs: [Run]

    /// Reads runs, each partition once; nil for anything else.
    init?(_ text: String) {
        var runs: [Run] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: ":", omittingEmptySubsequences: false)
            guard sides.count == 2, let partition = Self.number(sides[0]),
                partition <= Int32.max, !runs.contains(where: { $0.partition == partition })
            else { return nil }
            let ends = sides[1].split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let first = Self.number(ends[0]),
                let last = Self.number(ends[1]), first <= last, last < Int64.max
            else { return nil }
            runs.append(Run(partition: Int32(partition), offsets: first...last))
        }
        self.runs = runs
    }

    private static func number(_ text: Substring) -> Int64? {
        text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ? Int64(text) : nil
    }
}
