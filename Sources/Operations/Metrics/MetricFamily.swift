/// A metric's name, kind and labels, as Prometheus knows it.
public struct MetricFamily: Sendable, Hashable {
    /// What a family's samples are.
    public enum Kind: Sendable, Hashable {
        /// Only grows; its name ends in `_total`.
        case counter
        /// Goes up and down.
        case gauge
        /// Durations, recorded in nanoseconds and shown in seconds.
        case durations
        /// Sizes in whole records (or other things), shown as they are.
        case sizes

        /// Prometheus' name of the type.
        var prometheusType: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .durations, .sizes: "histogram"
            }
        }
    }

    /// The whole name, prefix included.
    public let name: String
    /// What its samples are.
    public let kind: Kind
    /// One line on what it counts.
    public let help: String
    /// The labels' names in order; a series gives their values in the same order.
    public let labels: [String]

    /// Declares a family.
    ///
    /// - Precondition: names follow Prometheus' grammar, a counter ends in `_total`, durations in
    ///   `_seconds`, and no label is `le` or begins with two underscores.
    public init(_ kind: Kind, _ name: String, help: String, labels: [String] = []) {
        precondition(Self.isName(name, allowsColon: true), "\(name) is no metric name")
        precondition(
            labels.allSatisfy { Self.isName($0, allowsColon: false) && $0 != "le" }
                && !labels.contains { $0.hasPrefix("__") } && Set(labels).count == labels.count,
            "\(name): \(labels) are no label names"
        )
        switch kind {
        case .counter: precondition(name.hasSuffix("_total"), "\(name): a counter is a total")
        case .durations: precondition(name.hasSuffix("_seconds"), "\(name): it is in seconds")
        case .gauge, .sizes: break
        }
        self.kind = kind
        self.name = name
        self.help = help
        self.labels = labels
    }

    private static func isName(_ name: String, allowsColon: Bool) -> Bool {
        let letters = name.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: allowsColon && $0 == UInt8(ascii: ":")
            }
        }
        return letters && !name.isEmpty && name.first.map { !("0"..."9" ~= $0) } == true
    }
}

/// A counter's series in a registry.
public struct CounterID: Sendable, Hashable { let index: Int }
/// A gauge's series in a registry.
public struct GaugeID: Sendable, Hashable { let index: Int }
/// A histogram's series in a registry.
public struct HistogramID: Sendable, Hashable {
    let index: Int
    let kind: MetricFamily.Kind
}
