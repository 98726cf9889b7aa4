internal import Glibc
internal import Observation

/// Whether every value of a feature is in one cell now, and they were spread before.
///
/// Values beyond the training range share the last bin without being equal, so such a window is left
/// to the rule of what is outside.
struct ConstantValue {
    /// A share of one cell from which on a feature was as good as constant before.
    static let constantBefore = 0.9

    /// The share of the fullest cell now.
    let share: Double
    /// The cell, by its place among the subject's.
    let cell: Int
    /// The share of its fullest cell before.
    let largestBefore: Double
    /// How often chance alone would put every value into one cell; at most.
    let pValue: Double
    /// The same for all features together (Bonferroni).
    let adjustedP: Double
    /// Whether it is constant.
    let isHit: Bool

    /// Looks at a feature's cells; nil where there are too few values, or it was as good as constant.
    init?(
        _ subject: Subject,
        now cells: ArraySlice<Int>,
        thresholds: DriftThresholds,
        features: Int
    ) {
        let now = Array(cells)
        let counted: Int
        let isInRange: Bool
        switch subject.reference {
        case .number(let number):
            counted = number.bins.count
            isInRange = now[counted] == 0 && now[counted + 1] == 0
        case .category(let category):
            counted = category.values.count
            isInRange = true
        }
        // Null is no value; other and unseen categories are many.
        let before = subject.cells.dropLast()
        let values = isInRange ? now.dropLast().reduce(0, +) : 0
        guard let largestNow = now.prefix(counted).max(), let largest = before.max(),
            values >= thresholds.leastRows, largest > 0
        else { return nil }
        largestBefore = Double(largest) / Double(before.reduce(0, +))
        guard largestBefore < Self.constantBefore else { return nil }
        share = Double(largestNow) / Double(values)
        cell = now.firstIndex(of: largestNow) ?? 0
        pValue = largestNow == values ? pow(largestBefore, Double(values - 1)) : 1
        adjustedP = min(1, pValue * Double(features))
        isHit = largestNow == values && adjustedP <= thresholds.falseDiscoveries
    }
}
