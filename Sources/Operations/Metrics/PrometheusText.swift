/// Builds the text format 0.0.4 of Prometheus.
///
/// Source: prometheus.io/docs/instrumenting/exposition_formats.
struct PrometheusText {
    private(set) var bytes: [UInt8] = []

    /// Upper bounds of a duration histogram's shown buckets, in nanoseconds: OpenTelemetry's
    /// advice for messaging, carried down to 5 µs and up to 60 s.
    static let durationBounds: [UInt64] = [
        5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
        1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 75_000_000,
        100_000_000, 250_000_000, 500_000_000, 750_000_000,
        1_000_000_000, 2_500_000_000, 5_000_000_000, 7_500_000_000, 10_000_000_000,
        30_000_000_000, 60_000_000_000,
    ]
    /// Upper bounds of a size histogram's shown buckets.
    static let sizeBounds: [UInt64] = (0...14).map { 1 << $0 }

    mutating func begin(_ family: MetricFamily) {
        let help = Self.escaped(family.help, quotes: false)
        add("# HELP \(family.name) \(help)\n")
        add("# TYPE \(family.name) \(family.kind.prometheusType)\n")
    }

    mutating func sample(_ family: MetricFamily, _ labelValues: [String], _ value: Double) {
        line(family.name, Self.labels(family, labelValues), Self.number(value))
    }

    mutating func histogram(
        _ family: MetricFamily,
        _ labelValues: [String],
        _ histogram: LogLinearHistogram
    ) {
        let isDuration = family.kind == .durations
        let labels = Self.labels(family, labelValues)
        let total = histogram.count
        for bound in isDuration ? Self.durationBounds : Self.sizeBounds {
            let shown = Self.number(isDuration ? Double(bound) / 1e9 : Double(bound))
            let count = histogram.count(upTo: isDuration ? bound : bound << 10)
            line(family.name + "_bucket", labels + ["le=\"\(shown)\""], "\(count)")
        }
        line(family.name + "_bucket", labels + ["le=\"+Inf\""], "\(total)")
        let sum = isDuration ? Double(histogram.sum) / 1e9 : Double(histogram.sum) / 1024
        line(family.name + "_sum", labels, Self.number(sum))
        line(family.name + "_count", labels, "\(total)")
    }

    private mutating func line(_ name: String, _ labels: [String], _ value: String) {
        let braced = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
        add("\(name)\(braced) \(value)\n")
    }

    private mutating func add(_ text: String) { bytes += Array(text.utf8) }

    private static func labels(_ family: MetricFamily, _ values: [String]) -> [String] {
        zip(family.labels, values).map { "\($0)=\"\(escaped($1, quotes: true))\"" }
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value), value.magnitude < 1e15 { return "\(whole)" }
        return "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
