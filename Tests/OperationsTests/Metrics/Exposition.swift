import Foundation

/// A strict reader of Prometheus' text format 0.0.4, for tests.
struct Exposition {
    struct Sample { let name: String; let labels: [String: String]; let value: Double }
    struct Problem: Error, CustomStringConvertible { let description: String }

    private(set) var types: [String: String] = [:]
    private(set) var samples: [Sample] = []

    /// Reads a text and checks its grammar, the order of families, and each histogram.
    init(_ bytes: [UInt8]) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(description: "not UTF-8")
        }
        guard text.isEmpty || text.hasSuffix("\n") else {
            throw Problem(description: "no line end at the end")
        }
        var current = ""
        var helped: Set<String> = []
        var seen: Set<String> = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let line = String(line)
            if let match = line.wholeMatch(of: /# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)/) {
                current = String(match.1)
                guard helped.insert(current).inserted else {
                    throw Problem(description: "\(current) has two helps")
                }
            } else if let match = line.wholeMatch(
                of: /# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)/
            ) {
                guard match.1 == current, types[current] == nil else {
                    throw Problem(description: "type out of place: \(line)")
                }
                types[current] = String(match.2)
            } else {
                let sample = try Self.sample(line)
                let suffixes = types[current] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
                guard suffixes.contains(where: { sample.name == current + $0 }) else {
                    throw Problem(description: "\(line) stands below \(current)")
                }
                let key = "\(sample.name) \(sample.labels.sorted { $0.key < $1.key })"
                guard seen.insert(key).inserted else {
                    throw Problem(description: "twice: \(line)")
                }
                samples.append(sample)
            }
        }
        try checkHistograms()
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private static func sample(_ line: String) throws -> Sample {
        guard
            let match = line.wholeMatch(
                of: /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? (NaN|[+-]Inf|-?[0-9][0-9.e+-]*)/
            ),
            let value = Double(match.4.replacingOccurrences(of: "Inf", with: "infinity"))
        else { throw Problem(description: "no sample: \(line)") }
        var labels: [String: String] = [:]
        var rest = match.3 ?? ""
        while !rest.isEmpty {
            guard
                let label = rest.prefixMatch(
                    of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)/
                ),
                labels.updateValue(unescaped(label.2), forKey: String(label.1)) == nil
            else { throw Problem(description: "no label: \(rest)") }
            rest = rest[label.range.upperBound...]
        }
        return Sample(name: String(match.1), labels: labels, value: value)
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscape = false
        for character in text {
            if isEscape {
                result.append(character == "n" ? "\n" : character)
                isEscape = false
            } else if character == "\\" {
                isEscape = true
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// Bounds grow, counts do not fall, and the last bucket is `+Inf` and equals the count.
    private func checkHistograms() throws {
        for (name, type) in types where type == "histogram" {
            var series: [[String: String]: [(bound: Double, count: Double)]] = [:]
            for sample in samples where sample.name == name + "_bucket" {
                var labels = sample.labels
                let bound = labels.removeValue(forKey: "le") ?? ""
                series[labels, default: []].append(
                    (
                        Double(bound.replacingOccurrences(of: "Inf", with: "infinity")) ?? .nan,
                        sample.value
                    )
                )
            }
            for (labels, buckets) in series {
                let isSorted = zip(buckets, buckets.dropFirst()).allSatisfy {
                    $0.bound < $1.bound && $0.count <= $1.count
                }
                guard isSorted, buckets.last?.bound == .infinity,
                    buckets.last?.count == value(name + "_count", labels),
                    value(name + "_sum", labels) != nil
                else { throw Problem(description: "histogram \(name)\(labels)") }
            }
        }
    }
}
