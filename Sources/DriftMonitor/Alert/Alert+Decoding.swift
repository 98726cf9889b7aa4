internal import Rollout

/// Why a record of the topic `alerts` cannot be read.
public struct AlertError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, naming the member.
    public let reason: String

    /// The reason.
    public var description: String { reason }
}

extension Alert {
    /// The largest record that is read, in bytes.
    public static let maxBytes = 1_048_576

    /// Reads what `encoded()` wrote; members of later releases are passed over.
    ///
    /// - Throws: `AlertError` where the bytes are no JSON, a member is missing or wrong, or the id is
    ///   not that of the members: the record was changed.
    public init(decoding bytes: [UInt8]) throws(AlertError) {
        guard let value = JSONValue.read(bytes, maxBytes: Self.maxBytes) else {
            throw AlertError(reason: "the alert is no JSON of at most \(Self.maxBytes) bytes")
        }
        let members = AlertMembers(value: value, path: "")
        let window = AlertMembers(value: value["window"] ?? .null, path: "window.")
        let stretch = Stretch(
            fromMs: try window.whole("from"),
            toMs: try window.whole("to"),
            events: Int(try window.whole("events"))
        )
        guard let evidence = value["evidence"], case .object = evidence else {
            throw AlertError(reason: "`evidence` must be an object")
        }
        self.init(
            deployment: try members.text("deployment"),
            version: try members.optionalText("version"),
            rule: try members.text("rule"),
            subject: try members.text("subject"),
            state: try members.word("state"),
            severity: try members.word("severity"),
            stretch: stretch,
            statistic: try members.text("statistic"),
            value: try members.number("value"),
            threshold: try members.number("threshold"),
            pValue: try value["p_value"].map { _ throws(AlertError) in
                try members.number("p_value")
            },
            evidence: evidence,
            baselineDigest: try members.optionalText("baseline"),
            timeMs: try members.whole("ts")
        )
        let stated = try members.text("id")
        guard stated == id else {
            throw AlertError(reason: "`id` is \(stated), but the members give \(id)")
        }
    }
}

/// The members of an object of an alert.
private struct AlertMembers {
    let value: JSONValue
    let path: String

    func optionalText(_ name: String) throws(AlertError) -> String? {
        guard let member = value[name] else { return nil }
        guard case .string(let text) = member else { throw wrong(name, "a string") }
        return text
    }

    func text(_ name: String) throws(AlertError) -> String {
        guard let text = try optionalText(name) else { throw wrong(name, "a string") }
        return text
    }

    func word<Word: RawRepresentable<String>>(_ name: String) throws(AlertError) -> Word {
        guard let word = Word(rawValue: try text(name)) else { throw wrong(name, "a known word") }
        return word
    }

    func whole(_ name: String) throws(AlertError) -> Int64 {
        guard case .number(let text)? = value[name], let number = Int64(text) else {
            throw wrong(name, "a whole number")
        }
        return number
    }

    func number(_ name: String) throws(AlertError) -> Double {
        guard case .number(let text)? = value[name], let number = Double(text), number.isFinite
        else { throw wrong(name, "a number") }
        return number
    }

    private func wrong(_ name: String, _ form: String) -> AlertError {
        AlertError(reason: "`\(path)\(name)` must be \(form)")
    }
}
