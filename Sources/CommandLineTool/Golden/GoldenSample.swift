/// Rows chosen from an input of unknown length, each as likely as any other, and the same ones
/// whenever the seed is.
///
/// - Source: Vitter, Random sampling with a reservoir, 1985, algorithm R.
struct GoldenSample {
    /// A row as the model takes it, and its place in the input.
    struct Row {
        let number: Int
        let features: [Double]
    }

    private let size: Int
    private var state: UInt64
    private var chosen: [Row] = []
    /// Rows that were offered.
    private(set) var offered = 0

    /// - Parameters:
    ///   - size: how many rows to choose; 1 at least.
    ///   - seed: decides which.
    init(size: Int, seed: UInt64) {
        self.size = size
        state = seed
    }

    /// The chosen rows, in the input's order.
    var rows: [Row] { chosen.sorted { $0.number < $1.number } }

    /// Offers a row.
    mutating func offer(_ features: ArraySlice<Double>, number: Int) {
        offered += 1
        if chosen.count < size {
            chosen.append(Row(number: number, features: Array(features)))
            return
        }
        let place = Int(next() % UInt64(offered))
        if place < size { chosen[place] = Row(number: number, features: Array(features)) }
    }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
