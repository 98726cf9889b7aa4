import Inference
import Observation

/// Scores rows that were read for observation: each row becomes what the model takes, by its own
/// rules for missing values and its own codes.
final class ObservedScorer {
    let model: Model
    /// Of each feature that is a category: the model's codes by the observation's.
    private let codes: [[Double]?]
    private var workspace: ScoringWorkspace

    init(_ model: Model) {
        self.model = model
        codes = model.features.map { feature in
            guard case .category(let table) = feature.kind else { return nil }
            return table.namesByCode.map(\.code)
        }
        workspace = model.makeWorkspace(maxRows: RowBatch.capacity)
    }

    /// Names of the outputs, as subjects of a baseline.
    static func names(of model: Model) -> [String] {
        guard model.outputCount > 1 else { return ["prediction"] }
        return (0..<model.outputCount).map { index in
            let classes = model.output.classes
            return "prediction[\(index < classes.count ? classes[index] : "\(index)")]"
        }
    }

    /// Room for the scores of a batch.
    func makeScores() -> [Double] {
        Array(repeating: 0, count: RowBatch.capacity * model.outputCount)
    }

    /// Scores a batch.
    ///
    /// - Parameters:
    ///   - batch: rows with this observation's codes.
    ///   - scores: made by `makeScores`; then holds `outputCount` numbers a row.
    func score(_ batch: RowBatch, into scores: inout [Double]) {
        let rows = batch.doubles.enumerated().map { modelValue($1, of: $0 % batch.columns) }
        var target = scores.mutableSpan
        model.score(
            rows: rows.span,
            count: batch.count,
            into: &target,
            workspace: &workspace
        )
    }

    private func modelValue(_ value: Double, of column: Int) -> Double {
        if let codes = codes[column] {
            if value >= 0 { return codes[Int(value)] }
            // In no table: missing to the model, whatever it substitutes for an absent one.
            if value.isNaN { return .nan }
        } else if !value.isNaN {
            return value
        }
        guard case .substitute(let substitute) = model.features[column].missing else {
            return .nan
        }
        return substitute
    }
}
