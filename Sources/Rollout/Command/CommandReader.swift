/// Reads commands from records that anybody may have written.
///
/// A record is either a command in every member or none at all: nothing is passed over, guessed or
/// cut. What is read depends on the record alone.
public enum CommandReader {
    /// Reads a record.
    ///
    /// - Returns: The command, each text within its limit and rule.
    /// - Throws: `CommandError` naming the member that is wrong; for one that is unknown, the nearest
    ///   known one, and for one of another kind that kind.
    /// - Complexity: O(n log n) in the value's bytes, of which there are at most
    ///   `CommandLimits.valueBytes`.
    public static func read(_ record: ControlRecord) throws(CommandError) -> Command {
        let key = record.key.flatMap { String(validating: $0, as: UTF8.self) }
        let keyed = key.flatMap { TextRule.name.allows($0) ? $0 : nil }
        func unreadable(_ reason: String) -> CommandError {
            CommandError(id: nil, deployment: keyed, kind: nil, reason: reason)
        }
        guard let bytes = record.value else {
            throw unreadable("the record has no value; a command is a JSON object")
        }
        let value: JSONValue
        do throws(JSONReader.Failure) {
            value = try JSONReader.read(
                bytes,
                maxBytes: CommandLimits.valueBytes,
                maxDepth: CommandLimits.depth
            )
        } catch {
            throw unreadable("the value " + error.reason)
        }
        guard case .object(let members) = value else {
            throw unreadable("the value is \(value.form) but must be an object")
        }
        let fields = CommandFields(object: value)
        do throws(CommandFields.Refusal) {
            let deployment = try fields.text("deployment", .name)
            if let recordKey = record.key, !recordKey.elementsEqual(deployment.utf8) {
                throw CommandFields.Refusal(
                    reason: "`deployment` is \(deployment.quoted) but the record's key is"
                        + " \(String(decoding: recordKey, as: UTF8.self).quoted)"
                )
            }
            return try command(fields, members.map(\.name), deployment)
        } catch {
            throw CommandError(
                id: try? fields.text("id", .label),
                deployment: (try? fields.text("deployment", .name)) ?? keyed,
                kind: try? fields.text("kind", .label),
                reason: error.reason
            )
        }
    }

    private static func command(
        _ fields: CommandFields,
        _ names: [String],
        _ deployment: String
    ) throws(CommandFields.Refusal) -> Command {
        let id = try fields.text("id", .label)
        let kind = try fields.text("kind", .label)
        guard let shape = CommandShape.of(kind) else {
            throw CommandFields.Refusal(
                reason: "unknown kind \(kind.quoted)"
                    + CommandShape.suggestion(kind, among: Command.kinds)
            )
        }
        for name in names {
            if let objection = shape.objection(to: name) {
                throw CommandFields.Refusal(reason: objection)
            }
        }
        return Command(
            id: id,
            timeMs: try fields.time("ts"),
            deployment: deployment,
            kind: try self.kind(kind, fields),
            issuer: try fields.text("issuer", .label),
            isAutomatic: try fields.flag("automatic") ?? false,
            reason: try fields.optionalText("reason", .prose) ?? "",
            expects: try fields.whole("expects"),
            expiresMs: try fields.time("expires"),
            evidence: try evidence(fields)
        )
    }

    private static func evidence(
        _ fields: CommandFields
    ) throws(CommandFields.Refusal) -> JSONValue? {
        guard let value = fields.optional("evidence") else { return nil }
        guard case .object = value else { throw fields.wrong("evidence", value, "an object") }
        let count = value.encoded().count
        guard count <= CommandLimits.evidenceBytes else {
            throw CommandFields.Refusal(
                reason: "`evidence` has \(count) bytes; the limit is \(CommandLimits.evidenceBytes)"
            )
        }
        return value
    }

    private static func kind(
        _ kind: String,
        _ fields: CommandFields
    ) throws(CommandFields.Refusal) -> Command.Kind {
        switch kind {
        case "deploy": .deploy(try Declaration(reading: fields))
        case "load": .load(version: try fields.text("version", .name))
        case "unload": .unload(version: try fields.text("version", .name))
        case "promote": .promote(version: try fields.text("version", .name))
        case "rollback": .rollback(version: try fields.optionalText("version", .name))
        case "release": .release
        case "canary": try canary(fields)
        case "shadow": try shadow(fields)
        case "unshadow": .unshadow(version: try fields.text("version", .name))
        case "rule": .rule(try Rule(reading: fields))
        case "unrule": .unrule(name: try fields.text("name", .name))
        case "freeze": .freeze
        case "unfreeze": .unfreeze
        case "pause": .pause
        case "resume": .resume
        default: throw CommandFields.Refusal(reason: "unknown kind \(kind.quoted)")
        }
    }

    private static func canary(
        _ fields: CommandFields
    ) throws(CommandFields.Refusal) -> Command.Kind {
        let words = "a number from 0 to 100 with at most three decimals"
        let version = try fields.text("version", .name)
        _ = try fields.required("percent")
        let weight = try fields.decimal("percent", places: 3, limit: 100_000, words)
        var sticky: Sticky?
        if let value = fields.optional("sticky") {
            guard case .string(let text) = value,
                text.hasSameBytes(as: "key") || TextRule.pointer.allows(text)
            else { throw fields.wrong("sticky", value, "`key` or \(TextRule.pointer.words)") }
            sticky = text.hasSameBytes(as: "key") ? .key : .field(text)
        }
        return .canary(
            version: version,
            weight: weight ?? 0,
            sticky: sticky,
            salt: try fields.optionalText("salt", .salt)
        )
    }

    private static func shadow(
        _ fields: CommandFields
    ) throws(CommandFields.Refusal) -> Command.Kind {
        let words = "a number from 0 to 1 with at most six decimals"
        return .shadow(
            version: try fields.text("version", .name),
            sample: try fields.decimal("sample", places: 6, limit: 1_000_000, words) ?? 1_000_000
        )
    }
}
