import Observation

/// Predictions and labels into the table.
extension LabelJoin {
    /// Takes what a pane holds.
    ///
    /// - Parameters:
    ///   - pane: the pane.
    ///   - place: where it is among those that are kept.
    ///   - tally: what became of it.
    mutating func take(_ pane: ClosedPane, at place: Int, _ tally: inout JoinCounts) {
        if !panes[place].isJudged {
            for prediction in pane.predictions { take(prediction, at: place, &tally) }
            for prediction in pane.shadows { take(prediction, at: place, &tally) }
        }
        let sampled = settings.sampled
        for label in pane.labels where sampled.admits(label.key) {
            take(label, at: place, &tally)
        }
    }

    private mutating func take(
        _ prediction: ServedPrediction,
        at place: Int,
        _ tally: inout JoinCounts
    ) {
        guard settings.sampled.admits(prediction.key) else { return }
        guard panes[place].predicted.admits(prediction.key),
            let arm = panes[place].number(of: prediction.arm, settings.kind)
        else {
            tally.dropped += 1
            return
        }
        let item = JoinTable.Item(
            entry: table.makeEntry(of: prediction.key),
            pane: firstPane + Int32(place),
            arm: arm,
            sinceStartMs: panes[place].sinceStart(prediction.timeMs),
            score: prediction.score
        )
        take(item, of: prediction.key, at: place, &tally)
    }

    private mutating func take(
        _ prediction: ShadowPrediction,
        at place: Int,
        _ tally: inout JoinCounts
    ) {
        guard settings.sampled.admits(prediction.key) else { return }
        let versions = PaneJoin.PairOfVersions(
            challenger: prediction.version,
            served: prediction.servedVersion
        )
        let arm = Arm(version: prediction.version, route: Arm.shadow)
        guard panes[place].predicted.admits(prediction.key),
            let pair = panes[place].number(of: versions),
            let number = panes[place].number(of: arm, settings.kind)
        else {
            tally.dropped += 1
            return
        }
        let item = JoinTable.Item(
            entry: table.makeEntry(of: prediction.key),
            pane: firstPane + Int32(place),
            arm: number,
            pair: pair,
            sinceStartMs: panes[place].sinceStart(prediction.timeMs),
            score: prediction.score,
            servedScore: prediction.servedScore
        )
        take(item, of: prediction.key, at: place, &tally)
    }

    private mutating func take(
        _ item: JoinTable.Item,
        of key: EventKey,
        at place: Int,
        _ tally: inout JoinCounts
    ) {
        let number = table.add(item)
        panes[place].note(item: number, arm: item.arm)
        waiting += 1
        tally.predictions += 1
        guard let label = table.firstLabel(of: item.entry) else { return }
        table.markLabelled(number)
        panes[place].add(
            item,
            label: label.label,
            value: label.value,
            timeMs: label.timeMs,
            settings.kind
        )
        tally.labelled += 1
        if ledger.claim(key) { tally.early += 1 }
    }

    private mutating func take(_ label: Label, at place: Int, _ tally: inout JoinCounts) {
        tally.labels += 1
        guard settings.kind.takes(label: label.label) else {
            tally.unfit += 1
            return
        }
        let entry = table.entry(of: label.key)
        var number = entry.map { table.firstItem(of: $0) } ?? -1
        // One that waits, or a label of the same event that is kept.
        let isKnown = entry != nil
        let before = tally.labelled
        while number >= 0 {
            let item = table.items[number]
            if !item.isLabelled {
                table.markLabelled(number)
                panes[Int(item.pane - firstPane)].add(
                    item,
                    label: label.label,
                    value: label.value ?? .nan,
                    timeMs: label.timeMs,
                    settings.kind
                )
                tally.labelled += 1
            }
            number = item.next
        }
        if tally.labelled > before {
            tally.joined += 1
        } else if isKnown {
            tally.duplicate += 1
        } else {
            noteUnclaimed(label.key, at: place, &tally)
        }
        keep(label, at: place)
    }

    /// Counts a label that no prediction waits for, or holds it.
    private mutating func noteUnclaimed(
        _ key: EventKey,
        at place: Int,
        _ tally: inout JoinCounts
    ) {
        switch ledger.finding(of: key) {
        case .labelled: tally.duplicate += 1
        case .missed: tally.late += 1
        case .unseen where isKept(key, at: place):
            ledger.hold(key, untilMs: panes[place].endMs + settings.earlyMs)
        case .unseen, .untold: tally.unmatched += 1
        }
    }

    private func isKept(_ key: EventKey, at place: Int) -> Bool {
        settings.earlyMs > 0 && panes[place].labelled.admits(key)
    }

    /// Keeps a label for predictions that come after it.
    private mutating func keep(_ label: Label, at place: Int) {
        guard isKept(label.key, at: place) else { return }
        let number = table.add(
            JoinTable.Early(
                entry: table.makeEntry(of: label.key),
                label: label.label,
                value: label.value ?? .nan,
                timeMs: label.timeMs
            )
        )
        panes[place].early.append(number)
        kept += 1
    }
}
