internal import Glibc
internal import Observation
internal import Rollout

/// Whether a version's losses are larger than they were when its labels began to come.
///
/// The first labelled predictions are the reference; those that come after are judged by blocks of
/// equal numbers of labels. A version that was bad from its beginning is not found here: it is
/// compared with the version that served before it.
struct QualityWatch: Hashable, Codable, Sendable {
    private struct Watched: Hashable, Codable {
        let watched: WatchedVersion
        var reference = Losses()
        var block: QualitySums?
        var blockPredictions = 0
        var fromMs: Int64 = 0
        var toMs: Int64 = 0
    }

    /// Counts, losses and their squares.
    private struct Losses: Hashable, Codable {
        var count = 0
        var sum = ExactSum()
        var squares = ExactSum()

        mutating func add(_ sums: QualitySums) {
            count = adding(count, sums.count)
            sum += sums.losses
            squares += sums.squaredLosses
        }

        var mean: Double { sum.value / Double(max(1, count)) }

        /// The variance of the mean.
        var variance: Double {
            let size = Double(max(1, count))
            return max(0, squares.value / size - mean * mean) / size
        }
    }

    /// Blocks that make the reference.
    private static let referenceBlocks = 4
    /// The probability of calling losses larger that are not.
    private static let sureness = 0.001
    /// Versions that are kept at most; the ones without labels for longest go.
    private static let mostVersions = 64

    private var versions: [Watched] = []

    /// Takes the labels of a pane.
    ///
    /// - Returns: one when a block is full.
    mutating func judgements(
        of quality: VersionQuality,
        _ settings: AlertSettings
    ) -> [Judgement] {
        let place = place(of: quality.watched)
        var version = versions[place]
        defer { versions[place] = version }
        guard version.reference.count >= Self.referenceBlocks * settings.qualityLabels else {
            version.reference.add(quality.sums)
            version.toMs = quality.endMs
            return []
        }
        if version.block?.kind == quality.sums.kind {
            version.block?.add(quality.sums)
        } else {
            version.block = quality.sums
            version.blockPredictions = 0
            version.fromMs = quality.startMs
            version.toMs = quality.endMs
        }
        version.blockPredictions = adding(version.blockPredictions, quality.predictions)
        version.fromMs = min(version.fromMs, quality.startMs)
        version.toMs = max(version.toMs, quality.endMs)
        guard let block = version.block, block.count >= settings.qualityLabels else { return [] }
        version.block = nil
        return [judgement(version, block, settings)]
    }

    private func judgement(
        _ version: Watched,
        _ block: QualitySums,
        _ settings: AlertSettings
    ) -> Judgement {
        var now = Losses()
        now.add(block)
        let reference = version.reference
        let growth =
            reference.mean > 0 ? now.mean / reference.mean - 1 : now.mean > 0 ? .infinity : 0
        let error = (now.variance + reference.variance).squareRoot()
        let pValue =
            error > 0 ? 0.5 * erfc((now.mean - reference.mean) / error / 2.0.squareRoot()) : 1
        let predictions = version.blockPredictions
        let criticalFrom = settings.lossGrowth * settings.thresholds.criticalFactor
        return Judgement(
            name: ConditionName(
                watched: version.watched,
                kind: .version,
                rule: .quality,
                subject: "loss"
            ),
            // Blocks are counted together, however long they took.
            span: .init(lengthMs: 0, endMs: version.toMs, startMs: version.fromMs),
            events: predictions,
            vote: Judgement.vote(
                growth,
                isSure: pValue <= Self.sureness,
                warningFrom: settings.lossGrowth,
                criticalFrom: criticalFrom,
                clearFactor: settings.clearFactor
            ),
            statistic: "loss_growth",
            value: growth,
            warningFrom: settings.lossGrowth,
            criticalFrom: criticalFrom,
            pValue: pValue,
            evidence: {
                [
                    ("formula", .string("loss / reference loss - 1")),
                    ("loss", .double(now.mean)), ("labels", .integer(now.count)),
                    ("predictions", .integer(predictions)),
                    ("reference_loss", .double(reference.mean)),
                    ("reference_labels", .integer(reference.count)),
                    (
                        "figures",
                        .object(
                            of: block.figures.all.map { ($0.metric.rawValue, .double($0.value)) }
                        )
                    ),
                ]
            }
        )
    }

    private mutating func place(of watched: WatchedVersion) -> Int {
        if let place = versions.firstIndex(where: { $0.watched == watched }) { return place }
        if versions.count == Self.mostVersions,
            let oldest = versions.indices.min(by: { versions[$0].toMs < versions[$1].toMs })
        {
            versions.remove(at: oldest)
        }
        versions.append(Watched(watched: watched))
        return versions.count - 1
    }
}
