internal import Glibc
internal import Rollout

extension Trial {
    /// What is proved against the version, the gravest first; nil: nothing.
    func harm(_ policy: Policy) -> Failure? {
        let limits = policy.guardrails
        return rate(errors, "error_rate", "rows without an answer")
            ?? rate(refusals, "contract_violations", "refused rows")
            ?? rate(slow, "latency_share", "rows slower than \(limits.latencyMs) ms")
            ?? brokenSplit()
            ?? (policy.quality.metric == .loss ? worseQuality(policy) : nil)
    }

    private func rate(_ guardrail: RateGuard, _ name: String, _ what: String) -> Failure? {
        guard let breach = guardrail.breach, let limit = guardrail.limit else { return nil }
        let share = Figures.percent(limit.rate)
        switch breach {
        case .limit:
            return Failure(
                statistic: name,
                value: limit.rate,
                threshold: limit.limit,
                pValue: min(1, exp(-limit.test.logRatio)),
                words: "\(share) \(what), more than \(Figures.percent(limit.limit))"
            )
        case .ratio:
            return Failure(
                statistic: "\(name)_ratio",
                value: limit.rate,
                threshold: guardrail.controlRate * RateGuard.margin,
                pValue: min(1, exp(-guardrail.ratio.logEvidence)),
                words: "\(share) \(what), \(Figures.percent(guardrail.controlRate)) of \(control)"
            )
        }
    }

    private func brokenSplit() -> Failure? {
        guard split.isBroken else { return nil }
        let share = Double(split.armEvents) / Double(max(1, split.events))
        return Failure(
            statistic: "sample_ratio",
            value: share,
            threshold: split.share,
            pValue: min(1, exp(-split.logEvidence)),
            words: "\(Figures.percent(share)) of the rows at \(Figures.percent(split.share)) of the"
                + " keys: the routing is broken"
        )
    }

    private func worseQuality(_ policy: Policy) -> Failure? {
        let margin = policy.quality.margin
        for (comparison, name, what) in [
            (pairs, "paired_loss", "on the same events"), (arms, "loss", "than"),
        ] {
            guard let interval = comparison.interval(), interval.lower > margin,
                let sequence = comparison.sequence
            else { continue }
            let more = "\(Figures.short(sequence.mean)) more loss"
            let range = "\(Figures.short(interval.lower)) to \(Figures.short(interval.upper))"
            return Failure(
                statistic: name,
                value: sequence.mean,
                threshold: margin,
                pValue: sequence.pValue(from: margin),
                words:
                    "\(more) \(what) \(control), surely \(range), over \(comparison.count) labels"
            )
        }
        return nil
    }
}

/// Numbers in words.
enum Figures {
    /// Three places of a percentage.
    static func percent(_ share: Double) -> String { "\(rounded(share * 100, places: 3)) %" }

    /// Four places.
    static func short(_ value: Double) -> String { "\(rounded(value, places: 4))" }

    private static func rounded(_ value: Double, places: Int) -> Double {
        let scale = pow(10, Double(places))
        let scaled = (value * scale).rounded()
        return scaled.isFinite ? scaled / scale : value
    }
}
