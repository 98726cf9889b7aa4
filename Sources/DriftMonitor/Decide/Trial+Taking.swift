internal import Observation
internal import Rollout

extension Trial {
    /// The route by which the version serves.
    private var route: String { purpose == .watch ? "champion" : "canary" }

    /// Takes what was counted in a pane.
    mutating func take(_ pane: ClosedPane, state: DeploymentState, policy: Policy) {
        let served = pane.arms.first { $0.arm == Arm(version: version, route: route) }
        let shadow = pane.arms.first { $0.arm == Arm(version: version, route: Arm.shadow) }
        let control =
            purpose == .watch
            ? pane.arms.first { $0.arm == Arm(version: self.control, route: Arm.shadow) }
            : pane.arms.first { $0.arm == Arm(version: self.control, route: "champion") }
        if purpose == .challenge { takeSplit(pane, state) }
        if let served { self.served.add(served, pane) }
        let isServing = purpose == .watch || stage.weight > 0
        let arm = isServing ? served : shadow
        takeRates(arm, control, slowMs: policy.guardrails.latencyMs)
        takeStage(pane, rows: arm?.rows ?? 0)
        takeSilence(rows: arm?.rows ?? 0, controlRows: control?.rows ?? 0, state)
    }

    private mutating func takeRates(_ arm: ArmCounters?, _ control: ArmCounters?, slowMs: Int) {
        let (rows, controlRows) = (arm?.rows ?? 0, control?.rows ?? 0)
        guard rows > 0 else { return }
        errors.add(
            hits: arm?.failed ?? 0,
            of: rows,
            controlHits: control?.failed ?? 0,
            of: controlRows
        )
        refusals.add(
            hits: arm?.refused ?? 0,
            of: rows,
            controlHits: control?.refused ?? 0,
            of: controlRows
        )
        let (own, others) = (Self.slow(arm, slowMs), Self.slow(control, slowMs))
        slow.add(hits: own.hits, of: own.rows, controlHits: others.hits, of: others.rows)
    }

    /// Rows whose batch took so long, and all that were timed.
    private static func slow(_ arm: ArmCounters?, _ slowMs: Int) -> (hits: Int, rows: Int) {
        guard let arm else { return (0, 0) }
        var (hits, rows) = (0, 0)
        for (bin, count) in arm.durations.enumerated() where count > 0 {
            rows += count
            if DurationBins.lowerNanoseconds(of: bin) >= UInt64(slowMs) * 1_000_000 {
                hits += count
            }
        }
        return (hits, rows)
    }

    /// Counts this canary's rows among those of all canaries and the champion.
    private mutating func takeSplit(_ pane: ClosedPane, _ state: DeploymentState) {
        split.expect(share: Double(stage.weight) / 100_000)
        guard stage.weight > 0 else { return }
        let routes =
            [Arm(version: state.champion, route: "champion")]
            + state.canaries.map { Arm(version: $0.version, route: "canary") }
        let split = pane.arms.filter { routes.contains($0.arm) }
        let own = split.first { $0.arm.version == version && $0.arm.route == "canary" }
        self.split.add(armEvents: own?.rows ?? 0, of: split.reduce(0) { $0 + $1.rows })
    }

    /// A stage begins with the first pane that looks like it.
    private mutating func takeStage(_ pane: ClosedPane, rows: Int) {
        guard rows > 0 else { return }
        if stage.weight > 0, stage.weight < 100_000, !split.isSettled { return }
        stage.beganMs = stage.beganMs ?? pane.startMs
        stage.rows += rows
        stage.panes += 1
    }

    private mutating func takeSilence(rows: Int, controlRows: Int, _ state: DeploymentState) {
        guard purpose == .challenge else { return }
        guard rows == 0 else { return (missedRows, missedPanes) = (0, 0) }
        guard controlRows > 0 else { return }
        missedPanes += 1
        if stage.weight > 0 {
            let others = state.canaries.reduce(0) { $0 + $1.weight }
            let champion = max(1, 100_000 - others)
            missedRows += Double(controlRows) * Double(stage.weight) / Double(champion)
        } else {
            let sample = state.shadows.first { $0.version == version }?.sampleMillionths ?? 0
            missedRows += Double(controlRows) * Double(sample) / 1_000_000
        }
    }

    /// Takes what the labels say of a pane that began after the trial did.
    mutating func take(_ pane: QualityPane) {
        guard pane.startMs >= beganMs else { return }
        let own = pane.arms.filter {
            $0.arm.version == version && ($0.arm.route == route || $0.arm.isShadow)
        }
        for arm in own {
            predictions += arm.predictions
            labelled += arm.sums.count
        }
        takePairs(pane)
        guard purpose == .challenge else { return }
        let served = own.first { !$0.arm.isShadow }
        let champion = pane.arms.first { $0.arm == Arm(version: control, route: "champion") }
        guard served != nil || champion != nil else { return }
        arms.add(
            challenger: LossComparison.Losses(served?.sums),
            control: LossComparison.Losses(champion?.sums)
        )
    }

    private mutating func takePairs(_ pane: QualityPane) {
        // The shadow is the version itself, or, while the new champion is watched, the former one.
        let (shadow, served) = purpose == .watch ? (control, version) : (version, control)
        for pair in pane.pairs where pair.challenger == shadow && pair.served == served {
            var differences = LossComparison.Losses(pair.sums)
            if purpose == .watch { differences.sum = -differences.sum }
            pairs.add(pairs: differences)
        }
    }
}

extension LossComparison.Losses {
    fileprivate init(_ sums: QualitySums?) {
        guard let sums else {
            self.init()
            return
        }
        self.init(
            count: sums.count,
            sum: sums.losses.value,
            squares: sums.squaredLosses.value
        )
    }

    fileprivate init(_ sums: PairSums) {
        self.init(
            count: sums.count,
            sum: sums.differences.value,
            squares: sums.squares.value
        )
    }
}
