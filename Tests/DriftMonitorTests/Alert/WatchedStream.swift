import DriftMonitor
import Observation

/// A made-up deployment: ten numbers, a category, and a score that follows the first two.
struct WatchedStream {
    static let minuteMs: Int64 = 60_000
    static let carriers: [CategoryName] = [.text("UA"), .text("AA"), .text("DL"), .text("B6")]
    static let numbers = (0..<10).map { "f\($0)" }

    static let standardRows = 20_000
    private static let standard = Result { try baseline(rows: standardRows) }

    /// What one pane's rows do differently from the baseline's; rows as they are made: NaN is null of
    /// a number; of the category the codes are places in `carriers`.
    typealias Change = (inout [Double], inout SplitMix64) -> Void

    let baseline: Baseline
    private let plan: ObservationPlan
    private let cellOfCarrier: [Double]
    private var random: SplitMix64
    private(set) var minute: Int64 = 0

    init(seed: Int, baselineRows: Int = standardRows) throws {
        baseline =
            try baselineRows == Self.standardRows
            ? Self.standard.get() : Self.baseline(rows: baselineRows)
        plan = ObservationPlan(baseline)
        random = SplitMix64(seed)
        guard case .category(let category)? = baseline.features.last?.reference else {
            throw ObservationError("carrier", "is no category")
        }
        cellOfCarrier = Self.carriers.map { Double(category.values.firstIndex(of: $0) ?? 0) }
    }

    static func row(_ random: inout SplitMix64) -> [Double] {
        var row = numbers.map { _ in random.normal() }
        if random.unit() < 0.01 { row[9] = .nan }
        row.append(Double(min(3, random.below(6))))
        return row
    }

    static func score(_ row: [Double]) -> Double {
        let sum = (row[0].isNaN ? 3 : row[0]) + (row[1].isNaN ? 3 : row[1])
        return 0.5 + 0.5 * sum / (1 + abs(sum))
    }

    private static func baseline(rows: Int) throws -> Baseline {
        let features: [(name: String, kind: BaselineProfile.Kind)] =
            numbers.map { ($0, .number) } + [("carrier", .category(carriers))]
        var profile = BaselineProfile(features: features, scoreNames: ["prediction"])
        var random = SplitMix64(1)
        for _ in 0..<rows {
            let row = row(&random)
            profile.add(features: row.span, scores: [score(row)].span)
        }
        var counting = try profile.startCounting(chunks: 0)
        random = SplitMix64(1)
        for _ in 0..<rows {
            let row = row(&random)
            counting.add(features: row.span, scores: [score(row)].span, label: nil, timeMs: nil)
        }
        return try counting.finish(
            model: .init(name: "m", version: "v1", digest: ""),
            sourceDigest: ""
        )
    }

    /// Rows of one arm.
    mutating func arm(
        rows: Int,
        version: String = "v1",
        route: String = "champion",
        _ change: Change? = nil
    ) -> ArmCounters {
        var counters = plan.makeCounters()
        let isShadow = route == Arm.shadow
        var featuresOnly = plan.makeCounters()
        for _ in 0..<rows {
            var row = Self.row(&random)
            change?(&row, &random)
            let score = [Self.score(row)]
            if row[10] >= 0 { row[10] = cellOfCarrier[Int(row[10])] }
            plan.count(features: row.span, scores: score.span, into: &counters)
            if isShadow { plan.count(features: row.span, scores: Span(), into: &featuresOnly) }
        }
        if isShadow {
            // A shadow's features are not counted.
            let cells = zip(counters.cells, featuresOnly.cells).map { $0 - $1 }
            if let scores = try? Counters(rows: rows, cells: cells) { counters = scores }
        }
        return ArmCounters(
            arm: Arm(version: version, route: route),
            baselineDigest: baseline.digest,
            rows: rows,
            counters: counters
        )
    }

    /// The next minute, of these arms.
    mutating func pane(_ arms: [ArmCounters]) -> ClosedPane {
        defer { minute += 1 }
        var pane = ClosedPane(
            startMs: minute * Self.minuteMs,
            endMs: (minute + 1) * Self.minuteMs
        )
        pane.arms = arms
        return pane
    }

    /// The next minute, of one version that serves.
    mutating func pane(rows: Int = 800, _ change: Change? = nil) -> ClosedPane {
        pane([arm(rows: rows, change)])
    }

    /// A book that knows the baseline and looks at single minutes.
    func book(windows: [Int64] = [1]) -> AlertBook {
        var settings = AlertSettings()
        settings.windowsMs = windows.map { $0 * Self.minuteMs }
        var book = AlertBook(deployment: "flights", settings: settings)
        book.baselines[baseline.digest] = baseline
        return book
    }
}

/// One alert in short: minute of its decision, what, of what, state and severity.
func short(_ alerts: [Alert]) -> [String] {
    alerts.map { alert in
        let version = alert.version.map { "@\($0)" } ?? ""
        return "\(alert.timeMs / 60_000) \(alert.rule) \(alert.subject)\(version) \(alert.state)"
            + " \(alert.severity)"
    }
}
