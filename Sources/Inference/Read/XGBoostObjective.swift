import Glibc

/// XGBoost's objective: how the base score becomes a margin and the margin a prediction.
///
/// - Source: XGBoost `src/objective`.
struct XGBoostObjective {
    private enum Base {
        case identity
        case logit
        case logarithm
    }

    let link: Link
    let isMulticlass: Bool
    private let base: Base

    /// Nil for an objective that is not supported.
    init?(name: String) {
        switch name {
        case "binary:logistic", "reg:logistic":
            self.init(.sigmoid32, .logit)
        case "binary:hinge":
            self.init(.step32, .identity)
        case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox":
            self.init(.exponential32, .logarithm)
        case "binary:logitraw", "reg:squarederror", "reg:linear", "reg:squaredlogerror",
            "reg:absoluteerror",
            "reg:pseudohubererror", "reg:quantileerror", "rank:ndcg", "rank:pairwise", "rank:map":
            self.init(.identity, .identity)
        case "multi:softprob":
            self.init(.softmax32, .identity, isMulticlass: true)
        case "multi:softmax":
            self.init(.argmax, .identity, isMulticlass: true)
        default:
            return nil
        }
    }

    private init(_ link: Link, _ base: Base, isMulticlass: Bool = false) {
        self.link = link
        self.base = base
        self.isMulticlass = isMulticlass
    }

    /// Where the sum starts, from the base score, which is a prediction.
    func margin(_ score: Float) -> Float {
        switch base {
        case .identity: score
        case .logit: -logf(1 / score - 1)
        case .logarithm: logf(score)
        }
    }
}
