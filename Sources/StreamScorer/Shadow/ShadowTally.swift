/// What became of the sampled rows of each shadow, drained into the metrics once a turn.
struct ShadowTally: ~Copyable {
    private let counts: FixedColumn<UInt64>
    private let shadows: Int

    init(shadows: Int) {
        self.shadows = shadows
        counts = FixedColumn(repeating: 0, count: shadows * ShadowResult.count)
    }

    @inline(__always)
    func note(_ shadow: Int, _ result: ShadowResult, _ count: Int) {
        counts[shadow * ShadowResult.count + Int(result.rawValue)] &+= UInt64(count)
    }

    /// Hands each count over and starts from zero.
    mutating func drain(_ report: (_ shadow: Int, _ result: ShadowResult, _ count: UInt64) -> Void)
    {
        let resultCount = ShadowResult.count
        for place in 0..<shadows * resultCount where counts[place] > 0 {
            if let result = ShadowResult(rawValue: UInt8(place % resultCount)) {
                report(place / resultCount, result, counts[place])
            }
            counts[place] = 0
        }
    }
}
