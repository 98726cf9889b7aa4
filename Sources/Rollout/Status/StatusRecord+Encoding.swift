extension StatusRecord {
    /// The record as JSON, members sorted.
    public func encoded() -> [UInt8] {
        JSONValue.object(of: [
            ("ts", .integer(tsMs)),
            ("deployment", .string(deployment)),
            ("instance", .string(instance)),
            ("revision", .integer(revision)),
            ("offset", .integer(offset)),
            ("digest", .string(digest)),
            ("ready", .bool(isReady)),
            ("reasons", .array(reasons.map { .string($0) })),
            ("stopped", .bool(isStopped)),
            ("routing", routing?.value),
            ("versions", .array(versions.map(\.value))),
            ("breakers", .array(breakers.map(\.value))),
            ("last", last?.value),
        ]).encoded()
    }
}

extension StatusRecord.Routing {
    fileprivate var value: JSONValue {
        .object(of: [
            ("champion", .string(champion)),
            ("previous", previous.map { .string($0) }),
            (
                "canaries",
                .array(
                    canaries.map {
                        .object(of: [
                            ("version", .string($0.version)), ("percent", .number($0.percentText)),
                        ])
                    }
                )
            ),
            (
                "shadows",
                .array(
                    shadows.map {
                        let sample = FixedDecimal.text($0.sampleMillionths, places: 6)
                        return .object(of: [
                            ("version", .string($0.version)), ("sample", .number(sample)),
                        ])
                    }
                )
            ),
            (
                "rules",
                .array(
                    rules.map {
                        .object(of: [
                            ("name", .string($0.name)), ("version", .string($0.version)),
                        ])
                    }
                )
            ),
            ("frozen", .bool(isFrozen)),
            ("latched", .bool(isLatched)),
            ("paused", .bool(isPaused)),
        ])
    }
}

extension StatusRecord.Version {
    fileprivate var value: JSONValue {
        .object(of: [
            ("version", .string(version)),
            ("digest", digest.map { .string($0) }),
            ("state", .string(state.rawValue)),
            ("reason", reason.map { .string($0) }),
            (
                "golden",
                golden.map {
                    .object(of: [
                        ("rows", .integer($0.rows)),
                        ("tolerance", $0.tolerance.map { .string($0) }),
                    ])
                }
            ),
        ])
    }
}

extension StatusRecord.Breaker {
    fileprivate var value: JSONValue {
        .object(of: [("version", .string(version)), ("state", .string(state))])
    }
}

extension StatusRecord.Answer {
    fileprivate var value: JSONValue {
        .object(of: [
            ("id", id.map { .string($0) }),
            ("offset", .integer(offset)),
            ("accepted", .bool(accepted)),
            ("ignored", ignored ? .bool(true) : nil),
            ("reason", reason.map { .string($0) }),
        ])
    }
}
