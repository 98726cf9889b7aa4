internal import Observation
internal import Rollout

/// Whether the level of a version's scores or losses has changed since it was learnt: found by
/// detectors that gather what single windows are too small to say.
///
/// A change is told when a detector fires and the mean has moved by a part of the standard deviation
/// of single values: sure and large.
struct ChangeWatch: Hashable, Codable, Sendable {
    private struct Watched: Hashable, Codable {
        let watched: WatchedVersion
        let subject: String
        /// What a mean is measured by: a score's baseline; nil for losses.
        var digest: String?
        /// Of losses: what the deviation of single ones is taken from.
        var spread = LossSpread()
        var series = MeanSeries()
        var lastMs: Int64 = 0
    }

    /// Labelled losses of a pane below which its mean says nothing.
    private static let leastLosses = 30
    /// Series that are kept at most; the ones not added to for longest go.
    private static let mostSeries = 256

    private var all: [Watched] = []

    /// Takes the scores of a window of the shortest length.
    mutating func judgements(
        of version: VersionWindow,
        _ span: Judgement.Span,
        _ baseline: Baseline,
        _ settings: AlertSettings
    ) -> [Judgement] {
        guard let counters = version.counters,
            counters.rows >= settings.thresholds.leastRows,
            counters.cells.count == baseline.starts.last
        else { return [] }
        return baseline.scores.enumerated().compactMap { index, score in
            guard case .number(let number) = score.reference, let summary = number.summary,
                summary.standardDeviation > 0
            else { return nil }
            let cells = Array(baseline.cells(of: baseline.features.count + index, in: counters))
            let values = cells.prefix(number.bins.count).reduce(0, +)
            guard values >= settings.thresholds.leastRows else { return nil }
            let sum = zip(number.bins.centres, cells).reduce(0) { $0 + $1.0 * Double($1.1) }
            let mean = sum / Double(values)
            guard mean.isFinite else { return nil }
            let place = place(of: version.watched, score.name, version.baselineDigest)
            all[place].series.add(
                mean: mean,
                bounded: (mean - summary.min) / (summary.max - summary.min),
                deviation: summary.standardDeviation,
                isBack: settings.clearFactor * settings.meanShift,
                atMs: span.endMs
            )
            all[place].lastMs = span.endMs
            return judgement(
                all[place],
                .score,
                span,
                values,
                mean,
                deviation: summary.standardDeviation,
                settings
            )
        }
    }

    /// Takes the losses of a pane.
    mutating func judgements(
        of quality: VersionQuality,
        _ settings: AlertSettings
    ) -> [Judgement] {
        guard quality.sums.count >= Self.leastLosses else { return [] }
        let place = place(of: quality.watched, "loss", nil)
        let mean = quality.meanLoss
        all[place].spread.add(quality.sums)
        let deviation = all[place].spread.standardDeviation
        all[place].series.add(
            mean: mean,
            bounded: mean / (1 + mean),
            deviation: deviation,
            isBack: settings.clearFactor * settings.meanShift,
            atMs: quality.endMs
        )
        all[place].lastMs = quality.endMs
        let span = Judgement.Span(
            lengthMs: quality.endMs - quality.startMs,
            endMs: quality.endMs
        )
        return [
            judgement(
                all[place],
                .version,
                span,
                quality.sums.count,
                mean,
                deviation: deviation,
                settings
            )
        ]
    }

    private func judgement(
        _ watched: Watched,
        _ kind: ConditionName.Kind,
        _ span: Judgement.Span,
        _ events: Int,
        _ mean: Double,
        deviation: Double,
        _ settings: AlertSettings
    ) -> Judgement {
        let series = watched.series
        let distance = series.distance(in: deviation)
        let criticalFrom = settings.meanShift * settings.thresholds.criticalFactor
        let vote: Judgement.Vote =
            series.level == nil
            ? .silent
            : Judgement.vote(
                distance,
                isSure: series.found != nil,
                warningFrom: settings.meanShift,
                criticalFrom: criticalFrom,
                clearFactor: settings.clearFactor
            )
        return Judgement(
            name: ConditionName(
                watched: watched.watched,
                kind: kind,
                rule: .change,
                subject: watched.subject
            ),
            span: span,
            events: events,
            vote: vote,
            statistic: series.found?.detector ?? "mean_shift",
            value: distance,
            warningFrom: settings.meanShift,
            criticalFrom: criticalFrom,
            baselineDigest: watched.digest,
            isImmediate: true,
            evidence: {
                [
                    ("formula", .string("|recent - level| / deviation")),
                    ("level", series.level.map { .double($0) }),
                    ("recent", .double(series.recent)), ("mean", .double(mean)),
                    ("deviation", .double(deviation)),
                    ("detected", series.found.map { .integer($0.atMs) }),
                    ("detector", series.found.map { .string($0.detector) }),
                ]
            }
        )
    }

    private mutating func place(
        of version: WatchedVersion,
        _ subject: String,
        _ digest: String?
    ) -> Int {
        if let place = all.firstIndex(where: { $0.watched == version && $0.subject == subject }) {
            // Means of other bins are another series.
            if all[place].digest != digest {
                all[place] = Watched(watched: version, subject: subject, digest: digest)
            }
            return place
        }
        if all.count == Self.mostSeries,
            let oldest = all.indices.min(by: { all[$0].lastMs < all[$1].lastMs })
        {
            all.remove(at: oldest)
        }
        all.append(Watched(watched: version, subject: subject, digest: digest))
        return all.count - 1
    }
}

/// The spread of single losses, all of them together.
private struct LossSpread: Hashable, Codable, Sendable {
    private var count = 0
    private var losses = ExactSum()
    private var squares = ExactSum()

    mutating func add(_ sums: QualitySums) {
        count = adding(count, sums.count)
        losses += sums.losses
        squares += sums.squaredLosses
    }

    var standardDeviation: Double {
        let mean = losses.value / Double(max(1, count))
        return max(0, squares.value / Double(max(1, count)) - mean * mean).squareRoot()
    }
}
