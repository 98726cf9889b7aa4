/// What a model's golden rows showed.
public enum GoldenOutcome: Sendable, Hashable {
    /// The model names none: nothing shows that it scores here as it did where it was trained.
    case none
    /// So many rows, each predicted as the file says.
    case reproduced(rows: Int)
}

extension GoldenOutcome: CustomStringConvertible {
    /// In words: `20 golden rows reproduced` or `no golden rows`.
    public var description: String {
        switch self {
        case .none: "no golden rows"
        case .reproduced(1): "1 golden row reproduced"
        case .reproduced(let rows): "\(rows) golden rows reproduced"
        }
    }
}
