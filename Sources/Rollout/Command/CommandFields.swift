/// The members of an object, each taken by what it must be.
struct CommandFields {
    /// What is wrong with a member.
    struct Refusal: Error {
        let reason: String
    }

    let object: JSONValue
    /// Before each name in a reason, such as `input.`.
    var path = ""

    func optional(_ name: String) -> JSONValue? { object[name] }

    func required(_ name: String) throws(Refusal) -> JSONValue {
        guard let value = object[name] else {
            throw Refusal(reason: "`\(path)\(name)` is missing")
        }
        return value
    }

    func wrong(_ name: String, _ value: JSONValue, _ expected: String) -> Refusal {
        let found =
            switch value {
            case .number(let text): text.quoted
            case .string(let text): "\(text.quoted), a string,"
            default: value.form
            }
        return Refusal(reason: "`\(path)\(name)` is \(found) but must be \(expected)")
    }

    func text(_ name: String, _ rule: TextRule) throws(Refusal) -> String {
        try text(name, required(name), rule)
    }

    func optionalText(_ name: String, _ rule: TextRule) throws(Refusal) -> String? {
        guard let value = object[name] else { return nil }
        return try text(name, value, rule)
    }

    private func text(
        _ name: String,
        _ value: JSONValue,
        _ rule: TextRule
    ) throws(Refusal) -> String {
        guard case .string(let text) = value else { throw wrong(name, value, "a string") }
        guard rule.allows(text) else {
            throw Refusal(
                reason: "`\(path)\(name)` is \(text.quoted), \(text.utf8.count) bytes, but must be"
                    + " \(rule.words)"
            )
        }
        return text
    }

    func flag(_ name: String) throws(Refusal) -> Bool? {
        guard let value = object[name] else { return nil }
        guard case .bool(let flag) = value else { throw wrong(name, value, "true or false") }
        return flag
    }

    /// A whole number from 0 to 2^53, written without fraction and exponent.
    func whole(_ name: String) throws(Refusal) -> Int64? {
        guard let value = object[name] else { return nil }
        guard case .number(let text) = value, let number = Int64(text), number >= 0,
            number <= 1 << 53
        else { throw wrong(name, value, "a whole number from 0 to \(1 << 53)") }
        return number
    }

    /// Unix milliseconds, or an RFC 3339 text.
    func time(_ name: String) throws(Refusal) -> Int64? {
        guard let value = object[name] else { return nil }
        let found: Int64? =
            switch value {
            case .number(let text): Int64(text)
            case .string(let text): TimeText.milliseconds(text)
            default: nil
            }
        guard let found, 0...TimeText.lastMs ~= found else {
            throw wrong(name, value, "Unix milliseconds or an RFC 3339 time from 1970 to 9999")
        }
        return found
    }

    func decimal(_ name: String, places: Int, limit: Int, _ words: String) throws(Refusal) -> Int? {
        guard let value = object[name] else { return nil }
        guard case .number(let text) = value,
            let units = FixedDecimal.units(of: text, places: places, limit: limit)
        else { throw wrong(name, value, words) }
        return units
    }

    /// An object that has only members of these names.
    func object(_ name: String, members known: [String]) throws(Refusal) -> CommandFields {
        try Self.object(try required(name), path + name, members: known)
    }

    static func object(
        _ value: JSONValue,
        _ path: String,
        members known: [String]
    ) throws(Refusal) -> CommandFields {
        guard case .object(let members) = value else {
            throw Refusal(reason: "`\(path)` is \(value.form) but must be an object")
        }
        for member in members where !known.contains(where: { $0.hasSameBytes(as: member.name) }) {
            throw Refusal(
                reason: "`\(path)` has no member \(member.name.quoted)"
                    + CommandShape.suggestion(member.name, among: known)
            )
        }
        return CommandFields(object: value, path: path + ".")
    }
}
