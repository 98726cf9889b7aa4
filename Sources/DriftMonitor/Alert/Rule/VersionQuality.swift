internal import Observation

/// What the labels of one pane say of one version, its routes added up.
struct VersionQuality {
    let watched: WatchedVersion
    let startMs: Int64
    let endMs: Int64
    var predictions: Int
    var sums: QualitySums

    /// Each version of a pane that has labels, in order.
    static func all(in pane: QualityPane) -> [VersionQuality] {
        var versions: [VersionQuality] = []
        for arm in pane.arms where arm.sums.count > 0 {
            let watched = WatchedVersion(version: arm.arm.version, isShadow: arm.arm.isShadow)
            let place = versions.firstIndex { $0.watched == watched }
            if let place, versions[place].sums.kind == arm.sums.kind {
                versions[place].predictions = adding(versions[place].predictions, arm.predictions)
                versions[place].sums.add(arm.sums)
            } else if place == nil {
                versions.append(
                    VersionQuality(
                        watched: watched,
                        startMs: pane.startMs,
                        endMs: pane.endMs,
                        predictions: arm.predictions,
                        sums: arm.sums
                    )
                )
            }
        }
        return versions.sorted { $0.watched < $1.watched }
    }

    /// The mean loss.
    var meanLoss: Double { sums.losses.value / Double(sums.count) }
}
