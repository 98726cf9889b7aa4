internal import Observation

/// A way in which a version takes part: what events are counted apart by.
struct ObservedArm: Sendable {
    /// Its deployment's place.
    let deployment: Int
    /// The version and the route.
    let arm: Arm
    /// The digest of the version's baseline; nil where it has none, and for a constant.
    let digest: String?
    /// Cells of the baseline.
    let cellCount: Int

    /// Numbers that a slot of it holds: durations, then cells.
    var words: Int { DurationBins.count + cellCount }

    func isSame(as other: ObservedArm) -> Bool {
        deployment == other.deployment && arm == other.arm && digest == other.digest
    }
}

extension RoutingTable {
    /// By route, then by shadow: its arm.
    var observedArms: [ObservedArm] {
        routes.map { route in
            let version = versions[route.version]
            // A constant is not scored: it has the champion's shape and none of its baseline.
            let baseline = route.versionName == version.name ? version.baseline : nil
            return ObservedArm(
                deployment: route.deployment,
                arm: Arm(version: route.versionName, route: route.name),
                digest: baseline?.digest,
                cellCount: baseline?.counter.cellCount ?? 0
            )
        }
            + shadows.map { shadow in
                let version = versions[shadow.version]
                return ObservedArm(
                    deployment: shadow.deployment,
                    arm: Arm(version: version.name, route: Arm.shadow),
                    digest: version.baseline?.digest,
                    cellCount: version.baseline?.counter.cellCount ?? 0
                )
            }
    }
}
