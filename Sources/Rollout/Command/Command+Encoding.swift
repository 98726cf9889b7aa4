extension Command {
    /// The command as canonical JSON: what a record of the control topic has as its value.
    ///
    /// `CommandReader` reads it back to an equal command if it keeps the rules. A missing `ts`
    /// stays missing.
    public func encoded() -> [UInt8] {
        let common: [(String, JSONValue?)] = [
            ("id", .string(id)),
            ("ts", timeMs.map { .integer($0) }),
            ("deployment", .string(deployment)),
            ("kind", .string(name)),
            ("issuer", .string(issuer)),
            ("automatic", isDeclaredAutomatic ? .bool(true) : nil),
            ("reason", reason.isEmpty ? nil : .string(reason)),
            ("expects", expects.map { .integer($0) }),
            ("expires", expiresMs.map { .integer($0) }),
            ("evidence", evidence),
        ]
        return JSONValue.object(of: common + kind.members).encoded()
    }
}

extension Command.Kind {
    fileprivate var members: [(String, JSONValue?)] {
        switch self {
        case .deploy(let declaration): declaration.members
        case .load(let version), .unload(let version), .promote(let version),
            .unshadow(let version):
            [("version", .string(version))]
        case .rollback(let version): [("version", version.map { .string($0) })]
        case .canary(let version, let weight, let sticky, let salt):
            [
                ("version", .string(version)),
                ("percent", .number(FixedDecimal.text(weight, places: 3))),
                ("sticky", sticky.map { .string($0.text) }),
                ("salt", salt.map { .string($0) }),
            ]
        case .shadow(let version, let sample):
            [
                ("version", .string(version)),
                ("sample", .number(FixedDecimal.text(sample, places: 6))),
            ]
        case .rule(let rule): rule.members
        case .unrule(let name): [("name", .string(name))]
        case .release, .freeze, .unfreeze, .pause, .resume: []
        }
    }
}
