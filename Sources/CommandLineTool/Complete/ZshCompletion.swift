/// Completion for zsh, by its own `_arguments` and `_describe`.
enum ZshCompletion {
    /// The script, to be saved as `_stream-scorer` on the function path, or sourced.
    static func script(of table: CommandTable) -> String {
        let cases = table.shownCommands.map { command in
            """
                    (\(CompletionScript.quote(command.name)))
                        _arguments -s \\
            \(specifications(of: command).map { "                \($0)" }
                .joined(separator: " \\\n"))
                        ;;
            """
        }
        let groups = table.groups.map { group in
            """
                    (\(group.name))
                        members=(\(described(table.members(of: group).map { ($0.path[1], $0.summary) })))
                        _describe 'command' members
                        ;;
            """
        }
        return """
            #compdef stream-scorer
            # zsh completion for stream-scorer. Save as _stream-scorer in a folder of $fpath, or:
            #   source <(stream-scorer completion zsh)
            _stream_scorer() {
                local -a commands members
                local command="${words[2]}"
                commands=(\(described(firstWords(of: table))))
                if (( CURRENT == 2 )); then
                    _describe 'command' commands
                    return
                fi
                case "$command" in
                (\(groupPattern(of: table)))
                    if (( CURRENT > 3 )); then
                        command="$command ${words[3]}"
                        shift words
                        (( CURRENT-- ))
                    fi
                    ;;
                esac
                shift words
                (( CURRENT-- ))
                case "$command" in
            \((groups + cases).joined(separator: "\n"))
                esac
            }
            if [[ $funcstack[1] == _stream-scorer ]]; then
                _stream_scorer "$@"
            else
                compdef _stream_scorer stream-scorer
            fi

            """
    }

    private static func firstWords(of table: CommandTable) -> [(String, String)] {
        table.firstWords.map { word in
            (word, table.group(named: word)?.summary ?? table.command(named: [word])?.summary ?? "")
        }
    }

    private static func groupPattern(of table: CommandTable) -> String {
        table.groups.isEmpty ? "''" : table.groups.map(\.name).joined(separator: "|")
    }

    private static func described(_ rows: [(String, String)]) -> String {
        rows.map { CompletionScript.quote("\(escape($0.0, ":")):\($0.1)") }.joined(separator: " ")
    }

    private static func specifications(of command: Command) -> [String] {
        let options = command.shownOptions.map { option in
            let repeated = option.isRepeatable ? "*" : ""
            let meaning = escape(option.meaning, "[]:")
            let equals = option.form != nil && option.dashed.hasPrefix("--") ? "=" : ""
            let value = option.form.map { ":\(option.placeholder):\(action(for: $0))" } ?? ""
            return CompletionScript.quote(
                "\(repeated)\(option.dashed)\(equals)[\(meaning)]\(value)"
            )
        }
        let arguments = command.arguments.enumerated().map { index, argument in
            CompletionScript.quote("\(index + 1):\(argument.name):\(action(for: argument.form))")
        }
        return options + arguments
    }

    private static func action(for form: ValueForm) -> String {
        switch form {
        case .file: "_files"
        case .folder: "_files -/"
        default: form.candidates.isEmpty ? "" : "(\(form.candidates.joined(separator: " ")))"
        }
    }

    private static func escape(_ text: String, _ characters: String) -> String {
        text.reduce(into: "") { result, character in
            if characters.contains(character) { result.append("\\") }
            result.append(character)
        }
    }
}
