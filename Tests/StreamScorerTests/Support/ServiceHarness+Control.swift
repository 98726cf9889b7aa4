import BrokerFixture
import Foundation
import Rollout

extension ServiceHarness {
    /// Writes commands, each as the JSON members besides `deployment` and `issuer`.
    func command(_ commands: String...) throws {
        try client.write(
            commands.map {
                TestRecord(
                    key: "flights",
                    value: #"{"deployment":"flights","issuer":"tester@here",\#($0)}"#,
                    partition: 0
                )
            },
            to: control
        )
    }

    /// The records of the control log.
    func readControl(_ count: Int) throws -> [TestRecord] {
        try client.read(control, partitions: 1, count: count)
    }

    /// Everything on the status topic, in order.
    func statuses() throws -> [StatusRecord] {
        try client.read(status, partitions: 1, count: 0, seconds: 10).map {
            try StatusRecord(decoding: $0.value ?? [])
        }
    }

    /// Waits until an instance has said something of the deployment, and returns it.
    func awaitStatus(
        _ what: String,
        instance: String = "a",
        seconds: Double = 20,
        _ holds: (StatusRecord) -> Bool
    ) throws -> StatusRecord {
        var found: StatusRecord?
        try waitUntil("status: \(what)", seconds: seconds) {
            found = try statuses().last { $0.instance == instance && holds($0) }
            return found != nil
        }
        guard let found else { throw FixtureError("no status: \(what)") }
        return found
    }

    /// Writes flights to their partitions and waits for as many new predictions.
    ///
    /// - Returns: all predictions so far.
    func score(_ events: ArraySlice<Flights.Event>, after before: Int) throws -> [PredictionText] {
        try send(Flights.records(events, partitions: options.partitions))
        let all = try readPredictions(before + events.count)
        return try all.map { try PredictionText($0) }
    }
}

/// A repository of the example's models that a test may change.
final class ScratchModels {
    let path: String

    init(versions: [String]) throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent(UniqueName.make("models")).path
        try FileManager.default.createDirectory(
            atPath: path + "/delay",
            withIntermediateDirectories: true
        )
        for version in versions { try add(version, from: version) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Adds a version that is a copy of one of the example.
    func add(_ version: String, from original: String) throws {
        let folder = "\(path)/delay/\(version)"
        // Under another name first: a folder that is half there is a version that fails.
        let draft = "\(path)/draft"
        try FileManager.default.copyItem(
            atPath: "\(Flights.models)/delay/\(original)",
            toPath: draft
        )
        let manifest = draft + "/model.yaml"
        let text = try String(contentsOfFile: manifest, encoding: .utf8)
            .replacingOccurrences(of: "version: \(original)\n", with: "version: \(version)\n")
        try text.write(toFile: manifest, atomically: true, encoding: .utf8)
        try FileManager.default.moveItem(atPath: draft, toPath: folder)
    }
}
