import Rollout

/// What came of a command, for people and for programs.
struct ControlReport {
    private let result: ControlResult

    init(_ result: ControlResult) { self.result = result }

    /// The verdict, a table of the instances, and a closing line.
    func text(_ style: TextStyle) -> String {
        var lines = [verdict(style)]
        if !result.instances.isEmpty {
            let head = ["instance", "said", "revision", "ready"].map(style.faint)
            let rows = result.instances.map { instance in
                [
                    TerminalText.line(instance.name), said(instance, style),
                    "\(instance.record.revision)",
                    instance.record.isReady ? "yes" : style.warning("no"),
                ]
            }
            lines += TextTable.lines([head] + rows)
        }
        return (lines + closing(style)).map { "\($0)\n" }.joined()
    }

    private func verdict(_ style: TextStyle) -> String {
        let what =
            "\(TerminalText.line(result.command.deployment)): "
            + CommandText.what(result.command.kind)
        guard let outcome = result.outcome else {
            return "\(what): " + style.bad("written, and not back from the log in time")
        }
        let place = "offset \(outcome.offset)"
        switch outcome.verdict {
        case .accepted:
            let revision = outcome.revision.map { "revision \($0)" } ?? ""
            return "\(what): " + style.good("accepted") + ", \(revision) (\(place))"
        case .ignored(let reason):
            return "\(what): " + style.warning("ignored")
                + ": \(TerminalText.line(reason)) (\(place))"
        case .rejected(let reason):
            return "\(what): " + style.bad("rejected") + ": \(TerminalText.line(reason)) (\(place))"
        }
    }

    private func said(_ instance: ControlResult.Instance, _ style: TextStyle) -> String {
        if instance.differs == true { return style.bad("folds the log to another state") }
        switch instance.answer {
        case .applied: return style.good("applied")
        case .read: return "read; nothing changes"
        case .stopped: return "stopped"
        case .failed(let reason): return style.bad("cannot: \(TerminalText.line(reason))")
        case .notYet(let reason):
            let why = reason.isEmpty ? "" : ": \(TerminalText.line(reason))"
            return style.bad("not yet after \(seconds)\(why)")
        case .silent: return style.bad("no answer within \(seconds)")
        }
    }

    private var seconds: String { "\(CommandText.decimal(Int(result.timeoutMs), digits: 3)) s" }

    private func closing(_ style: TextStyle) -> [String] {
        guard let outcome = result.outcome else {
            return ["The command stays on the log; 'stream-scorer history' says what became of it."]
        }
        if case .rejected = outcome.verdict {
            return ["Nothing changes. The command stays on the log, with its verdict."]
        }
        guard result.waitedForInstances else { return [] }
        if result.instances.isEmpty {
            return [
                "No instance is running: the verdict is the log's own, and each will fold to it."
            ]
        }
        guard !result.isGood else { return [] }
        return [
            "The command stays on the log: an instance goes on trying, and serves as before until it "
                + "can. See 'stream-scorer status'."
        ]
    }

    /// One object.
    var json: JSONValue {
        let command = result.command
        let outcome = result.outcome
        return .object([
            ("ok", .bool(result.isGood)), ("id", .string(command.id)),
            ("deployment", .string(command.deployment)), ("kind", .string(command.name)),
            ("offset", outcome.map { .integer(Int($0.offset)) } ?? .null),
            ("ts", outcome.map { .integer(Int($0.timeMs)) } ?? .null),
            ("verdict", .optional(outcome?.verdict.word)),
            ("reason", .optional(outcome?.verdict.reason)),
            ("revision", outcome?.revision.map { .integer(Int($0)) } ?? .null),
            ("waited", .bool(result.waitedForInstances)),
            ("instances", .array(result.instances.map(json))),
        ])
    }

    private func json(_ instance: ControlResult.Instance) -> JSONValue {
        let (word, reason) = instance.answer.words
        return .object([
            ("instance", .string(instance.name)), ("answer", .string(word)),
            ("reason", .optional(reason)), ("revision", .integer(Int(instance.record.revision))),
            ("ready", .bool(instance.record.isReady)),
            ("same_state", instance.differs.map { .bool(!$0) } ?? .null),
        ])
    }
}

extension InstanceAnswer {
    /// The answer for programs: a word, and the reason where there is one.
    fileprivate var words: (String, String?) {
        switch self {
        case .applied: ("applied", nil)
        case .read: ("read", nil)
        case .notYet(let reason): ("not_yet", reason.isEmpty ? nil : reason)
        case .failed(let reason): ("failed", reason)
        case .silent: ("silent", nil)
        case .stopped: ("stopped", nil)
        }
    }
}

extension Outcome.Verdict {
    /// `accepted`, `ignored` or `rejected`.
    var word: String {
        switch self {
        case .accepted: "accepted"
        case .ignored: "ignored"
        case .rejected: "rejected"
        }
    }

    /// Why it was not accepted.
    var reason: String? {
        switch self {
        case .accepted: nil
        case .ignored(let reason), .rejected(let reason): reason
        }
    }
}
