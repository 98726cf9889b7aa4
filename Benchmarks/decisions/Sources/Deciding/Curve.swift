import Glibc

/// Of many runs: at which look each first decided wrongly.
struct Curve {
    /// Looks at which the share of wrong runs is told.
    static let looks = [
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000,
    ]

    let name: String
    let alpha: Double
    let runs: Int
    private var first: [Int] = []

    init(_ name: String, alpha: Double, runs: Int) {
        self.name = name
        self.alpha = alpha
        self.runs = runs
    }

    mutating func note(_ look: Int?) { if let look { first.append(look) } }

    /// Lines of the table: name, level, look, share.
    var lines: [String] {
        Self.looks.map { look in
            let share = Double(first.count { $0 <= look }) / Double(runs)
            return "\(name),\(alpha),\(look),\(share)"
        }
    }
}

/// Runs a simulation of a rule beside the naive test at each look.
///
/// - Parameters:
///   - make: of a seed: what gives the next look's two decisions.
func simulate(
    _ name: String,
    alpha: Double,
    runs: Int,
    looks: Int,
    _ make: (Int) -> () -> (sound: Bool, naive: Bool)
) {
    var sound = Curve(name, alpha: alpha, runs: runs)
    var naive = Curve(name + " (at each look)", alpha: alpha, runs: runs)
    for seed in 0..<runs {
        let look = make(seed)
        var (firstSound, firstNaive): (Int?, Int?) = (nil, nil)
        for place in 1...looks {
            let decided = look()
            if decided.sound { firstSound = firstSound ?? place }
            if decided.naive { firstNaive = firstNaive ?? place }
        }
        sound.note(firstSound)
        naive.note(firstNaive)
    }
    for line in sound.lines + naive.lines { print(line) }
    fflush(nil)
}
