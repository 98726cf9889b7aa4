import BrokerFixture
import Foundation

/// Models with their libraries' answers, in the folder that `STREAM_SCORER_DATA` names.
enum SharedModels {
    static let skipReason = "needs STREAM_SCORER_DATA: a folder with models/ and their answers"

    static var folder: String? {
        guard let data = ProcessInfo.processInfo.environment["STREAM_SCORER_DATA"], !data.isEmpty
        else { return nil }
        return data + "/models"
    }

    /// A new model repository that holds one LightGBM file as version v1.
    static func repository(of file: String, as name: String) throws -> String {
        guard let folder else { throw FixtureError(skipReason) }
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent(UniqueName.make("models")).path
        let version = "\(path)/\(name)/v1"
        try FileManager.default.createDirectory(
            atPath: version,
            withIntermediateDirectories: true
        )
        try FileManager.default.copyItem(
            atPath: "\(folder)/\(file)",
            toPath: "\(version)/model.txt"
        )
        let pipe = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sha256sum", "\(version)/model.txt"]
        process.standardOutput = pipe
        try process.run()
        let digest = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile().prefix(64),
            as: UTF8.self
        )
        process.waitUntilExit()
        try """
        name: \(name)
        version: v1
        format: lightgbm
        file: model.txt
        digest: sha256:\(digest)
        output: {kind: probability}

        """.write(toFile: version + "/model.yaml", atomically: true, encoding: .utf8)
        return path
    }

    /// Rows of a file, each as its own bytes.
    static func rows(_ file: String, features: Int, first count: Int) throws -> [[UInt8]] {
        let bytes = try read(file)
        let width = features * 4
        return (0..<min(count, bytes.count / width)).map {
            Array(bytes[$0 * width..<($0 + 1) * width])
        }
    }

    /// The library's answers to the first rows.
    static func reference(_ file: String, first count: Int) throws -> [Double] {
        let bytes = try read(file)
        return bytes.withUnsafeBytes { buffer in
            (0..<min(count, bytes.count / 8)).map {
                buffer.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self)
            }
        }
    }

    private static func read(_ file: String) throws -> [UInt8] {
        guard let folder else { throw FixtureError(skipReason) }
        return Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)")))
    }
}
