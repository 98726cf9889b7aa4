import Foundation
import Operations
import Testing

/// The committed results of `make_goldens.py`.
enum Goldens {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens"

    /// The cases of a file, in order.
    static func read<Case: Decodable>(_ name: String, as type: Case.Type) throws -> [Case] {
        let lines = try LineSource(path: "\(folder)/\(name)")
        var cases: [Case] = []
        while let line = try lines.next() {
            cases.append(try JSONDecoder().decode(type, from: Data(line)))
        }
        return cases
    }

    /// The folder that `STREAM_SCORER_DATA` names; nil skips what needs it.
    static let data = ProcessInfo.processInfo.environment["STREAM_SCORER_DATA"]
        .flatMap { $0.isEmpty ? nil : $0 }
}

/// Holds a statistic to 1e-12, relative where it is above 1.
func expectStatistic(
    _ ours: Double?,
    _ theirs: Double?,
    _ what: @autoclosure () -> String,
    location: SourceLocation = #_sourceLocation
) {
    guard let theirs else { return }
    guard let ours, abs(ours - theirs) <= 1e-12 * max(1, abs(theirs)) else {
        Issue.record(
            "\(what()): \(String(describing: ours)), not \(theirs)",
            sourceLocation: location
        )
        return
    }
}

/// Holds a probability to 1e-9.
func expectProbability(
    _ ours: Double?,
    _ theirs: Double?,
    _ what: @autoclosure () -> String,
    location: SourceLocation = #_sourceLocation
) {
    guard let theirs else { return }
    guard let ours, abs(ours - theirs) <= 1e-9, ours >= 0, ours <= 1 else {
        Issue.record(
            "\(what()): \(String(describing: ours)), not \(theirs)",
            sourceLocation: location
        )
        return
    }
}
