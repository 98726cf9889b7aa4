internal import Observation

/// What the monitor counts itself, where no scorer has counted it.
///
/// Each record is taken by itself, so that what an open pane holds follows from the records that are
/// read again after a restart.
extension PaneAssembler {
    /// Takes an event of the input topic.
    ///
    /// - Parameters:
    ///   - event: what `intake` has just read.
    ///   - intake: has it.
    ///   - recordMs: the record's timestamp.
    ///   - place: where it stands.
    mutating func add(
        _ event: FeatureIntake.Event,
        of intake: FeatureIntake,
        recordMs: Int64,
        at place: InputPlace
    ) {
        guard let lane = begin(place, observed: nil) else { return }
        let before = lanes[lane].clock
        switch event {
        case .undecodable:
            let placement = before.standing(recordMs: recordMs, rules)
            put(placement, lane, place, before, recordMs) {
                $0.countUndecodable(of: place.source.partition)
            }
        case .refused(let timeMs, _):
            let placement = lanes[lane].clock.place(timeMs, recordMs: recordMs, rules)
            put(placement, lane, place, before, recordMs) {
                $0.count(intake, isRefused: true, at: place)
            }
        case .decoded(let timeMs):
            let placement = lanes[lane].clock.place(timeMs, recordMs: recordMs, rules)
            put(placement, lane, place, before, recordMs) {
                $0.count(intake, isRefused: false, at: place)
            }
        }
    }

    /// Takes a prediction that was served, and counts its numbers.
    ///
    /// - Parameters:
    ///   - prediction: what it says.
    ///   - outputs: its numbers.
    ///   - contract: of its version; nil: it has none.
    ///   - recordMs: the record's timestamp.
    ///   - isJoined: whether it is kept for its label.
    ///   - place: where it stands.
    mutating func add(
        _ prediction: ServedPrediction,
        outputs: [Double],
        _ contract: VersionContract?,
        recordMs: Int64,
        isJoined: Bool,
        at place: InputPlace
    ) {
        answer(prediction.timeMs, recordMs: recordMs, at: place) { pane in
            pane.count(prediction.arm, outputs: outputs, contract)
            if isJoined { pane.predictions.append(prediction) }
        }
    }

    /// Takes a prediction of a challenger, and counts its numbers.
    mutating func add(
        _ shadow: ShadowPrediction,
        outputs: [Double],
        _ contract: VersionContract?,
        recordMs: Int64,
        isJoined: Bool,
        at place: InputPlace
    ) {
        judge(shadow.timeMs, recordMs: recordMs, at: place) { pane in
            let arm = Arm(version: shadow.version, route: Arm.shadow)
            pane.count(arm, outputs: outputs, contract)
            if isJoined { pane.shadows.append(shadow) }
        }
    }

    /// Counts a prediction that cannot be read, where its partition's clock stands.
    mutating func addUnreadable(recordMs: Int64, at place: InputPlace) {
        guard let lane = begin(place, observed: nil) else { return }
        let before = lanes[lane].clock
        let placement = before.standing(recordMs: recordMs, rules)
        guard case .pane(let start) = placement else { return }
        put(start, lane, place, before, isKept: true) { $0.countUndecodable(of: nil) }
    }

    /// Puts an event into its pane; where it has none, among those of the pane where its clock stands.
    private mutating func put(
        _ placement: PartitionClock.Placement,
        _ lane: Int,
        _ place: InputPlace,
        _ before: LaneClock,
        _ recordMs: Int64,
        _ count: (inout OpenPane) -> Void
    ) {
        var reason = \OutOfTime.late
        var passed = \PassedOver.late
        switch placement {
        case .pane(let start):
            if put(start, lane, place, before, count) { return }
        case .late: break
        case .ahead: (reason, passed) = (\.ahead, \.ahead)
        case .untimed: (reason, passed) = (\.untimed, \.untimed)
        }
        passOver(lane, place, passed)
        let now = lanes[lane].clock.standing(recordMs: recordMs, rules)
        guard case .pane(let start) = now else { return }
        var one = OutOfTime()
        one[keyPath: reason] = 1
        put(start, lane, place, before, isKept: true) {
            $0.count(one, of: place.source.partition)
        }
    }

    private mutating func answer(
        _ timeMs: Int64,
        recordMs: Int64,
        at place: InputPlace,
        _ take: (inout OpenPane) -> Void
    ) {
        guard let lane = begin(place, observed: nil) else { return }
        let before = lanes[lane].clock
        switch lanes[lane].clock.place(timeMs, recordMs: recordMs, rules) {
        case .pane(let start):
            if !put(start, lane, place, before, take) { passOver(lane, place, \.late) }
        case .late: passOver(lane, place, \.late)
        case .ahead: passOver(lane, place, \.ahead)
        case .untimed: passOver(lane, place, \.untimed)
        }
    }
}
