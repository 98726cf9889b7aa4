import DriftMonitor
import Foundation
import Observation
import Rollout

/// A deployment under the judge's rule: its control log, panes of a minute, and every decision carried
/// out as a monitor would.
struct RolloutWorld {
    static let paneMs: Int64 = 60_000

    var log = ControlState()
    var judge = RolloutJudge(deployment: "d")
    var nowMs: Int64 = 1_364_774_400_000
    var decisions: [Decision] = []
    var outcomes: [Outcome] = []
    /// Whether commands reach the log.
    var isConnected = true

    init(policy: String?) {
        let text = policy.map { #","policy":\#($0)"# } ?? ""
        send(
            #""kind":"deploy","input":{"topic":"f"},"output":{"topic":"p"},"model":"m","version":"v1""#
                + text
        )
    }

    var state: DeploymentState {
        guard let state = log.deployments["d"] else { preconditionFailure("it was deployed") }
        return state
    }

    /// Sends a command of a person.
    @discardableResult
    mutating func send(_ members: String) -> Outcome {
        apply(
            Array(
                #"{"id":"c\#(log.nextOffset)","deployment":"d","issuer":"ana@desk",\#(members)}"#
                    .utf8
            )
        )
    }

    private mutating func apply(_ value: [UInt8]) -> Outcome {
        let outcome = log.apply(
            ControlRecord(offset: log.nextOffset, timeMs: nowMs, key: nil, value: value)
        )
        outcomes.append(outcome)
        return outcome
    }

    /// Closes a pane; commands are folded before the next.
    @discardableResult
    mutating func pane(
        _ arms: [ArmCounters],
        pairs: [QualityPane.PairQuality] = [],
        quality: [QualityPane.ArmQuality] = [],
        firing: [Alert] = [],
        folded: [FoldedCondition] = [],
        offsets: [ArmOffsets] = []
    ) -> [Decision] {
        var pane = ClosedPane(startMs: nowMs, endMs: nowMs + Self.paneMs)
        pane.arms = arms.sorted { $0.arm < $1.arm }
        pane.offsets = offsets
        let judged = QualityPane(
            startMs: pane.startMs,
            endMs: pane.endMs,
            maturity: .coverage,
            arms: quality.sorted { $0.arm < $1.arm },
            pairs: pairs
        )
        nowMs += Self.paneMs
        let made = judge.run(
            pane,
            quality: pairs.isEmpty && quality.isEmpty ? [] : [judged],
            firing: firing,
            folded: folded,
            deployment: state
        )
        decisions += made
        for command in made.flatMap({ $0.commands(monitor: "m", nowMs: nowMs) }) where isConnected {
            _ = apply(command.encoded())
        }
        return made
    }

    /// Panes until a decision has an action, at most so many.
    mutating func panes(
        atMost count: Int,
        _ make: (inout RolloutWorld, Int) -> [Decision]
    ) -> (place: Int, decision: Decision)? {
        for place in 0..<count {
            if let found = make(&self, place).first(where: { $0.action != nil }) {
                return (place, found)
            }
        }
        return nil
    }

    /// What was counted of an arm.
    static func arm(
        _ version: String,
        _ route: String,
        rows: Int,
        failed: Int = 0,
        refused: Int = 0,
        slow: Int = 0
    ) -> ArmCounters {
        var durations = [Int](repeating: 0, count: DurationBins.count)
        durations[DurationBins.index(ofNanoseconds: 1_000_000)] = rows - slow
        durations[DurationBins.index(ofNanoseconds: 400_000_000)] = slow
        return ArmCounters(
            arm: Arm(version: version, route: route),
            rows: rows,
            failed: failed,
            refused: refused,
            durations: durations
        )
    }

    /// Pairs of a challenger whose loss is greater by `excess` on average.
    static func pairs(
        _ challenger: String,
        over served: String = "v1",
        count: Int,
        excess: Double,
        _ rng: inout SplitMix64
    ) -> QualityPane.PairQuality {
        var sums = PairSums()
        for _ in 0..<count {
            let loss = 0.4 + 0.3 * rng.normal()
            sums.add(
                challengerLoss: loss + excess + 0.2 * rng.normal(),
                servedLoss: loss,
                isDiscordant: rng.below(10) == 0
            )
        }
        return QualityPane.PairQuality(challenger: challenger, served: served, sums: sums)
    }
}

extension Decision {
    /// Action and condition, for a table of expectations.
    var short: String {
        var text = ""
        switch action {
        case .rollback(let version): text = "rollback to \(version)"
        case .canary(let weight): text = "\(version) at \(weight)"
        case .promote: text = "promote \(version)"
        case .shadow(let version): text = "shadow \(version)"
        case .unshadow(let version): text = "unshadow \(version)"
        case nil: text = "nothing"
        }
        let condition = evidence["condition"].map { String(decoding: $0.encoded(), as: UTF8.self) }
        return text + (isCommanded || action == nil ? "" : ", not commanded")
            + (message.map { ", \($0.state.rawValue) \(condition ?? "")" } ?? "")
    }
}
