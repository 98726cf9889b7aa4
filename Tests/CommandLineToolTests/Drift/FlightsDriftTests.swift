import Foundation
import Testing

/// Two months of real flights against a baseline of the first quarter, a third of the rows each.
@Suite struct FlightsDriftTests {
    static let data = ProcessInfo.processInfo.environment["STREAM_SCORER_DATA"] ?? ""

    @Test(.enabled(if: !data.isEmpty, "set STREAM_SCORER_DATA to the folder of references"))
    func `April is warmer than training, December has a broken weather feed`() throws {
        let scratch = try ScratchFolder()
        let made = try BuiltBinary.bash(
            """
            set -e
            zcat '\(Self.data)/flights/training.csv.gz' | awk 'NR == 1 || NR % 3 == 0' > training.csv
            zcat '\(Self.data)/flights/events.jsonl.gz' | awk 'NR % 3 == 0' > events.jsonl
            grep '"ts":"2013-04' events.jsonl > april.jsonl
            grep '"ts":"2013-12' events.jsonl > december.jsonl
            """,
            in: scratch.folder
        )
        #expect(made.status == 0, "\(made.diagnostics)")
        let built = try DriftTests.build("training.csv", "baseline.json", in: scratch)
        #expect(built.status == 0, "\(built.diagnostics)")
        func findings(_ file: String) throws -> [String: Set<String>] {
            let outcome = try BuiltBinary.run(
                [
                    "drift", "--features", file, "--baseline", "baseline.json", "--model",
                    DriftTests.model, "--json",
                ],
                in: scratch.folder,
                withinSeconds: 120
            )
            let report = try DriftTests.json(outcome.output)
            var found: [String: Set<String>] = [:]
            for subject in try #require(report["subjects"] as? [[String: Any]]) {
                let name = try #require(subject["name"] as? String)
                for finding in try #require(subject["findings"] as? [[String: Any]])
                where ["warning", "critical"].contains(finding["verdict"] as? String) {
                    found[name, default: []].insert(finding["rule"] as? String ?? "")
                }
            }
            return found
        }
        let weather: Set = [
            "temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure",
            "visib",
        ]
        let april = try findings("april.jsonl")
        #expect(weather.isSuperset(of: april.keys), "\(april)")
        #expect(april["temp"]?.contains("outside") == true, "\(april)")
        #expect(!april.values.contains { $0.contains("nulls") }, "\(april)")
        let december = try findings("december.jsonl")
        #expect(weather.isSuperset(of: december.keys), "\(december)")
        for name in ["temp", "dewp", "humid", "wind_speed", "precip", "visib"] {
            #expect(december[name]?.contains("nulls") == true, "\(name): \(december)")
        }
    }
}
