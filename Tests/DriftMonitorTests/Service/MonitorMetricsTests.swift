import Foundation
import Operations
import Testing

@testable import DriftMonitor

@Suite struct MonitorMetricsTests {
    @Test func `the monitor's table of docs/metrics.md is what is declared`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../docs/metrics.md")
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let start = try #require(text.range(of: "<!-- monitor -->\n"))
        let end = try #require(text.range(of: "<!-- /monitor -->"))
        let table = start.upperBound..<end.lowerBound
        let declared = MetricFamily.markdownTable(of: MonitorMetricFamilies.all) + "\n"
        if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTS"] == "1" {
            let renewed = text.replacingCharacters(in: table, with: declared)
            try Data(renewed.utf8).write(to: file)
        } else {
            #expect(text[table] == declared, "run this test with UPDATE_DOCUMENTS=1")
        }
    }
}
