import Foundation
import Testing

/// The program as built beside this test bundle, run as a user runs it.
enum BuiltBinary {
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let diagnostics: String
        let seconds: Double

        /// Standard output, line by line.
        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// `.build/<configuration>/stream-scorer`.
    static let path: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let folder = URL(fileURLWithPath: bundle ?? CommandLine.arguments[0])
            .deletingLastPathComponent()
        return folder.appendingPathComponent("stream-scorer").path
    }()

    /// Runs to the end; after `seconds` it is killed and the test fails.
    static func run(
        _ arguments: [String],
        input: Data = Data(),
        environment: [String: String] = [:],
        in folder: URL? = nil,
        withinSeconds seconds: Double = 30
    ) throws -> Outcome {
        try execute(
            path,
            arguments,
            input: input,
            environment: environment,
            folder: folder,
            withinSeconds: seconds
        )
    }

    /// Runs a line of bash in which `$SCORER` is the program.
    static func bash(
        _ line: String,
        in folder: URL? = nil,
        withinSeconds seconds: Double = 30
    ) throws -> Outcome {
        try execute(
            "/bin/bash",
            ["-c", line],
            input: Data(),
            environment: ["SCORER": path],
            folder: folder,
            withinSeconds: seconds
        )
    }

    /// Runs any program to the end.
    static func execute(
        _ program: String,
        _ arguments: [String],
        input: Data,
        environment: [String: String],
        folder: URL?,
        withinSeconds seconds: Double
    ) throws -> Outcome {
        let scratch = try ScratchFolder()
        try input.write(to: scratch.url("stdin"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.currentDirectoryURL = folder ?? scratch.folder
        process.standardInput = try FileHandle(forReadingFrom: scratch.url("stdin"))
        process.standardOutput = try scratch.writing("stdout")
        process.standardError = try scratch.writing("stderr")
        let start = Date()
        try process.run()
        var killed = false
        while process.isRunning {
            if !killed, Date().timeIntervalSince(start) > seconds {
                killed = true
                kill(process.processIdentifier, SIGKILL)
            }
            usleep(5_000)
        }
        let outcome = Outcome(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: scratch.url("stdout")), as: UTF8.self),
            diagnostics: String(
                decoding: try Data(contentsOf: scratch.url("stderr")),
                as: UTF8.self
            ),
            seconds: Date().timeIntervalSince(start)
        )
        #expect(!killed, "\(arguments) ran longer than \(seconds) s: \(outcome.diagnostics)")
        return outcome
    }
}
