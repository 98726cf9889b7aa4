import DriftMonitor
import Observation
import Testing

/// Reports on fifty features: how often one is wrong without a change, and how soon a change is found.
@Suite struct NullStreamTests {
    static let features = 50

    /// Without optimisation a tenth of the runs.
    static let scale: Int = {
        #if DEBUG
        1
        #else
        10
        #endif
    }()

    /// A baseline of fifty numbers with 64 equal bins each, of 100,000 rows.
    static func baseline() throws -> Baseline {
        let bins = try NumberBins(
            edges: (1..<64).map { Double($0) / 64 },
            centres: (0..<64).map { (Double($0) + 0.5) / 64 },
            groups: [6, 13, 19, 26, 32, 38, 45, 51, 58, 64]
        )
        var rng = SplitMix64(1)
        let subjects = (0..<features).map { index -> Subject in
            var counts = [Int](repeating: 0, count: 64)
            for _ in 0..<100_000 { counts[rng.below(64)] += 1 }
            return Subject(
                name: "f\(index)",
                reference: .number(
                    NumberReference(
                        bins: bins,
                        counts: counts,
                        infinite: 0,
                        summary: .init(min: 0, max: 1, mean: 0.5, standardDeviation: 0.2887)
                    )
                ),
                nulls: 0
            )
        }
        return try Baseline(
            model: .init(name: "m", version: "", digest: ""),
            source: .init(digest: "", rows: 100_000, fromMs: nil, toMs: nil),
            labels: nil,
            chunks: .init(count: 0, rows: 0),
            features: subjects,
            scores: []
        )
    }

    /// Rows of uniform features, those of the first changed by `value`.
    static func report(
        _ baseline: Baseline,
        rows: Int,
        seed: Int,
        _ value: (Double) -> Double = { $0 }
    ) throws -> DriftReport {
        var rng = SplitMix64(seed)
        let plan = ObservationPlan(baseline)
        var counters = plan.makeCounters()
        var row = [Double](repeating: 0, count: features)
        for _ in 0..<rows {
            for index in row.indices { row[index] = rng.unit() }
            row[0] = value(row[0])
            plan.count(features: row.span, scores: Span(), into: &counters)
        }
        return try DriftReport(baseline, counters)
    }

    @Test(arguments: [(100, 40), (600, 40), (3_000, 10)])
    func `fifty features without a change have no verdict`(rows: Int, runs: Int) throws {
        let baseline = try Self.baseline()
        var (alarms, small) = (0, 0)
        for seed in 0..<(runs * Self.scale) {
            let report = try Self.report(baseline, rows: rows, seed: seed)
            if report.verdict > .steady { alarms += 1 }
            let findings = report.entries.flatMap(\.findings)
            if findings.contains(where: { $0.adjustedP <= 0.05 }) { small += 1 }
        }
        let count = runs * Self.scale
        print(
            "\(rows) rows, seeds 0 to \(count - 1): \(alarms) reports with a verdict, \(small) sure"
        )
        #expect(alarms == 0)
        // The step-up alone keeps reports with anything sure to 5 %; five standard errors above.
        let limit = 0.05 * Double(count) + 5 * (0.0475 * Double(count)).squareRoot()
        #expect(Double(small) <= limit)
    }

    @Test func `three hours of fifty features without a change are no alert`() throws {
        let baseline = try Self.baseline()
        let plan = ObservationPlan(baseline)
        var settings = AlertSettings()
        settings.windowsMs = [60_000, 3_600_000]
        var book = AlertBook(deployment: "d", settings: settings)
        let digest = baseline.digest
        book.baselines[digest] = baseline
        var rng = SplitMix64(77)
        var row = [Double](repeating: 0, count: Self.features)
        var alerts: [Alert] = []
        for minute in Int64(0)..<180 {
            var counters = plan.makeCounters()
            for _ in 0..<120 {
                for index in row.indices { row[index] = rng.unit() }
                plan.count(features: row.span, scores: Span(), into: &counters)
            }
            var pane = ClosedPane(startMs: minute * 60_000, endMs: (minute + 1) * 60_000)
            pane.arms = [
                ArmCounters(
                    arm: Arm(version: "v1", route: "champion"),
                    baselineDigest: digest,
                    rows: counters.rows,
                    counters: counters
                )
            ]
            alerts += book.run(pane, quality: [])
        }
        print("seed 77: \(short(alerts))")
        #expect(alerts.isEmpty)
    }

    /// How many reports find the change of one feature in fifty.
    @Test func `a change of one feature in fifty is found as the table says`() throws {
        let baseline = try Self.baseline()
        let changes: [(String, (Double) -> Double)] = [
            ("shift of 0.2 sd", { min(1, $0 + 0.0577) }),
            ("shift of 0.5 sd", { min(1, $0 + 0.1443) }),
            ("shift of 1 sd", { min(1, $0 + 0.2887) }),
            ("3 % nulls", { $0 < 0.03 ? .nan : $0 }),
            ("10 % nulls", { $0 < 0.1 ? .nan : $0 }),
        ]
        let runs = 2 + 3 * Self.scale
        var found: [String: [Int]] = [:]
        for (name, change) in changes {
            for rows in [150, 600, 2_000] {
                let count = try (0..<runs).count { seed in
                    let report = try Self.report(baseline, rows: rows, seed: 500 + seed, change)
                    #expect(report.entries.dropFirst().allSatisfy { $0.verdict <= .steady })
                    return report.entries[0].verdict > .steady
                }
                found[name, default: []].append(count)
            }
        }
        print("seeds from 500, found of \(runs) in 150, 600, 2,000 rows: \(found)")
        // A fifth of a standard deviation makes an index of about 0.1.
        #expect(found["shift of 0.2 sd"].map { $0[2] <= runs * 3 / 4 } == true)
        #expect(found["shift of 1 sd"]?.suffix(2).allSatisfy { $0 == runs } == true)
        #expect(found["10 % nulls"]?.suffix(2).allSatisfy { $0 == runs } == true)
    }
}
