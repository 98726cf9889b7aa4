extension Policy {
    /// The policy as canonical JSON with every default written out: what a declaration holds.
    ///
    /// `Policy.read` reads it back to an equal policy.
    public func encoded() -> String { String(decoding: value.encoded(), as: UTF8.self) }

    private var value: JSONValue {
        .object(of: [
            ("mode", .string(mode.rawValue)),
            ("quality", quality.value),
            ("guardrails", guardrails.value),
            ("stages", .array(stages.map(\.value))),
            (
                "watch",
                .object(of: [
                    ("for", .string(SpanText.text(watch.forMs))), ("shadow", .bool(watch.shadow)),
                ])
            ),
            (
                "deadline",
                .object(of: [
                    ("after", .string(SpanText.text(deadline.afterMs))),
                    ("then", .string(deadline.then.rawValue)),
                ])
            ),
            ("on_drift", .string(onDrift.rawValue)),
            ("after_rollback", .string(afterRollback.rawValue)),
            ("command_expires", .string(SpanText.text(commandExpiresMs))),
        ])
    }
}

extension Policy.Quality {
    fileprivate var value: JSONValue {
        .object(of: [
            ("metric", .string(metric.rawValue)),
            ("margin", .double(margin)),
            ("min_samples", .integer(minSamples)),
            ("label_coverage", .double(labelCoverage)),
            ("alpha_rollback", .double(alphaRollback)),
            ("alpha_promote", .double(alphaPromote)),
        ])
    }
}

extension Policy.Guardrails {
    fileprivate var value: JSONValue {
        .object(of: [
            ("error_rate", .double(errorRate)),
            ("contract_violations", .double(contractViolations)),
            ("latency_ms", .integer(latencyMs)),
            ("latency_share", .double(latencyShare)),
            ("sample_ratio_alpha", .double(sampleRatioAlpha)),
            ("sample_ratio_keys", .integer(sampleRatioKeys)),
        ])
    }
}

extension Policy.Stage {
    fileprivate var value: JSONValue {
        let needs: [(String, JSONValue?)] = [
            ("min_samples", .integer(minSamples)),
            ("min_panes", .integer(minPanes)),
            ("bake", .string(SpanText.text(bakeMs))),
        ]
        return switch kind {
        case .shadow: .object(of: [("shadow", .bool(true))] + needs)
        case .percent(let weight):
            .object(of: [("percent", .number(FixedDecimal.text(weight, places: 3)))] + needs)
        case .promote: .object(of: [("promote", .bool(true))])
        }
    }
}
