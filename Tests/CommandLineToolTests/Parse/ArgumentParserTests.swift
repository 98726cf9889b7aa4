import Testing

@testable import CommandLineTool

@Suite struct ArgumentParserTests {
    /// A table with one command of every kind of option.
    static let table = CommandTable(
        groups: [CommandTable.Group(name: "topics", summary: "what topics there are")],
        commands: [
            Command(
                "send",
                summary: "sends",
                description: ["Sends."],
                arguments: [
                    CommandArgument(name: "FILE", form: .file, isRequired: false, meaning: "what")
                ],
                options: [
                    .value("topic", "NAME", .text, required: true, "where to"),
                    .value("rate", "N", .number(0.1...1e6), unit: "records/s", "how fast"),
                    .value("count", "N", .integer(1...9), fallback: "3", "how many"),
                    .value("header", letter: "H", "K=V", .assignment, repeatable: true, "headers"),
                    .value("mode", "MODE", .choice(["fast", "slow"]), "how"),
                    .value("from", "WHEN", .position, "since when"),
                    .flag("dry", letter: "n", "sends nothing"),
                ],
                shared: .brokerAndJSON,
                examples: [],
                run: { _ in .done }
            ),
            Command(
                "topics create",
                summary: "creates",
                description: ["Creates."],
                examples: [],
                run: { _ in .done }
            ),
        ]
    )

    private func invocation(_ words: String...) throws -> Invocation {
        guard case .run(let invocation) = try ArgumentParser(table: Self.table).parse(words) else {
            throw UsageError("no invocation")
        }
        return invocation
    }

    private func complaint(_ words: [String]) -> String {
        do throws(UsageError) {
            _ = try ArgumentParser(table: Self.table).parse(words)
            return "none"
        } catch {
            return error.description
        }
    }

    @Test func `a value follows its option or an equals sign`() throws {
        let parsed = try invocation("send", "--topic", "a", "--count=7", "--mode=fast")
        #expect(parsed.text("topic") == "a")
        #expect(parsed.integer("count") == 7)
        #expect(parsed.text("mode") == "fast")
    }

    @Test func `an option not given has its default`() throws {
        let parsed = try invocation("send", "--topic", "a")
        #expect(parsed.integer("count") == 3)
        #expect(parsed.number("rate") == nil)
        #expect(!parsed.has("dry"))
    }

    @Test func `a letter's value may touch it`() throws {
        let parsed = try invocation("send", "--topic=a", "-Hk=v=w", "-H", "l=", "-n")
        let headers = parsed.assignments("header").map { "\($0.name)|\($0.value)" }
        #expect(headers == ["k|v=w", "l|"])
        #expect(parsed.has("dry"))
    }

    @Test func `after two dashes every word is an argument`() throws {
        #expect(try invocation("send", "--topic=a", "--", "--dry").arguments == ["--dry"])
    }

    @Test func `a single dash is an argument`() throws {
        #expect(try invocation("send", "--topic=a", "-").arguments == ["-"])
    }

    @Test func `shared options may stand before the command`() throws {
        let parsed = try invocation("--config", "x.yaml", "-Xa=b", "send", "--topic", "t")
        #expect(parsed.command.name == "send")
        #expect(parsed.text("config") == "x.yaml")
        #expect(parsed.assignments("X").map(\.name) == ["a"])
    }

    @Test func `a command of two words is found`() throws {
        #expect(try invocation("topics", "create").command.name == "topics create")
    }

    @Test(arguments: [
        ("send --topic", "--topic needs a value: --topic NAME"),
        ("send", "--topic NAME is missing: where to"),
        ("send --topic= ", "--topic is '' but must be a text that is not empty"),
        ("send --topic a --tpoic b", "unknown option '--tpoic'; the nearest is '--topic'"),
        ("send --topic a --topic b", "--topic is given twice"),
        ("send --topic a --zzzzzzzz", "unknown option '--zzzzzzzz'; there are --topic, --rate"),
        ("send --topic a -q", "unknown option '-q'"),
        ("send --topic a --count 12", "--count is '12' but must be a whole number, 1 to 9"),
        ("send --topic a --count x", "--count is 'x' but must be a whole number, 1 to 9"),
        ("send --topic a --rate nan", "--rate is 'nan' but must be a number, 0.1 to 1000000.0"),
        ("send --topic a --mode fats", "--mode is 'fats' but must be one of fast, slow"),
        ("send --topic a --header k", "--header is 'k' but must be NAME=VALUE"),
        ("send --topic a --from noon", "--from is 'noon' but must be beginning, end, Unix"),
        ("send --topic a --dry=1", "--dry takes no value"),
        ("send --topic a b c", "'c' is one argument too many"),
        ("sned --topic a", "unknown command 'sned'; the nearest is 'send'"),
        ("topics", "'topics' needs one of create after it"),
        ("topics craete", "unknown topics command 'craete'; the nearest is 'create'"),
        ("", "no command given; there are send, topics"),
    ])
    func `a wrong line is named with its remedy`(line: String, expected: String) {
        let words = line.split(separator: " ").map(String.init)
        #expect(complaint(words).hasPrefix(expected), "\(complaint(words))")
    }

    @Test func `a complaint names the help that explains it`() {
        #expect(complaint(["send"]).hasSuffix("see 'stream-scorer send --help'"))
        #expect(complaint(["sned"]).hasSuffix("see 'stream-scorer --help'"))
    }

    @Test func `help is given before anything is missed`() throws {
        guard case .help(let command) = try ArgumentParser(table: Self.table).parse(["send", "-h"])
        else {
            Issue.record("no help")
            return
        }
        #expect(command.name == "send")
    }
}
