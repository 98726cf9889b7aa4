import Foundation
import Testing

/// Where test inputs are.
enum TestData {
    /// The folder that `STREAM_SCORER_DATA` names; nil skips the suites that need it.
    static let folder: String? = ProcessInfo.processInfo.environment["STREAM_SCORER_DATA"]
        .flatMap { $0.isEmpty ? nil : $0 }

    /// Said by each suite that is skipped.
    static let reason: Comment = "set STREAM_SCORER_DATA to the folder of models and flights"

    /// The folder of committed goldens.
    static let goldens = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Goldens").path

    static func path(_ relative: String) -> String { "\(folder ?? "")/\(relative)" }

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path)))
    }

    static func floats(_ path: String) throws -> [Float] {
        let data = try Data(contentsOf: URL(filePath: path))
        return data.withUnsafeBytes { bytes in
            (0..<(bytes.count / 4)).map {
                bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self)
            }
        }
    }

    static func doubles(_ path: String) throws -> [Double] {
        let data = try Data(contentsOf: URL(filePath: path))
        return data.withUnsafeBytes { bytes in
            (0..<(bytes.count / 8)).map {
                bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self)
            }
        }
    }

    /// Whether this build is optimised; what takes minutes without runs on fewer rows there.
    static var isOptimised: Bool {
        #if DEBUG
        false
        #else
        true
        #endif
    }
}
