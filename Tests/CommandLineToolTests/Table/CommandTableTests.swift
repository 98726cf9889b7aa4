import Testing

@testable import CommandLineTool

@Suite struct CommandTableTests {
    static let commands = CommandTable.standard.commands

    @Test func `no two commands have the same words`() {
        let names = Self.commands.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: commands.map(\.name))
    func `a command explains itself and shows an example of itself`(name: String) throws {
        let command = try #require(Self.commands.first { $0.name == name })
        #expect(!command.summary.isEmpty && !command.summary.hasSuffix("."))
        #expect(!command.description.isEmpty)
        #expect(!command.examples.isEmpty)
        #expect(command.examples.allSatisfy { $0.line.contains("stream-scorer \(name)") })
    }

    @Test(arguments: commands.map(\.name))
    func `no two options of a command share a name or a letter`(name: String) throws {
        let command = try #require(Self.commands.first { $0.name == name })
        let names =
            command.options.map(\.name) + command.options.compactMap(\.letter).map { "\($0)" }
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: commands.map(\.name))
    func `every default has the form of its option`(name: String) throws {
        let command = try #require(Self.commands.first { $0.name == name })
        for option in command.options {
            guard let fallback = option.fallback, let form = option.form else { continue }
            #expect(form.complaint(about: fallback) == nil, "--\(option.name)")
        }
    }

    @Test func `every first word of a longer command is a group`() {
        for command in Self.commands where command.path.count > 1 {
            #expect(CommandTable.standard.group(named: command.path[0]) != nil, "\(command.name)")
        }
    }
}
