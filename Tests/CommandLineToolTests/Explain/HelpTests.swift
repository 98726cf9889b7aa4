import Testing

@testable import CommandLineTool

@Suite struct HelpTests {
    @Test func `the overview lists every command and exit status`() throws {
        let outcome = try BuiltBinary.run(["--help"])
        #expect(outcome.status == 0)
        for command in CommandTable.standard.shownCommands {
            #expect(outcome.output.contains("  \(command.name) "))
        }
        #expect(outcome.output.contains("  3  the broker cannot be reached in time"))
        #expect(outcome.diagnostics.isEmpty)
    }

    @Test(arguments: CommandTable.standard.shownCommands.map(\.name))
    func `a command's help shows its usage, its options and an example`(name: String) throws {
        let words = name.split(separator: " ").map(String.init)
        let outcome = try BuiltBinary.run(words + ["--help"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("Usage: stream-scorer \(name)"))
        #expect(outcome.output.contains("Options:"))
        #expect(outcome.output.contains("\n  stream-scorer ") || outcome.output.contains("<("))
        #expect(outcome.lines.allSatisfy { $0.count <= 100 })
        #expect(try BuiltBinary.run(["help"] + words).output == outcome.output)
    }

    @Test func `a wrong flag is answered with the nearest, on standard error, with status 2`()
        throws
    {
        let outcome = try BuiltBinary.run(["version", "--jsno"])
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(
            outcome.diagnostics
                == "stream-scorer: unknown option '--jsno'; the nearest is '--json'; "
                + "see 'stream-scorer version --help'\n"
        )
    }

    @Test func `no command at all is wrong usage`() throws {
        let outcome = try BuiltBinary.run([])
        #expect(outcome.status == 2)
        #expect(outcome.diagnostics.contains("no command given"))
    }
}
