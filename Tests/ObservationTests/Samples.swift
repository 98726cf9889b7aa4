import Observation

/// Rows of two numbers, a category, a score and a label, and the baseline of them.
struct Samples {
    struct Row {
        var features: [Double]
        var score: [Double]
        var label: Double?
        var timeMs: Int64?
    }

    static let names: [CategoryName] = [.text("UA"), .text("AA"), .number(7), .text("ZZ")]

    /// `count` rows made by a seed: a normal number, a count with few values and nulls, a category.
    static func rows(_ count: Int, seed: Int, shift: Double = 0) -> [Row] {
        var rng = SplitMix64(seed)
        return (0..<count).map { place in
            let number = rng.normal() + shift
            let few = rng.below(10) == 0 ? Double.nan : Double(rng.below(5))
            let draw = rng.below(20)
            let category =
                draw == 0 ? ObservationPlan.nullCategory : draw == 1 ? Double.nan : Double(draw % 3)
            let score = rng.unit()
            return Row(
                features: [number, few, category],
                score: [score],
                label: place % 4 == 0 ? nil : (rng.unit() < score ? 1 : 0),
                timeMs: 1_000 * Int64(place)
            )
        }
    }

    static func counting(
        _ rows: [Row],
        topValues: Int = 64
    ) throws -> BaselineCounting {
        var profile = BaselineProfile(
            features: [
                (name: "number", kind: .number), (name: "few", kind: .number),
                (name: "carrier", kind: .category(names)),
            ],
            scoreNames: ["prediction"],
            topValues: topValues
        )
        for row in rows { profile.add(features: row.features.span, scores: row.score.span) }
        var counting = try profile.startCounting(chunks: profile.suggestedChunks)
        for row in rows {
            counting.add(
                features: row.features.span,
                scores: row.score.span,
                label: row.label,
                timeMs: row.timeMs
            )
        }
        return counting
    }

    static let identity = Baseline.ModelIdentity(name: "delay", version: "v1", digest: "sha256:0")

    static func baseline(_ rows: [Row], topValues: Int = 64) throws -> Baseline {
        try counting(rows, topValues: topValues).finish(model: identity, sourceDigest: "sha256:1")
    }
}
