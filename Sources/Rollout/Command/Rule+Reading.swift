extension Rule {
    init(reading fields: CommandFields) throws(CommandFields.Refusal) {
        let header = try fields.optionalText("header", .header)
        let field = try fields.optionalText("field", .pointer)
        let source: Source
        switch (header, field) {
        case (let header?, nil): source = .header(header)
        case (nil, let field?): source = .field(field)
        case (nil, nil): throw CommandFields.Refusal(reason: "`header` or `field` is missing")
        default:
            throw CommandFields.Refusal(reason: "`header` and `field` are both there: name one")
        }
        self.init(
            name: try fields.text("name", .name),
            source: source,
            values: try Self.values(fields),
            version: try fields.text("version", .name)
        )
    }

    private static func values(_ fields: CommandFields) throws(CommandFields.Refusal) -> [Value] {
        let equals = try fields.required("equals")
        var found: [JSONValue] = [equals]
        if case .array(let several) = equals { found = several }
        guard 1...CommandLimits.valuesOfRule ~= found.count else {
            throw CommandFields.Refusal(
                reason: "`equals` has \(found.count) values but must have 1 to"
                    + " \(CommandLimits.valuesOfRule)"
            )
        }
        var values: [Value] = []
        for value in found {
            switch value {
            case .string(let text): values.append(.string(text))
            case .number(let text): values.append(.number(text))
            case .bool(let flag): values.append(.bool(flag))
            default:
                throw fields.wrong(
                    "equals",
                    value,
                    "a string, a number, true or false, or an array of these"
                )
            }
        }
        for value in values where value.bytes.count > CommandLimits.ruleValueBytes {
            throw CommandFields.Refusal(
                reason: "`equals` has a value of \(value.bytes.count) bytes; the limit is"
                    + " \(CommandLimits.ruleValueBytes)"
            )
        }
        return values
    }
}
