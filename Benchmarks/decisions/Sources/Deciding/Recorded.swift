import DriftMonitor
import Observation
import Rollout

/// The judge over recorded events: which version would have been served when.
///
/// Reads lines of standard input, `ts label_ts label key v1 v2 v3`, in the order of `ts`: two times in Unix milliseconds,
/// the label, the event's key, and each version's probability. Panes are hours; labels come when they
/// came.
enum Recorded {
    struct Event {
        let timeMs: Int64
        let labelMs: Int64
        let label: Double
        let bucket: Int32
        let scores: [String: Double]
    }

    /// Canary or shadow, and the version.
    enum Scenario: String { case canary = "canary v3", shadow = "shadow v2" }

    static let hourMs: Int64 = 3_600_000

    static func run() {
        var events: [Event] = []
        while let line = readLine() { events.append(event(line)) }
        for scenario in [Scenario.canary, .shadow] { judge(events, scenario) }
    }

    private static func event(_ line: String) -> Event {
        let parts = line.split(separator: " ")
        // FNV-1a: the share of keys is what matters here, not the product's own hash.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in parts[3].utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Event(
            timeMs: Int64(parts[0])!,
            labelMs: Int64(parts[1])!,
            label: Double(parts[2])!,
            bucket: Int32((hash ^ (hash >> 32)) % 100_000),
            scores: ["v1": Double(parts[4])!, "v2": Double(parts[5])!, "v3": Double(parts[6])!]
        )
    }

    private static func judge(_ events: [Event], _ scenario: Scenario) {
        let start = events[0].timeMs / hourMs * hourMs
        var world = World(policy: "{}", paneMs: hourMs, startMs: start)
        world.send(
            scenario == .canary
                ? #""kind":"canary","version":"v3","percent":10"#
                : #""kind":"shadow","version":"v2""#
        )
        var join = LabelJoin(JoinSettings(kind: .probability))
        var (next, serial) = (0, UInt64(0))
        var labels: [Int64: [Label]] = [:]
        print("\(scenario.rawValue):")
        while next < events.count {
            var pane = ClosedPane(startMs: world.nowMs, endMs: world.nowMs + hourMs)
            while next < events.count, events[next].timeMs < pane.endMs {
                let event = events[next]
                next += 1
                serial += 1
                let key = EventKey(high: serial &* 0x9E37_79B9_7F4A_7C15, low: serial)
                let arm = route(event, world.state)
                let score = event.scores[arm.version]!
                pane.predictions.append(
                    ServedPrediction(key: key, timeMs: event.timeMs, arm: arm, score: score)
                )
                for shadow in world.state.shadows where shadow.version != arm.version {
                    pane.shadows.append(
                        ShadowPrediction(
                            key: key,
                            timeMs: event.timeMs,
                            version: shadow.version,
                            score: event.scores[shadow.version]!,
                            servedVersion: arm.version,
                            servedScore: score
                        )
                    )
                }
                let hour = max(event.labelMs, event.timeMs) / hourMs * hourMs
                labels[hour, default: []].append(
                    Label(key: key, timeMs: event.labelMs, label: event.label, value: nil)
                )
            }
            pane.labels = labels.removeValue(forKey: pane.startMs) ?? []
            let judged = join.run(pane)
            let made = world.pane(arms(pane), quality: judged)
            for decision in made { tell(decision, since: start) }
        }
        print("  at the end: \(world.state.champion) serves")
    }

    private static func route(_ event: Event, _ state: DeploymentState) -> Arm {
        let canary = state.canaries.first { canary in
            canary.bucketRanges.contains { $0.contains(event.bucket) }
        }
        return canary.map { Arm(version: $0.version, route: "canary") }
            ?? Arm(version: state.champion, route: "champion")
    }

    private static func arms(_ pane: ClosedPane) -> [ArmCounters] {
        var rows: [Arm: Int] = [:]
        for prediction in pane.predictions { rows[prediction.arm, default: 0] += 1 }
        for shadow in pane.shadows {
            rows[Arm(version: shadow.version, route: Arm.shadow), default: 0] += 1
        }
        return rows.map { World.arm($0.key.version, $0.key.route, rows: $0.value) }
    }

    private static func tell(_ decision: Decision, since start: Int64) {
        let days = Double((decision.timeMs - start) / hourMs) / 24
        let action = decision.action.map { "\($0)" } ?? "nothing"
        let said = decision.message.map { "\($0.state.rawValue), \($0.severity.rawValue)" } ?? ""
        print("  day \((days * 10).rounded() / 10): \(action); \(decision.reason); \(said)")
    }
}
