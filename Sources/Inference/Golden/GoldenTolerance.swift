/// How far a prediction may be from its golden row's.
///
/// Margins are the library's to the last bit; what may differ is the C library's `exp` on the
/// machine that made the row. So a prediction may be off by four units in the last place of the
/// numbers that the model's library computes in: float64 for LightGBM, float32 for XGBoost.
/// Classes are equal or they are not.
struct GoldenTolerance {
    /// Units in the last place.
    static let units = 4.0

    private let inFloats: Bool
    private let isExact: Bool

    init(of model: Model) {
        inFloats = model.format == "xgboost"
        isExact = model.output.kind == .class
    }

    /// Whether `found` may stand for `expected`, which is finite.
    func accepts(_ found: Double, for expected: Double) -> Bool {
        if found == expected { return true }
        guard !isExact, found.isFinite else { return false }
        let unit = inFloats ? Double(Float(expected).ulp) : expected.ulp
        return abs(found - expected) <= Self.units * unit
    }

    /// In a few characters: `4 ulp of float64`, or `equal`.
    var symbol: String {
        isExact ? "equal" : "\(Int(Self.units)) ulp of \(inFloats ? "float32" : "float64")"
    }

    /// In words, for messages.
    var description: String {
        isExact
            ? "classes have to be equal"
            : "\(Int(Self.units)) units in the last place of \(inFloats ? "float32" : "float64") "
                + "are allowed"
    }
}
