/// The members of an object of a status record, unknown ones passed over.
struct StatusFields {
    private let fields: CommandFields

    init(_ value: JSONValue, _ path: String) throws(CommandFields.Refusal) {
        guard case .object = value else {
            throw CommandFields.Refusal(
                reason: (path.isEmpty ? "the value" : "`\(path)`")
                    + " is \(value.form) but must be an object"
            )
        }
        fields = CommandFields(object: value, path: path.isEmpty ? "" : path + ".")
    }

    func optionalText(_ name: String) throws(CommandFields.Refusal) -> String? {
        guard let value = fields.optional(name) else { return nil }
        guard case .string(let text) = value else { throw fields.wrong(name, value, "a string") }
        return text
    }

    func text(_ name: String) throws(CommandFields.Refusal) -> String {
        _ = try fields.required(name)
        return try optionalText(name) ?? ""
    }

    func optionalFlag(_ name: String) throws(CommandFields.Refusal) -> Bool? {
        try fields.flag(name)
    }

    func flag(_ name: String) throws(CommandFields.Refusal) -> Bool {
        _ = try fields.required(name)
        return try fields.flag(name) ?? false
    }

    func whole(_ name: String) throws(CommandFields.Refusal) -> Int64 {
        let value = try fields.required(name)
        guard case .number(let text) = value, let number = Int64(text), number >= -1 else {
            throw fields.wrong(name, value, "a whole number")
        }
        return number
    }

    func units(
        _ name: String,
        places: Int,
        limit: Int
    ) throws(CommandFields.Refusal) -> Int {
        let value = try fields.required(name)
        guard let units = try fields.decimal(name, places: places, limit: limit, "a share") else {
            throw fields.wrong(name, value, "a share")
        }
        return units
    }

    func object(_ name: String) throws(CommandFields.Refusal) -> StatusFields? {
        guard let value = fields.optional(name) else { return nil }
        return try StatusFields(value, fields.path + name)
    }

    /// The elements, none where the member is missing.
    func array<Element>(
        _ name: String,
        _ read: (StatusFields) throws(CommandFields.Refusal) -> Element
    ) throws(CommandFields.Refusal) -> [Element] {
        var found: [Element] = []
        for value in try elements(name) {
            found.append(try read(try StatusFields(value, fields.path + name)))
        }
        return found
    }

    func texts(_ name: String) throws(CommandFields.Refusal) -> [String] {
        var found: [String] = []
        for value in try elements(name) {
            guard case .string(let text) = value else {
                throw fields.wrong(name, value, "an array of strings")
            }
            found.append(text)
        }
        return found
    }

    private func elements(_ name: String) throws(CommandFields.Refusal) -> [JSONValue] {
        guard let value = fields.optional(name) else { return [] }
        guard case .array(let values) = value else { throw fields.wrong(name, value, "an array") }
        return values
    }
}
