import Inference

/// The ways to score a matrix, side by side.
enum Scoring {
    enum Element: String, CaseIterable { case float32, float64 }

    /// Margins by the fast engine, `batch` rows a call.
    static func margins(
        _ model: Model,
        _ rows: [Double],
        _ element: Element,
        batch: Int
    ) -> [Double] {
        run(model, rows, element, batch: batch, width: model.rawCount, isRaw: true)
    }

    /// Scores by the fast engine, `batch` rows a call.
    static func scores(
        _ model: Model,
        _ rows: [Double],
        _ element: Element,
        batch: Int
    ) -> [Double] {
        run(model, rows, element, batch: batch, width: model.outputCount, isRaw: false)
    }

    /// Margins by the reference engine.
    static func reference(_ model: Model, _ rows: [Double], _ element: Element) -> [Double] {
        let count = rows.count / model.features.count
        var margins = [Double](repeating: .nan, count: count * model.rawCount)
        var span = margins.mutableSpan
        switch element {
        case .float32:
            let floats = rows.map { Float($0) }
            model.referenceScoreRaw(rows: floats.span, count: count, into: &span)
        case .float64:
            model.referenceScoreRaw(rows: rows.span, count: count, into: &span)
        }
        return margins
    }

    private static func run(
        _ model: Model,
        _ rows: [Double],
        _ element: Element,
        batch: Int,
        width: Int,
        isRaw: Bool
    ) -> [Double] {
        let features = model.features.count
        let total = rows.count / features
        let floats = rows.map { Float($0) }
        var workspace = model.makeWorkspace(maxRows: batch)
        var result = [Double](repeating: .nan, count: total * width)
        var start = 0
        while start < total {
            let count = min(batch, total - start)
            let range = start * features..<(start + count) * features
            var all = result.mutableSpan
            var part = all._mutatingExtracting(start * width..<(start + count) * width)
            switch (element, isRaw) {
            case (.float32, true):
                model.scoreRaw(
                    rows: floats.span.extracting(range),
                    count: count,
                    into: &part,
                    workspace: &workspace
                )
            case (.float32, false):
                model.score(
                    rows: floats.span.extracting(range),
                    count: count,
                    into: &part,
                    workspace: &workspace
                )
            case (.float64, true):
                model.scoreRaw(
                    rows: rows.span.extracting(range),
                    count: count,
                    into: &part,
                    workspace: &workspace
                )
            case (.float64, false):
                model.score(
                    rows: rows.span.extracting(range),
                    count: count,
                    into: &part,
                    workspace: &workspace
                )
            }
            start += count
        }
        return result
    }

    /// Positions where two lists differ in a bit; equal NaNs agree.
    static func differences(_ a: [Double], _ b: [Double]) -> [Int] {
        guard a.count == b.count else { return [-1] }
        return a.indices.filter { a[$0].bitPattern != b[$0].bitPattern }
    }

    /// The largest distance in units in the last place, in doubles or, for XGBoost, in floats.
    static func ulps(_ a: [Double], _ b: [Double], inFloats: Bool) -> Double {
        guard a.count == b.count else { return .infinity }
        return zip(a, b).map { x, y in
            if x == y || (x.isNaN && y.isNaN) { return 0 }
            let unit = inFloats ? Double(Float(y).ulp) : y.ulp
            return abs(x - y) / unit
        }.max() ?? 0
    }
}
