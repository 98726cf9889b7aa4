/// Why the version that an event was routed to did not answer it.
enum Unanswered: UInt8, CaseIterable, BitwiseCopyable, Sendable {
    /// It did.
    case none = 0
    /// It gave a number that is not finite.
    case nonFinite
    /// It did not score the row within its deadline.
    case deadline
    /// Its breaker kept the row away.
    case breakerOpen

    /// How many cases there are; `allCases` makes an array.
    static let count = 4

    /// The reason as labels and headers name it.
    var name: String {
        switch self {
        case .none: "none"
        case .nonFinite: "non_finite_score"
        case .deadline: "deadline"
        case .breakerOpen: "breaker_open"
        }
    }

    /// The reason in words, for a dead letter.
    var message: String {
        switch self {
        case .none: ""
        case .nonFinite: "the model answered with a number that is not finite"
        case .deadline: "the model did not answer within deadline_ms"
        case .breakerOpen: "the model's circuit breaker is open"
        }
    }
}
