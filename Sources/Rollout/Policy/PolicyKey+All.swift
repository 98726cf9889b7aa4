extension PolicyKey {
    private static let day: Int64 = 86_400_000

    static let mode = PolicyKey(
        "mode",
        .choice(Policy.Mode.allCases.map(\.rawValue), default: "act"),
        "`act`: the monitor writes commands. `advise`: it raises alerts that say what it would have"
            + " commanded."
    )

    static let quality = PolicyKey("quality", .section, "How labelled predictions are compared.")
    static let metric = PolicyKey(
        "quality.metric",
        .choice(Policy.Metric.allCases.map(\.rawValue), default: "loss"),
        "`loss`: log loss of probabilities, squared error of values, 0 or 1 of classes. `none`:"
            + " labels are not waited for, and nothing is rolled back for its quality."
    )
    static let margin = PolicyKey(
        "quality.margin",
        .number(0...1e12, default: 0.01),
        unit: "loss",
        "How much greater a challenger's mean loss may be. Proved beyond it: rollback; proved within"
            + " it: good enough to promote."
    )
    static let minLabelled = PolicyKey(
        "quality.min_samples",
        .whole(100...1_000_000_000, default: 2_000),
        unit: "rows",
        "Labelled predictions of the challenger before a promotion."
    )
    static let labelCoverage = PolicyKey(
        "quality.label_coverage",
        .number(0...1, default: 0.5),
        "The share of the challenger's predictions that must have labels before a promotion."
    )
    static let alphaRollback = PolicyKey(
        "quality.alpha_rollback",
        .number(0.000_001...0.2, default: 0.01),
        "The probability of ever rolling back a version that does no harm, however often it is"
            + " looked at; all tests of a trial together."
    )
    static let alphaPromote = PolicyKey(
        "quality.alpha_promote",
        .number(0.000_001...0.2, default: 0.05),
        "The probability of ever finding a version good enough that is worse by more than"
            + " `quality.margin`."
    )

    static let guardrails = PolicyKey(
        "guardrails",
        .section,
        "Limits that hold whatever the labels say."
    )
    static let errorRate = PolicyKey(
        "guardrails.error_rate",
        .number(0.000_01...1, default: 0.05),
        "The share of its rows that a version may leave unanswered (no finite score, too late,"
            + " breaker open); 1: any."
    )
    static let contractViolations = PolicyKey(
        "guardrails.contract_violations",
        .number(0.000_01...1, default: 0.01),
        "The share of its rows that a version may refuse (a required feature is missing, infinity);"
            + " 1: any."
    )
    static let latencyMs = PolicyKey(
        "guardrails.latency_ms",
        .whole(1...60_000, default: 50),
        unit: "ms",
        "A batch that a version scores for longer is slow."
    )
    static let latencyShare = PolicyKey(
        "guardrails.latency_share",
        .number(0.000_01...1, default: 0.01),
        "The share of its rows that may be in slow batches; 1: any."
    )
    static let sampleRatioAlpha = PolicyKey(
        "guardrails.sample_ratio_alpha",
        .number(0...0.2, default: 0.001),
        "The probability of ever calling a right split of the traffic wrong; 0: the split is not"
            + " looked at."
    )
    static let sampleRatioKeys = PolicyKey(
        "guardrails.sample_ratio_keys",
        .whole(1...1_000_000_000, default: 100),
        unit: "keys",
        "How many equally frequent keys would make a canary's share of the events vary as much as"
            + " the real ones do: (Σ w)² / Σ w² of the keys' frequencies. Canaries are given keys, not"
            + " events, so a share is off by what its keys weigh."
    )

    static let stages = PolicyKey(
        "stages",
        .list,
        "The way of a version, at most 16 steps: `shadow: true` only as the first, rising"
            + " `percent`, `promote: true` only as the last (without it nothing is promoted)."
            + " Default: shadow, 5 %, 25 %, 50 %, promote, with the figures of"
            + " [operations.md](operations.md#policy)."
    )
    static let stageShadow = PolicyKey(
        "stages[].shadow",
        .flag(default: false),
        "`true`: the version is scored beside the champion and answers nobody."
    )
    static let stagePercent = PolicyKey(
        "stages[].percent",
        .percent,
        unit: "%",
        "The version answers this percentage of the keys."
    )
    static let stagePromote = PolicyKey(
        "stages[].promote",
        .flag(default: false),
        "`true`: the version becomes the champion."
    )
    static let stageMinSamples = PolicyKey(
        "stages[].min_samples",
        .whole(0...1_000_000_000_000, default: 1_000),
        unit: "rows",
        "Rows that the version must have had in this stage before the next."
    )
    static let stageMinPanes = PolicyKey(
        "stages[].min_panes",
        .whole(1...1_000_000, default: 10),
        unit: "panes",
        "Panes with rows of the version in this stage before the next."
    )
    static let stageBake = PolicyKey(
        "stages[].bake",
        .span(0...365 * day, default: 900_000),
        "Event time in this stage before the next."
    )

    static let watch = PolicyKey("watch", .section, "What follows a promotion.")
    static let watchFor = PolicyKey(
        "watch.for",
        .span(0...365 * day, default: day),
        "How long a new champion is compared with the former one, and rolled back to it for proof of"
            + " harm."
    )
    static let watchShadow = PolicyKey(
        "watch.shadow",
        .flag(default: true),
        "Whether the former champion is scored as a shadow meanwhile: without it only the guardrails"
            + " can tell."
    )

    static let deadline = PolicyKey("deadline", .section, "When a stage takes too long.")
    static let deadlineAfter = PolicyKey(
        "deadline.after",
        .span(60_000...3_650 * day, default: 7 * day),
        "Event time in one stage after which it is inconclusive."
    )
    static let deadlineThen = PolicyKey(
        "deadline.then",
        .choice(Policy.Deadline.Action.allCases.map(\.rawValue), default: "hold"),
        "`hold`: an alert; what is still proved later is acted upon. `rollback`: the version is taken"
            + " back."
    )
    static let onDrift = PolicyKey(
        "on_drift",
        .choice(Policy.DriftAction.allCases.map(\.rawValue), default: "alert"),
        "`alert`: a critical alert about the challenger blocks its promotion, as always. `hold`: any"
            + " drift of it or of the champion does. `rollback`: critical drift of the challenger that"
            + " the champion does not share takes it back."
    )
    static let afterRollback = PolicyKey(
        "after_rollback",
        .choice(Policy.Aftermath.allCases.map(\.rawValue), default: "freeze"),
        "`freeze`: the monitor freezes the deployment after a rollback of its own: nothing automatic"
            + " until `unfreeze`. `nothing`: only the rollback's latch holds."
    )
    static let commandExpires = PolicyKey(
        "command_expires",
        .span(1_000...86_400_000, default: 300_000),
        "A command of the monitor that the broker gets later than this after it was written is"
            + " rejected."
    )

    /// Every key, in the order of the documentation.
    public static let all: [PolicyKey] = [
        mode, quality, metric, margin, minLabelled, labelCoverage, alphaRollback, alphaPromote,
        guardrails, errorRate, contractViolations, latencyMs, latencyShare, sampleRatioAlpha,
        sampleRatioKeys, stages, stageShadow, stagePercent, stagePromote, stageMinSamples,
        stageMinPanes, stageBake, watch, watchFor, watchShadow, deadline, deadlineAfter,
        deadlineThen, onDrift, afterRollback, commandExpires,
    ]
}
