import Foundation
import Testing

@testable import CommandLineTool

@Suite struct CompletionTests {
    static func installed(_ shell: String) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        return folders.split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(shell)")
        }
    }

    @Test func `bash reads its script`() throws {
        let outcome = try BuiltBinary.bash(#"bash -n <("$SCORER" completion bash)"#)
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
    }

    @Test(.enabled(if: installed("zsh"), "zsh is not installed"))
    func `zsh reads its script`() throws {
        let outcome = try BuiltBinary.bash(
            #""$SCORER" completion zsh > script && zsh --no-exec script"#
        )
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
    }

    @Test(.enabled(if: installed("fish"), "fish is not installed"))
    func `fish reads its script`() throws {
        let outcome = try BuiltBinary.bash(
            #""$SCORER" completion fish > script && fish --no-execute script"#
        )
        #expect(outcome.status == 0, "\(outcome.diagnostics)")
    }

    @Test func `a shell there is no script for is wrong usage`() throws {
        let outcome = try BuiltBinary.run(["completion", "csh"])
        #expect(outcome.status == 2)
        #expect(outcome.diagnostics.contains("one of bash, zsh, fish"))
    }

    /// What bash offers at the end of a line, as its own completion calls our function.
    private func offered(_ words: [String], in folder: URL? = nil) throws -> [String] {
        let list = words.map { "'\($0)'" }.joined(separator: " ")
        let outcome = try BuiltBinary.bash(
            """
            compopt() { :; }
            source <("$SCORER" completion bash)
            COMP_WORDS=(stream-scorer \(list))
            COMP_CWORD=\(words.count)
            _stream_scorer
            printf '%s\\n' "${COMPREPLY[@]}"
            """,
            in: folder
        )
        #expect(outcome.status == 0 && outcome.diagnostics.isEmpty, "\(outcome.diagnostics)")
        return outcome.lines
    }

    @Test func `bash completes a command`() throws {
        #expect(try offered(["vers"]) == ["version"])
        #expect(try offered([""]).contains("completion"))
    }

    @Test func `bash completes an option of the command`() throws {
        #expect(try offered(["version", "--js"]) == ["--json"])
    }

    @Test func `bash completes an argument with a closed set`() throws {
        #expect(try offered(["completion", "f"]) == ["fish"])
    }
}

extension CompletionTests {
    @Test func `bash completes the second word of a command`() throws {
        #expect(try offered(["topics", "cr"]) == ["create"])
        #expect(try offered(["topics", "create", "--di"]) == ["--dir"])
    }

    @Test func `bash completes values, also behind an equals sign`() throws {
        #expect(try offered(["consume", "--from", "b"]) == ["beginning"])
        #expect(try offered(["consume", "--topic", "t", "--from", "=", "e"]) == ["end"])
        #expect(try offered(["consume", "--from", "="]) == ["beginning", "end"])
    }

    @Test func `bash completes files and folders, with spaces in their names`() throws {
        let scratch = try ScratchFolder()
        try scratch.write("rows of may.csv", "")
        try scratch.write("models/m/model.yaml", "")
        let folder = scratch.folder
        #expect(try offered(["score", "--input", "ro"], in: folder) == ["rows of may.csv"])
        #expect(try offered(["score", "--model", ""], in: folder) == ["models"])
        #expect(try offered(["model", "show", "mo"], in: folder) == ["models"])
        #expect(try offered(["produce", "--topic", "t", "ro"], in: folder) == ["rows of may.csv"])
    }

    @Test func `bash finds the command behind shared options`() throws {
        #expect(try offered(["--config", "score", "consume", "--cou"]) == ["--count"])
    }
}
