import Foundation
import Testing

/// The built program while it runs; stopped with this value at the latest.
final class RunningBinary {
    let scratch: ScratchFolder
    private let process = Process()

    init(_ arguments: [String], in folder: URL? = nil) throws {
        scratch = try ScratchFolder()
        process.executableURL = URL(fileURLWithPath: BuiltBinary.path)
        process.arguments = arguments
        process.currentDirectoryURL = folder ?? scratch.folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try scratch.writing("stdout")
        process.standardError = try scratch.writing("stderr")
        try process.run()
    }

    deinit {
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    var isRunning: Bool { process.isRunning }
    var output: String { (try? scratch.text("stdout")) ?? "" }
    var diagnostics: String { (try? scratch.text("stderr")) ?? "" }

    /// The first line of standard output, as soon as it is there.
    func firstLine(withinSeconds seconds: Double = 10) throws -> String {
        let text = try wait(withinSeconds: seconds) {
            output.firstIndex(of: "\n").map { String(output[..<$0]) }
        }
        return try #require(text, "no line came: \(diagnostics)")
    }

    /// Sends a signal.
    func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// The status, when the program ends in time.
    func status(withinSeconds seconds: Double = 10) throws -> Int32 {
        let status = try wait(withinSeconds: seconds) {
            process.isRunning ? nil : process.terminationStatus
        }
        return try #require(status, "still running after \(seconds) s: \(diagnostics)")
    }

    private func wait<T>(withinSeconds seconds: Double, for value: () -> T?) throws -> T? {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            if let found = value() { return found }
            usleep(10_000)
        }
        return value()
    }
}
