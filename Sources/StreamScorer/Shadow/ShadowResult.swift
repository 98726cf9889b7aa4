/// What became of a sampled row of a shadow.
enum ShadowResult: UInt8, CaseIterable, Sendable {
    /// It was scored, and its prediction written.
    case scored = 0
    /// Events were waiting, and the shadow had had its share; or a row costs too much.
    case shedBudget
    /// What is served needed the room on its way to the broker.
    case shedFull
    /// Shadow predictions, or the transaction they were in, could not be delivered a short while ago.
    case shedUndelivered
    /// The shadow gave a number that is not finite.
    case failedNonFinite
    /// The shadow does not take the event: a feature that it requires is missing, or of another type.
    case failedRow
    /// The record would be larger than a shadow's may be.
    case tooLarge

    /// How many cases there are; `allCases` makes an array.
    static let count = 7

    /// As the label `result` names it.
    var name: String {
        switch self {
        case .scored: "scored"
        case .shedBudget: "shed_budget"
        case .shedFull: "shed_full"
        case .shedUndelivered: "shed_undelivered"
        case .failedNonFinite: "failed_nonfinite"
        case .failedRow: "failed_row"
        case .tooLarge: "too_large"
        }
    }
}
