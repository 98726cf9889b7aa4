import Foundation
import Testing

@testable import Records

/// Where test inputs are that are too large to be kept here; nil where they are not there.
private let flights = ProcessInfo.processInfo.environment["STREAM_SCORER_DATA"].map {
    $0 + "/flights/events.jsonl.gz"
}

@Suite
struct FlightsTests {
    @Test(.enabled(if: flights != nil, "set STREAM_SCORER_DATA to the folder of test inputs"))
    func `every flight is read as Foundation reads it, value for value`() throws {
        let lines = try lines()
        #expect(lines.count == 249_546)
        let layout = try layout(lines.prefix(20_000))
        let decoding = Decoding(layout)
        var differences = 0
        var unseen = 0
        for line in lines {
            let bytes = Array(line)
            let ours = decoding.decode(bytes)
            unseen += ours.event.unseenCategories
            let event = try #require(FoundationEvent.read(bytes))
            if let difference = event.difference(ours, layout) ?? factsDiffer(event, ours) {
                differences += 1
                Issue.record("\(difference): \(String(decoding: line, as: UTF8.self))")
                guard differences < 10 else { return }
            }
        }
        print("\(lines.count) flights are the same, \(unseen) categories unseen")
    }

    private func lines() throws -> [Data.SubSequence] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc", try #require(flights)]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return data.split(separator: 0x0A)
    }

    private func layout(_ lines: ArraySlice<Data.SubSequence>) throws -> EventLayout {
        let names = [
            "dep_delay", "distance", "minute_of_day", "day_of_week", "carrier", "origin", "dest",
            "temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure",
            "visib", "seats", "plane_age",
        ]
        var codes: [String: [String: Double]] = [:]
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: line) as? [String: Any]
            for (name, value) in object?["features"] as? [String: Any] ?? [:] {
                guard let text = value as? String else { continue }
                let next = Double(codes[name]?.count ?? 0)
                codes[name, default: [:]][text] = codes[name]?[text] ?? next
            }
        }
        return try EventLayout(
            columns: names.map { name in
                EventColumn(name: name, kind: codes[name].map { .category($0) } ?? .number)
            }
        )
    }

    private func factsDiffer(_ event: FoundationEvent, _ ours: Decoded) -> String? {
        guard case .text(let id) = event.id, case .text(let time) = event.ts else {
            return "Foundation finds no id or time"
        }
        let digits = time.split { !$0.isNumber }.compactMap { Int32($0) }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (digits[0] - 1900, digits[1] - 1, digits[2])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (digits[3], digits[4], digits[5])
        guard ours.id == id else { return "the id is \(ours.id), Foundation's is \(id)" }
        let expected = Int64(timegm(&parts)) * 1000
        return ours.event.timeMs == expected ? nil : "the time is \(ours.event.timeMs ?? -1)"
    }
}
