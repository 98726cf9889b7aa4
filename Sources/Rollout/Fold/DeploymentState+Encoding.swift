extension DeploymentState {
    /// The state as canonical JSON: equal states are equal bytes, on every machine.
    ///
    /// Shares are whole numbers and constants the bits of their double, so that nothing depends on
    /// how a number is printed. Complexity: O(n) in the state's size.
    public func encoded() -> [UInt8] { value.encoded() }

    var value: JSONValue {
        .object(of: [
            ("name", .string(name)),
            ("declaration", declaration.stateValue),
            ("revision", .integer(revision)),
            ("champions", .array(champions.map { .string($0) })),
            ("canaries", .array(canaries.map(\.value))),
            ("sticky", .string(sticky.text)),
            ("salt", .string(salt)),
            ("shadows", .array(shadows.map(\.value))),
            ("rules", .array(rules.map { .object(of: $0.members) })),
            ("loaded", .array(loaded.map { .string($0) })),
            ("frozen", .bool(isFrozen)),
            ("latched_at", latchedAt.map { .integer($0) }),
            ("paused", .bool(isPaused)),
        ])
    }
}

extension Declaration {
    /// With constants as the bits of their double.
    var stateValue: JSONValue {
        .object(of: [
            ("input", inputValue),
            ("output", outputValue(withHeaders: true)),
            ("model", .string(model)),
            ("version", .string(version)),
            ("fallback", .array(fallback.map(\.stateValue))),
            ("policy", policyValue),
        ])
    }
}

extension Declaration.Fallback {
    fileprivate var stateValue: JSONValue {
        switch self {
        case .version(let version): .object(of: [("version", .string(version))])
        case .constant(let value):
            .object(of: [("constant_bits", .string(String(value.bitPattern, radix: 16)))])
        }
    }
}

extension Canary {
    fileprivate var value: JSONValue {
        let runs = buckets.runs.map { JSONValue.array([.integer($0.start), .integer($0.end)]) }
        return .object(of: [
            ("version", .string(version)), ("weight", .integer(weight)), ("buckets", .array(runs)),
        ])
    }
}

extension Shadow {
    fileprivate var value: JSONValue {
        .object(of: [
            ("version", .string(version)), ("sample_millionths", .integer(sampleMillionths)),
        ])
    }
}
