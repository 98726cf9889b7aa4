import BrokerFixture
import Foundation

/// The example flights and what the library that trained the model says of them.
enum Flights {
    struct Event: Sendable {
        let id: String
        let timeMs: Int64
        let key: String
        let text: String
        let probability: Double
        /// By version: what its library says.
        let probabilities: [String: Double]
    }

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Examples/flights").path

    static let models = folder + "/models"

    /// The first 3,000 flights.
    static let events: [Event] = {
        do { return try read(first: 3_000) } catch { preconditionFailure("\(error)") }
    }()

    /// Events as records: key is the aircraft, the partition follows from the key alone.
    static func records(_ events: some Sequence<Event>, partitions: Int) -> [TestRecord] {
        events.enumerated().map { place, event in
            TestRecord(
                key: event.key,
                value: event.text,
                partition: Int32(event.key.utf8.reduce(0) { $0 &+ Int($1) } % partitions),
                timestampMs: 1_700_000_000_000 + Int64(place)
            )
        }
    }

    private struct Line: Decodable {
        let id: String
        let ts: String
        let key: String
    }

    private static func read(first count: Int) throws -> [Event] {
        let texts = try lines(of: folder + "/events.jsonl.gz", count)
        let table = try lines(of: folder + "/reference.csv.gz", count + 1)
        let versions = table[0].split(separator: ",").dropFirst().map(String.init)
        let answers = table.dropFirst()
        let decoder = JSONDecoder()
        return try zip(texts, answers).map { text, answer in
            let line = try decoder.decode(Line.self, from: Data(text.utf8))
            let fields = answer.split(separator: ",")
            guard fields.count >= 3, fields[0] == line.id, let probability = Double(fields[1])
            else {
                throw FixtureError("reference '\(answer)' is not that of \(line.id)")
            }
            let all = fields.dropFirst().map { Double($0) ?? .nan }
            let time = try Date(line.ts, strategy: .iso8601)
            return Event(
                id: line.id,
                timeMs: Int64(time.timeIntervalSince1970 * 1000),
                key: line.key,
                text: text,
                probability: probability,
                probabilities: Dictionary(uniqueKeysWithValues: zip(versions, all))
            )
        }
    }

    private static func lines(of file: String, _ count: Int) throws -> [String] {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", file]
        process.standardOutput = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw FixtureError("gzip cannot read \(file)") }
        return bytes.split(separator: UInt8(ascii: "\n")).prefix(count).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
