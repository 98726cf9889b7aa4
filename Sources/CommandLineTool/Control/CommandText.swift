import Rollout

/// A command in words, as a person would type it.
enum CommandText {
    /// `canary v2 5 % by /features/carrier`; text of others is made fit for a terminal.
    static func what(_ kind: LogCommand.Kind) -> String {
        let words: [String]
        switch kind {
        case .deploy(let declaration):
            words = [
                "\(declaration.model) \(declaration.version)",
                "\(declaration.input.topic) → \(declaration.output.topic)",
            ]
        case .load(let version), .unload(let version), .promote(let version),
            .unshadow(let version):
            words = [version]
        case .rollback(let version): words = [version].compactMap { $0 }
        case .canary(let version, let weight, let sticky, let salt):
            words =
                [version, percent(weight: weight)]
                + (sticky.map { ["by \($0.text)"] } ?? [])
                + (salt.map { ["salt \($0)"] } ?? [])
        case .shadow(let version, let sample): words = [version, percent(sample: sample)]
        case .rule(let rule): words = [Self.rule(rule)]
        case .unrule(let name): words = [name]
        case .release, .freeze, .unfreeze, .pause, .resume: words = []
        }
        return TerminalText.line(([kind.name] + words).joined(separator: " "))
    }

    /// `testers: header group in a, b → v2`.
    static func rule(_ rule: Rule) -> String {
        let source =
            switch rule.source {
            case .header(let name): "header \(name)"
            case .field(let pointer): pointer
            }
        let values = rule.values.map { String(decoding: $0.bytes, as: UTF8.self) }
        return "\(rule.name): \(source) = \(values.joined(separator: " | ")) → \(rule.version)"
    }

    /// `5 %`, `0.125 %` of thousandths of a percent.
    static func percent(weight: Int) -> String { "\(decimal(weight, digits: 3)) %" }

    /// `10 %` of millionths.
    static func percent(sample: Int) -> String { "\(decimal(sample, digits: 4)) %" }

    /// A whole number of the last digit's units as the shortest decimal.
    static func decimal(_ value: Int, digits: Int) -> String {
        let scale = (0..<digits).reduce(1) { product, _ in product * 10 }
        let (whole, rest) = value.quotientAndRemainder(dividingBy: scale)
        guard rest != 0 else { return "\(whole)" }
        var fraction = String("\(scale + rest)".dropFirst())
        while fraction.last == "0" { fraction.removeLast() }
        return "\(whole).\(fraction)"
    }
}

/// The log's own command; `Command` alone is one of this program's.
typealias LogCommand = Rollout.Command

extension LogCommand.Kind {
    /// The version that an instance must be able to route for the command to hold there.
    var version: String? {
        switch self {
        case .deploy(let declaration): declaration.version
        case .load(let version), .unload(let version), .promote(let version),
            .unshadow(let version):
            version
        case .rollback(let version): version
        case .canary(let version, _, _, _), .shadow(let version, _): version
        case .rule(let rule): rule.version
        case .unrule, .release, .freeze, .unfreeze, .pause, .resume: nil
        }
    }
}
