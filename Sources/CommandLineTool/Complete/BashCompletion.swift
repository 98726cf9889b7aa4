/// Completion for bash 4 and later; needs no package of completion functions.
enum BashCompletion {
    /// The script: one function that finds the command, then offers its words.
    static func script(of table: CommandTable) -> String {
        let groups = table.groups.map { "\($0.name))\(caseOfGroup($0, of: table))" }
        let commands = table.shownCommands.map(caseOfCommand)
        let values = table.shownCommands.flatMap(casesOfValues)
        let takers = takersOfValues(in: table).map(CompletionScript.quote).joined(separator: "|")
        return """
            # bash completion for stream-scorer. Load it with:
            #   source <(stream-scorer completion bash)
            _stream_scorer() {
                local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
                # bash cuts --name=value into three words.
                if [[ $current == "=" ]]; then
                    current=""
                elif [[ $previous == "=" ]] && ((COMP_CWORD >= 2)); then
                    previous="${COMP_WORDS[COMP_CWORD-2]}"
                fi
                local command="" word index words=""
                for ((index = 1; index < COMP_CWORD; index++)); do
                    word="${COMP_WORDS[index]}"
                    case "$word" in
                    \(takers)) ((index++)); [[ ${COMP_WORDS[index]} == "=" ]] && ((index++)) ;;
                    -*|=) ;;
                    *)
                        case "$command" in
                        "") command="$word" ;;
                        \(groupPattern(of: table))) command="$command $word" ;;
                        esac
                        ;;
                    esac
                done
                COMPREPLY=()
                case "$command:$previous" in
            \(lines(values, indent: 4))
                esac
                case "$command" in
                "") words=\(CompletionScript.quote(firstWords(of: table))) ;;
            \(lines(groups + commands, indent: 4))
                esac
                if [[ $current != -* && -n $command ]]; then
                    case "$command" in
            \(lines(table.shownCommands.compactMap(caseOfArguments), indent: 8))
                    esac
                fi
                COMPREPLY=($(compgen -W "$words" -- "$current"))
            }
            complete -F _stream_scorer stream-scorer

            """
    }

    private static func firstWords(of table: CommandTable) -> String {
        (table.firstWords + ["--help"]).joined(separator: " ")
    }

    private static func groupPattern(of table: CommandTable) -> String {
        table.groups.isEmpty ? "''" : table.groups.map(\.name).joined(separator: "|")
    }

    private static func caseOfGroup(_ group: CommandTable.Group, of table: CommandTable) -> String {
        let words = table.members(of: group).map { $0.path[1] } + ["--help"]
        return " words=\(CompletionScript.quote(words.joined(separator: " "))) ;;"
    }

    private static func caseOfCommand(_ command: Command) -> String {
        let words = command.shownOptions.map(\.dashed).joined(separator: " ")
        return "\(CompletionScript.quote(command.name))) words=\(CompletionScript.quote(words)) ;;"
    }

    private static func caseOfArguments(_ command: Command) -> String? {
        guard let form = command.arguments.first?.form, let action = action(for: form) else {
            return nil
        }
        return "\(CompletionScript.quote(command.name))) \(action); return ;;"
    }

    private static func casesOfValues(_ command: Command) -> [String] {
        command.shownOptions.compactMap { option in
            guard let form = option.form else { return nil }
            let action = action(for: form) ?? ":"
            let key = CompletionScript.quote("\(command.name):\(option.dashed)")
            return "\(key)) \(action); return ;;"
        }
    }

    private static func takersOfValues(in table: CommandTable) -> [String] {
        var names: [String] = ["-X"]
        for command in table.shownCommands {
            for option in command.shownOptions where option.form != nil {
                if !names.contains(option.dashed) { names.append(option.dashed) }
            }
        }
        return names
    }

    private static func action(for form: ValueForm) -> String? {
        switch form {
        case .file: "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$current\")"
        case .folder: "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$current\")"
        default:
            form.candidates.isEmpty
                ? nil
                : "COMPREPLY=($(compgen -W "
                    + CompletionScript.quote(form.candidates.joined(separator: " "))
                    + " -- \"$current\"))"
        }
    }

    private static func lines(_ cases: [String], indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        return cases.map { margin + $0 }.joined(separator: "\n")
    }
}
