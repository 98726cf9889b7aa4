internal import Rollout

extension Trial {
    /// All that the verdict rests on, in numbers.
    func evidence(_ policy: Policy) -> [(String, JSONValue?)] {
        [
            ("purpose", .string(purpose.rawValue)),
            ("control", .string(control)),
            ("since_revision", .integer(revision)),
            ("since", .integer(beganMs)),
            ("stage", stageValue(policy)),
            ("errors", errors.value),
            ("refusals", refusals.value),
            ("slow", slow.value),
            ("sample_ratio", split.value),
            ("paired_loss", pairs.value(policy)),
            ("loss", arms.value(policy)),
            (
                "labels",
                .object(of: [
                    ("predictions", .integer(predictions)), ("labelled", .integer(labelled)),
                ])
            ),
            ("served", served.value),
        ]
    }

    private func stageValue(_ policy: Policy) -> JSONValue {
        let needs = needs(policy)
        return .object(of: [
            ("percent", .double(Double(stage.weight) / 1_000)),
            ("since", stage.beganMs.map { .integer($0) }),
            ("rows", .integer(stage.rows)),
            ("panes", .integer(stage.panes)),
            ("min_samples", needs.map { .integer($0.minSamples) }),
            ("min_panes", needs.map { .integer($0.minPanes) }),
            ("bake", needs.map { .string(SpanText.text($0.bakeMs)) }),
        ])
    }
}

extension RateGuard {
    fileprivate var value: JSONValue? {
        guard let limit, limit.events > 0 else { return nil }
        return .object(of: [
            ("rows", .integer(limit.events)),
            ("hits", .integer(limit.hits)),
            ("limit", .double(limit.limit)),
            ("alpha", .double(limit.alpha)),
            ("log_ratio", .double(limit.test.logRatio)),
            ("bound", .double(limit.test.bound)),
            ("round", .integer(limit.round)),
            ("control_rows", .integer(controlRows)),
            ("control_hits", .integer(controlHits)),
            ("expected_hits", .double(ratio.expectedArmEvents)),
            ("log_evidence", .double(ratio.logEvidence)),
        ])
    }
}

extension SampleRatioTest {
    fileprivate var value: JSONValue? {
        guard events > 0 else { return nil }
        return .object(of: [
            ("rows", .integer(armEvents)),
            ("of", .integer(events)),
            ("share", .double(share)),
            ("keys", .double(keys)),
            ("alpha", .double(alpha)),
            ("round", .integer(round)),
            ("log_evidence", .double(logEvidence)),
        ])
    }
}

extension LossComparison {
    fileprivate func value(_ policy: Policy) -> JSONValue? {
        guard count > 0 else { return nil }
        let proof = interval()
        let promotion = interval(alpha: policy.quality.alphaPromote)
        return .object(of: [
            ("n", .integer(count)),
            ("margin", .double(policy.quality.margin)),
            ("alpha", sequence.map { .double($0.alpha) }),
            ("s", sequence.map { .double($0.sum) }),
            ("v", sequence.map { .double($0.variance) }),
            ("weight", sequence.map { .double($0.weight) }),
            ("batches", sequence.map { .integer($0.batches) }),
            ("mean", sequence.map { .double($0.mean) }),
            ("lower", proof.map { .double($0.lower) }),
            ("upper", proof.map { .double($0.upper) }),
            ("alpha_promote", .double(policy.quality.alphaPromote)),
            ("upper_promote", promotion.map { .double($0.upper) }),
        ])
    }
}

extension ServedRange {
    /// Partitions that are named; the others are counted.
    private static let named = 64

    fileprivate var value: JSONValue? {
        guard events > 0 else { return nil }
        let places = partitions.sorted { $0.key < $1.key }
        return .object(of: [
            ("events", .integer(events)),
            ("from", fromMs.map { .integer($0) }),
            ("to", toMs.map { .integer($0) }),
            (
                "offsets",
                places.isEmpty
                    ? nil
                    : .array(
                        places.prefix(Self.named).map { partition, offsets in
                            .object(of: [
                                ("partition", .integer(partition)),
                                ("first", .integer(offsets.lowerBound)),
                                ("last", .integer(offsets.upperBound)),
                            ])
                        }
                    )
            ),
            (
                "more_partitions",
                places.count > Self.named ? .integer(places.count - Self.named) : nil
            ),
        ])
    }
}
