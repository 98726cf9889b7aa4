/// What labelled pairs of predictions on the same events add up to: exact, in any order.
///
/// A difference is the challenger's loss less that of the served prediction: above 0 the challenger is
/// worse.
public struct PairSums: Sendable, Hashable, Codable {
    /// Pairs with a label.
    public private(set) var count = 0
    /// Pairs on which the two decide differently.
    public private(set) var discordant = 0
    /// The differences.
    public private(set) var differences = ExactSum()
    /// The squares of the differences.
    public private(set) var squares = ExactSum()

    /// No pairs.
    public init() {}

    /// Adds a pair.
    public mutating func add(challengerLoss: Double, servedLoss: Double, isDiscordant: Bool) {
        let difference = challengerLoss - servedLoss
        count += 1
        if isDiscordant { discordant += 1 }
        differences.add(difference)
        squares.add(difference * difference)
    }

    /// Adds other pairs.
    public mutating func add(_ others: PairSums) {
        count += others.count
        discordant += others.discordant
        differences += others.differences
        squares += others.squares
    }
}
