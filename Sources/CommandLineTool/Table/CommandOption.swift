/// One option of a command: everything that parsing, help, completion and the reference need.
struct CommandOption: Sendable {
    /// Long name without dashes.
    let name: String
    /// One letter, for the few that have one.
    let letter: Character?
    /// Nil for a flag, which takes no value.
    let form: ValueForm?
    /// What the value is called in the help: `PORT`.
    let placeholder: String
    /// Of the value, where it has one: `records/s`.
    let unit: String?
    /// As it would be typed; also the value that the command reads when the option is absent.
    let fallback: String?
    let meaning: String
    let isRequired: Bool
    let isRepeatable: Bool
    /// Left out of help, completion and the reference.
    let isHidden: Bool

    private init(
        name: String,
        letter: Character?,
        form: ValueForm?,
        placeholder: String,
        unit: String?,
        fallback: String?,
        meaning: String,
        isRequired: Bool,
        isRepeatable: Bool,
        isHidden: Bool
    ) {
        self.name = name
        self.letter = letter
        self.form = form
        self.placeholder = placeholder
        self.unit = unit
        self.fallback = fallback
        self.meaning = meaning
        self.isRequired = isRequired
        self.isRepeatable = isRepeatable
        self.isHidden = isHidden
    }

    /// An option that takes a value.
    static func value(
        _ name: String,
        letter: Character? = nil,
        _ placeholder: String,
        _ form: ValueForm,
        unit: String? = nil,
        fallback: String? = nil,
        required: Bool = false,
        repeatable: Bool = false,
        _ meaning: String
    ) -> CommandOption {
        CommandOption(
            name: name,
            letter: letter,
            form: form,
            placeholder: placeholder,
            unit: unit,
            fallback: fallback,
            meaning: meaning,
            isRequired: required,
            isRepeatable: repeatable,
            isHidden: false
        )
    }

    /// An option that is there or not.
    static func flag(
        _ name: String,
        letter: Character? = nil,
        hidden: Bool = false,
        _ meaning: String
    ) -> CommandOption {
        CommandOption(
            name: name,
            letter: letter,
            form: nil,
            placeholder: "",
            unit: nil,
            fallback: nil,
            meaning: meaning,
            isRequired: false,
            isRepeatable: false,
            isHidden: hidden
        )
    }

    /// As typed: `--rate`, or `-X` for the option whose only name is a letter.
    var dashed: String {
        name.count == 1 ? "-\(name)" : "--\(name)"
    }

    /// As the help shows it: `-h, --help`, `--rate N`, `-X NAME=VALUE`.
    var signature: String {
        let short = letter.map { "-\($0), " } ?? ""
        return short + (form == nil ? dashed : "\(dashed) \(placeholder)")
    }

    /// The meaning with unit, default and whether it may be given again.
    var explanation: String {
        var notes: [String] = []
        if isRequired { notes.append("required") }
        if case .choice(let names)? = form {
            notes.append("one of \(names.joined(separator: ", "))")
        }
        if let unit { notes.append("unit: \(unit)") }
        if let fallback { notes.append("default: \(fallback)") }
        if isRepeatable { notes.append("may be repeated") }
        return notes.isEmpty ? meaning : "\(meaning) (\(notes.joined(separator: "; ")))"
    }
}
