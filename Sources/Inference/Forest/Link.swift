import Glibc

/// From margins to the number that the library's `predict` returns.
///
/// | link | formula | used by |
/// | --- | --- | --- |
/// | identity | x | regression, ranking, logitraw |
/// | sigmoid | 1 / (1 + exp(−s·x)), doubles | LightGBM binary, multiclassova, cross_entropy |
/// | signedSquare | sign(x)·x² | LightGBM regression sqrt |
/// | exponential | exp(x), doubles | LightGBM poisson, gamma, tweedie |
/// | softplus | log1p(exp(x)), doubles | LightGBM cross_entropy_lambda |
/// | softmax | exp(xᵢ − max) / Σ, doubles | LightGBM multiclass |
/// | sigmoid32, exponential32, softmax32 | the same in floats | XGBoost |
/// | step32 | x > 0 | XGBoost binary:hinge |
/// | argmax | index of the largest | XGBoost multi:softmax |
enum Link: Sendable, Hashable {
    case identity
    case sigmoid(slope: Double)
    case signedSquare
    case exponential
    case softplus
    case softmax
    case sigmoid32
    case exponential32
    case softmax32
    case step32
    case argmax

    /// Whether the result of each output is a probability.
    var isProbability: Bool {
        switch self {
        case .sigmoid, .softmax, .sigmoid32, .softmax32: true
        default: false
        }
    }

    /// Transforms one row's margins in place.
    ///
    /// - Parameter row: `groupCount` margins; `argmax` leaves its result in the first.
    /// - Complexity: O(`row.count`). Allocates nothing.
    func apply(_ row: inout MutableSpan<Double>) {
        switch self {
        case .identity: break
        case .sigmoid(let slope):
            for i in row.indices { row[i] = 1 / (1 + exp(-slope * row[i])) }
        case .signedSquare:
            for i in row.indices {
                let x = row[i]
                let sign: Double = x > 0 ? 1 : (x < 0 ? -1 : 0)
                row[i] = sign * x * x
            }
        case .exponential:
            for i in row.indices { row[i] = exp(row[i]) }
        case .softplus:
            for i in row.indices { row[i] = log1p(exp(row[i])) }
        case .softmax:
            Self.softmax(&row)
        case .sigmoid32:
            for i in row.indices { row[i] = Double(Self.sigmoid32(Float(row[i]))) }
        case .exponential32:
            for i in row.indices { row[i] = Double(expf(Float(row[i]))) }
        case .softmax32:
            Self.softmax32(&row)
        case .step32:
            for i in row.indices { row[i] = row[i] > 0 ? 1 : 0 }
        case .argmax:
            row[0] = Double(Self.indexOfLargest(row.span))
        }
    }

    /// XGBoost's sigmoid: the exponent is held below the overflow of a float.
    static func sigmoid32(_ x: Float) -> Float {
        let exponent = Swift.min(-x, 88.7)
        return 1 / (expf(exponent) + 1 + 1e-16)
    }

    /// The first of the largest values' indices.
    static func indexOfLargest(_ row: Span<Double>) -> Int {
        var best = 0
        for i in row.indices where row[i] > row[best] { best = i }
        return best
    }

    private static func softmax(_ row: inout MutableSpan<Double>) {
        var largest = row[0]
        for i in row.indices { largest = Swift.max(largest, row[i]) }
        var sum = 0.0
        for i in row.indices {
            row[i] = exp(row[i] - largest)
            sum += row[i]
        }
        for i in row.indices { row[i] /= sum }
    }

    private static func softmax32(_ row: inout MutableSpan<Double>) {
        var largest = Float(row[0])
        for i in row.indices { largest = Swift.max(largest, Float(row[i])) }
        var sum = 0.0
        for i in row.indices {
            let power = expf(Float(row[i]) - largest)
            row[i] = Double(power)
            sum += Double(power)
        }
        for i in row.indices { row[i] = Double(Float(row[i]) / Float(sum)) }
    }
}
