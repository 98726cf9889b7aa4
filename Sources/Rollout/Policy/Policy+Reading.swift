extension Policy {
    /// The most stages.
    static let stagesLimit = 16

    /// The policy of a declaration's text.
    ///
    /// - Parameter text: JSON, as `Declaration.policy` holds it; keys that are absent have their
    ///   defaults.
    /// - Returns: the policy, every default filled in.
    /// - Throws: `PolicyError` that names the key, what is wrong with it and what would be right.
    /// - Complexity: O(n log n) in its bytes.
    public static func read(_ text: String) throws(PolicyError) -> Policy {
        let value: JSONValue
        do throws(JSONReader.Failure) {
            value = try JSONReader.read(
                Array(text.utf8),
                maxBytes: CommandLimits.valueBytes,
                maxDepth: CommandLimits.depth
            )
        } catch {
            throw PolicyError(path: "", reason: error.reason)
        }
        return try read(value)
    }

    /// The policy of a value.
    ///
    /// - Returns: the policy, every default filled in.
    /// - Throws: `PolicyError` that names the key, what is wrong with it and what would be right.
    public static func read(_ value: JSONValue) throws(PolicyError) -> Policy {
        let top = try PolicyFields(value, path: "", section: "")
        let quality = try top.section(.quality)
        let guardrails = try top.section(.guardrails)
        let watch = try top.section(.watch)
        let deadline = try top.section(.deadline)
        return Policy(
            mode: try top.choice(.mode, Mode.self),
            quality: Quality(
                metric: try quality.choice(.metric, Metric.self),
                margin: try quality.number(.margin),
                minSamples: try quality.whole(.minLabelled),
                labelCoverage: try quality.number(.labelCoverage),
                alphaRollback: try quality.number(.alphaRollback),
                alphaPromote: try quality.number(.alphaPromote)
            ),
            guardrails: Guardrails(
                errorRate: try guardrails.number(.errorRate),
                contractViolations: try guardrails.number(.contractViolations),
                latencyMs: try guardrails.whole(.latencyMs),
                latencyShare: try guardrails.number(.latencyShare),
                sampleRatioAlpha: try guardrails.number(.sampleRatioAlpha),
                sampleRatioKeys: try guardrails.whole(.sampleRatioKeys)
            ),
            stages: try stages(top),
            watch: Watch(forMs: try watch.span(.watchFor), shadow: try watch.flag(.watchShadow)),
            deadline: Deadline(
                afterMs: try deadline.span(.deadlineAfter),
                then: try deadline.choice(.deadlineThen, Deadline.Action.self)
            ),
            onDrift: try top.choice(.onDrift, DriftAction.self),
            afterRollback: try top.choice(.afterRollback, Aftermath.self),
            commandExpiresMs: try top.span(.commandExpires)
        )
    }

    /// The way of a version unless the policy has its own: samples for a doubled rate of errors of
    /// 1 % at 5 %, for half as much again at 50 %.
    static let usualStages = [
        Stage(kind: .shadow, minSamples: 5_000, minPanes: 10, bakeMs: 600_000),
        Stage(kind: .percent(5_000), minSamples: 1_000, minPanes: 10, bakeMs: 900_000),
        Stage(kind: .percent(25_000), minSamples: 5_000, minPanes: 10, bakeMs: 1_800_000),
        Stage(kind: .percent(50_000), minSamples: 10_000, minPanes: 10, bakeMs: 3_600_000),
        Stage(kind: .promote, minSamples: 0, minPanes: 1, bakeMs: 0),
    ]

    private static func stages(_ top: PolicyFields) throws(PolicyError) -> [Stage] {
        guard let value = top.object[PolicyKey.stages.name] else { return usualStages }
        guard case .array(let entries) = value else {
            throw top.wrong(.stages, value, "a list of stages")
        }
        guard 1...stagesLimit ~= entries.count else {
            throw PolicyError(
                path: "stages",
                reason: "has \(entries.count) stages but must have 1 to \(stagesLimit)"
            )
        }
        var stages: [Stage] = []
        for (place, entry) in entries.enumerated() {
            let path = "stages[\(place)]"
            let stage = try stage(
                PolicyFields(entry, path: path, section: PolicyKey.stages.path + "[]")
            )
            try check(stage, after: stages.last, path: path)
            stages.append(stage)
        }
        return stages
    }

    private static func stage(_ fields: PolicyFields) throws(PolicyError) -> Stage {
        let isShadow = try fields.flag(.stageShadow)
        let weight = try fields.percent(.stagePercent)
        let isPromote = try fields.flag(.stagePromote)
        let kind: Stage.Kind
        switch (isShadow, weight, isPromote) {
        case (true, nil, false): kind = .shadow
        case (false, let weight?, false): kind = .percent(weight)
        case (false, nil, true): kind = .promote
        default:
            throw PolicyError(
                path: fields.path,
                reason: "must have exactly one of `shadow: true`, `percent` and `promote: true`"
            )
        }
        guard kind == .promote else {
            return Stage(
                kind: kind,
                minSamples: try fields.whole(.stageMinSamples),
                minPanes: try fields.whole(.stageMinPanes),
                bakeMs: try fields.span(.stageBake)
            )
        }
        for key in [PolicyKey.stageMinSamples, .stageMinPanes, .stageBake]
        where fields.object[key.name] != nil {
            throw PolicyError(
                path: fields.place(key.name),
                reason: "nothing comes after `promote`: put it on the stage before, or see `watch`"
            )
        }
        return Stage(kind: kind, minSamples: 0, minPanes: 1, bakeMs: 0)
    }

    /// The order of stages.
    private static func check(
        _ stage: Stage,
        after last: Stage?,
        path: String
    ) throws(PolicyError) {
        switch (last?.kind, stage.kind) {
        case (.promote?, _):
            throw PolicyError(path: path, reason: "`promote` must be the last stage")
        case (.some, .shadow):
            throw PolicyError(path: path, reason: "`shadow` must be the first stage")
        case (.percent(let before)?, .percent(let weight)) where weight <= before:
            throw PolicyError(
                path: path + ".percent",
                reason: "is \(FixedDecimal.text(weight, places: 3)) but must be above that of the"
                    + " stage before, \(FixedDecimal.text(before, places: 3))"
            )
        default: return
        }
    }
}
