extension Declaration {
    init(reading fields: CommandFields) throws(CommandFields.Refusal) {
        self.init(
            input: try Self.input(fields),
            output: try Self.output(fields),
            model: try fields.text("model", .name),
            version: try fields.text("version", .name),
            fallback: try Self.fallback(fields),
            policy: try Self.policy(fields)
        )
    }

    private static func input(_ fields: CommandFields) throws(CommandFields.Refusal) -> Input {
        let members = ["topic", "format", "id", "time", "features"]
        let input = try fields.object("input", members: members)
        var found = Input(topic: try input.text("topic", .topic))
        found.format = try choice("format", input) ?? found.format
        found.id = try pointer("id", input) ?? found.id
        found.time = try pointer("time", input) ?? found.time
        found.features = try pointer("features", input) ?? found.features
        return found
    }

    private static func output(_ fields: CommandFields) throws(CommandFields.Refusal) -> Output {
        let output = try fields.object("output", members: ["topic", "format", "headers"])
        var found = Output(topic: try output.text("topic", .topic))
        found.format = try choice("format", output) ?? found.format
        found.headers = try output.flag("headers") ?? found.headers
        return found
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String,
        _ fields: CommandFields
    ) throws(CommandFields.Refusal) -> Choice? where Choice.RawValue == String {
        guard let value = fields.optional(name) else { return nil }
        let known = Choice.allCases.map(\.rawValue)
        guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
            throw fields.wrong(name, value, known.map { "`\($0)`" }.joined(separator: " or "))
        }
        return choice
    }

    private static func pointer(
        _ name: String,
        _ fields: CommandFields
    ) throws(CommandFields.Refusal) -> String? {
        if case .string("") = fields.optional(name) { return "" }
        return try fields.optionalText(name, .pointer)
    }

    private static func fallback(
        _ fields: CommandFields
    ) throws(CommandFields.Refusal) -> [Fallback] {
        guard let value = fields.optional("fallback") else { return [] }
        guard case .array(let entries) = value else {
            throw fields.wrong("fallback", value, "an array")
        }
        guard entries.count <= CommandLimits.fallback else {
            throw CommandFields.Refusal(
                reason: "`fallback` has \(entries.count) entries; the limit is"
                    + " \(CommandLimits.fallback)"
            )
        }
        var chain: [Fallback] = []
        for entry in entries {
            let entry = try CommandFields.object(
                entry,
                "fallback",
                members: ["version", "constant"]
            )
            let version = try entry.optionalText("version", .name)
            switch (version, entry.optional("constant")) {
            case (let version?, nil): chain.append(.version(version))
            case (nil, let constant?):
                guard case .number(let text) = constant, let number = Double(text),
                    number.isFinite
                else { throw entry.wrong("constant", constant, "a number of double's range") }
                chain.append(.constant(number))
            default:
                throw CommandFields.Refusal(
                    reason: "an entry of `fallback` must have either `version` or `constant`"
                )
            }
        }
        return chain
    }

    private static func policy(_ fields: CommandFields) throws(CommandFields.Refusal) -> String? {
        guard let value = fields.optional("policy") else { return nil }
        guard case .object = value else { throw fields.wrong("policy", value, "an object") }
        return String(decoding: value.encoded(), as: UTF8.self)
    }
}
