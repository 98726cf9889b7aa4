import Foundation
import Testing

@testable import Operations

@Suite struct ScorerMetricsTests {
    /// A registry with a series of every family.
    private func full() throws -> MetricRegistry {
        let registry = MetricRegistry()
        ProcessMetrics.register(in: registry)
        let shard = registry.makeShard()
        for family in ScorerMetrics.all {
            let values = family.labels.map { "a \"\($0)\"\n" }
            switch family.kind {
            case .counter: shard.add(registry.counter(family, labelValues: values), 1)
            case .gauge: shard.set(registry.gauge(family, labelValues: values), 0.5)
            case .durations:
                shard.record(
                    registry.histogram(family, labelValues: values),
                    nanoseconds: 1_000_000
                )
            case .sizes:
                shard.record(registry.histogram(family, labelValues: values), size: 3)
            }
        }
        return registry
    }

    @Test func `every family is shown in the format's grammar`() throws {
        let shown = try Exposition(full().render())
        for family in ScorerMetrics.all + ProcessMetrics.all {
            #expect(shown.types[family.name] != nil, "\(family.name)")
        }
        #expect(Set(ScorerMetrics.all.map(\.name)).count == ScorerMetrics.all.count)
    }

    @Test(
        .serialized,
        arguments: [
            ("scorer", ScorerMetrics.all), ("process", ProcessMetrics.all),
        ]
    )
    func `the tables of docs/metrics.md are what is declared`(
        name: String,
        families: [MetricFamily]
    ) throws {
        try GeneratedTable(document: "metrics.md", name: name)
            .expect(MetricFamily.markdownTable(of: families))
    }

    @Test func `the process's own metrics are the kernel's`() throws {
        let shown = try Exposition(full().render())
        let start = try #require(shown.value("process_start_time_seconds"))
        #expect(abs(start - Date().timeIntervalSince1970) < 3_600)
        #expect(try #require(shown.value("process_cpu_seconds_total")) > 0)
        #expect(try #require(shown.value("process_resident_memory_bytes")) > 1_048_576)
        #expect(try #require(shown.value("process_threads")) >= 1)
        let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        #expect(abs(try #require(shown.value("process_open_fds")) - Double(files)) <= 8)
    }

    @Test func `promtool finds nothing to mend`() throws {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let candidates = folders.map { "\($0)/promtool" }
        guard let tool = candidates.first(where: FileManager.default.isExecutableFile) else {
            print("skipped: promtool is not installed (Debian: apt-get install prometheus)")
            return
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        process.arguments = ["check", "metrics"]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(full().render()))
        try input.fileHandleForWriting.close()
        let said = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
        #expect(said == "")
    }
}
