import Foundation

/// An Apache Kafka broker of its own, started from the folder that `STREAM_SCORER_KAFKA` names.
///
/// Everything it writes is in a temporary folder, which `stop()` and the end of the process remove.
public final class ApacheKafka: Sendable {
    /// The folder with `start` and `stop`; nil if none is named.
    public static var home: String? {
        ProcessInfo.processInfo.environment["STREAM_SCORER_KAFKA"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Where clients reach it.
    public let bootstrapServers: String
    /// The plain listener's port; with `secure`, SASL over TLS listens two above.
    public let port: Int
    /// The folder of data, logs and process ids.
    public let folder: String
    private let home: String

    /// Starts a broker on a free port; returns when it answers.
    public init(secure: Bool = false, settings: [String] = []) throws {
        guard let home = Self.home else {
            throw FixtureError("STREAM_SCORER_KAFKA names no folder")
        }
        self.home = home
        port = try FreePorts.take(count: 4)
        folder =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("stream-scorer-kafka-\(getpid())-\(port)").path
        var arguments = ["--dir", folder, "--port", "\(port)", "--fast-start"]
        if secure { arguments.append("--secure") }
        for setting in settings { arguments += ["--set", setting] }
        StopAtExit.remember(stop: home + "/stop", folder: folder)
        try Self.run(home + "/start", arguments)
        bootstrapServers = "127.0.0.1:\(port)"
    }

    /// Ends the broker at once, as a power cut would.
    public func kill() throws { try Self.run(home + "/stop", [folder, "--kill"]) }

    /// Starts a killed broker again with its data.
    public func restart() throws { try Self.run(home + "/start", ["--dir", folder]) }

    /// Ends the broker and removes its folder.
    public func stop() {
        try? kill()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let status = Command.run(program, arguments)
        guard status == 0 else { throw FixtureError("\(program) ended with status \(status)") }
    }
}

/// What went wrong around a test.
public struct FixtureError: Error, CustomStringConvertible {
    /// One sentence.
    public let description: String

    /// Says it.
    public init(_ description: String) { self.description = description }
}
