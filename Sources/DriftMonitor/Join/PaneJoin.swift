import Observation

/// One pane's part in the join: what waits for labels, and what they said so far.
struct PaneJoin: Sendable {
    /// Arms, and pairs, that one pane is judged by at most.
    ///
    /// Routes are free text: without a limit a stream of ever new ones would be a histogram each.
    static let maxArms = 256

    struct ArmSums: Sendable {
        let arm: Arm
        var predictions = 0
        var sums: QualitySums
    }

    struct PairOfVersions: Sendable, Hashable {
        let challenger: String
        let served: String
    }

    let startMs: Int64
    let endMs: Int64
    /// Which events' predictions take part, and which events' labels are kept for predictions to come.
    var predicted: KeyLimit
    var labelled: KeyLimit
    var isJudged = false

    /// Its predictions' numbers in the table, and its labels'.
    var items: [Int32] = []
    var early: [Int32] = []
    private(set) var labelCount = 0
    private(set) var arms: [ArmSums] = []
    private var pairs: [(versions: PairOfVersions, sums: PairSums)] = []
    private var armNumbers: [Arm: UInt16] = [:]
    private var pairNumbers: [PairOfVersions: UInt16] = [:]

    init(startMs: Int64, endMs: Int64, predicted: KeyLimit, labelled: KeyLimit) {
        self.startMs = startMs
        self.endMs = endMs
        self.predicted = predicted
        self.labelled = labelled
    }

    /// The number of an arm; nil where there are too many.
    mutating func number(of arm: Arm, _ kind: QualityKind) -> UInt16? {
        if let known = armNumbers[arm] { return known }
        guard arms.count < Self.maxArms else { return nil }
        let number = UInt16(arms.count)
        arms.append(ArmSums(arm: arm, sums: QualitySums(kind)))
        armNumbers[arm] = number
        return number
    }

    /// The number of a pair; nil where there are too many.
    mutating func number(of versions: PairOfVersions) -> UInt16? {
        if let known = pairNumbers[versions] { return known }
        guard pairs.count < Self.maxArms else { return nil }
        let number = UInt16(pairs.count)
        pairs.append((versions, PairSums()))
        pairNumbers[versions] = number
        return number
    }

    /// A time within the pane, in milliseconds from its start: a pane is a day at most.
    func sinceStart(_ timeMs: Int64) -> Int32 { Int32(clamping: timeMs - startMs) }

    /// Notes a prediction of this pane.
    mutating func note(item: Int32, arm: UInt16) {
        items.append(item)
        arms[Int(arm)].predictions += 1
    }

    /// Adds up what a label says of a prediction.
    mutating func add(
        _ item: JoinTable.Item,
        label: Double,
        value: Double,
        timeMs: Int64,
        _ kind: QualityKind
    ) {
        labelCount += 1
        arms[Int(item.arm)].sums.add(
            score: item.score,
            label: label,
            value: value.isNaN ? nil : value,
            delayMs: timeMs - startMs - Int64(item.sinceStartMs)
        )
        guard item.pair != .max else { return }
        pairs[Int(item.pair)].sums.add(
            challengerLoss: kind.loss(score: item.score, label: label),
            servedLoss: kind.loss(score: item.servedScore, label: label),
            isDiscordant: kind.isDiscordant(item.score, item.servedScore)
        )
    }

    /// Why it may be judged at a time; nil where more labels are waited for.
    func maturity(atMs time: Int64, _ settings: JoinSettings) -> QualityPane.Maturity? {
        if Double(labelCount) >= settings.minCoverage * Double(items.count) { return .coverage }
        return endMs + settings.maxAgeMs <= time ? .age : nil
    }

    /// What the labels say.
    func quality(_ maturity: QualityPane.Maturity) -> QualityPane {
        QualityPane(
            startMs: startMs,
            endMs: endMs,
            maturity: maturity,
            arms: arms.sorted { $0.arm < $1.arm }.map {
                QualityPane.ArmQuality(arm: $0.arm, predictions: $0.predictions, sums: $0.sums)
            },
            pairs: pairs.map {
                QualityPane.PairQuality(
                    challenger: $0.versions.challenger,
                    served: $0.versions.served,
                    sums: $0.sums
                )
            }.sorted {
                Self.precedes($0.challenger, $1.challenger)
                    || $0.challenger == $1.challenger && Self.precedes($0.served, $1.served)
            }
        )
    }

    /// Lets go of what is not needed once it is judged.
    mutating func close() {
        isJudged = true
        items = []
        arms = []
        pairs = []
        armNumbers = [:]
        pairNumbers = [:]
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
