/// One object of a policy, each key taken by its declaration.
struct PolicyFields {
    let object: JSONValue
    /// Where it stands, such as `stages[1]`; empty at the top.
    let path: String

    /// Takes an object that has only the keys declared in `section`.
    init(_ value: JSONValue, path: String, section: String) throws(PolicyError) {
        guard case .object(let members) = value else {
            throw PolicyError(path: path, reason: "is \(value.form) but must be a mapping of keys")
        }
        let known = PolicyKey.names(in: section)
        self.path = path
        object = value
        for member in members where !known.contains(where: { $0.hasSameBytes(as: member.name) }) {
            let nearest = NearestName.of(member.name, among: known)
            throw PolicyError(
                path: place(member.name.printable),
                reason: "unknown key"
                    + (nearest.map { "; did you mean '\($0)'?" }
                        ?? "; known are \(known.joined(separator: ", "))")
            )
        }
    }

    /// A section below this one; an absent one is read as empty, so that defaults apply.
    func section(_ key: PolicyKey) throws(PolicyError) -> PolicyFields {
        try PolicyFields(
            object[key.name] ?? .object([]),
            path: place(key.name),
            section: key.path
        )
    }

    func whole(_ key: PolicyKey) throws(PolicyError) -> Int {
        guard case .whole(let range, let standard) = key.form else {
            preconditionFailure("\(key.path) is no whole number")
        }
        guard let value = object[key.name] else { return standard }
        guard case .number(let text) = value, let number = Int(text), range.contains(number) else {
            throw wrong(key, value, "a whole number, \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func number(_ key: PolicyKey) throws(PolicyError) -> Double {
        guard case .number(let range, let standard) = key.form else {
            preconditionFailure("\(key.path) is no number")
        }
        guard let value = object[key.name] else { return standard }
        guard case .number(let text) = value, let number = Double(text), range.contains(number)
        else { throw wrong(key, value, "a number, \(range.lowerBound) to \(range.upperBound)") }
        return number
    }

    func span(_ key: PolicyKey) throws(PolicyError) -> Int64 {
        guard case .span(let range, let standard) = key.form else {
            preconditionFailure("\(key.path) is no span")
        }
        guard let value = object[key.name] else { return standard }
        guard case .string(let text) = value, let found = SpanText.milliseconds(text),
            range.contains(found)
        else {
            throw wrong(
                key,
                value,
                "a span such as `10m`, \(SpanText.text(range.lowerBound)) to"
                    + " \(SpanText.text(range.upperBound))"
            )
        }
        return found
    }

    func flag(_ key: PolicyKey) throws(PolicyError) -> Bool {
        guard case .flag(let standard) = key.form else {
            preconditionFailure("\(key.path) is no flag")
        }
        guard let value = object[key.name] else { return standard }
        guard case .bool(let flag) = value else { throw wrong(key, value, "true or false") }
        return flag
    }

    func choice<Choice: RawRepresentable>(
        _ key: PolicyKey,
        _ type: Choice.Type
    ) throws(PolicyError) -> Choice where Choice.RawValue == String {
        guard case .choice(let words, let standard) = key.form,
            let usual = Choice(rawValue: standard)
        else { preconditionFailure("\(key.path) is no choice") }
        guard let value = object[key.name] else { return usual }
        guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
            let quoted = words.map { "`\($0)`" }.joined(separator: " or ")
            var hint = ""
            if case .string(let text) = value, let near = NearestName.of(text, among: words) {
                hint = "; did you mean '\(near)'?"
            }
            throw wrong(key, value, quoted + hint)
        }
        return choice
    }

    /// Thousandths of a percent; nil where the key is absent.
    func percent(_ key: PolicyKey) throws(PolicyError) -> Int? {
        guard let value = object[key.name] else { return nil }
        guard case .number(let text) = value,
            let weight = FixedDecimal.units(of: text, places: 3, limit: 100_000), weight > 0
        else {
            throw wrong(key, value, "a number above 0, at most 100, with at most three decimals")
        }
        return weight
    }

    func wrong(_ key: PolicyKey, _ value: JSONValue, _ expected: String) -> PolicyError {
        let found =
            switch value {
            case .number(let text): text.quoted
            case .string(let text): "\(text.quoted), a string,"
            default: value.form
            }
        return PolicyError(path: place(key.name), reason: "is \(found) but must be \(expected)")
    }

    func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}

extension String {
    /// The text without its back quotes, as `quoted` cuts and cleans it.
    fileprivate var printable: String { String(quoted.dropFirst().dropLast()) }
}
