import DriftMonitor
import Rollout

/// The command that scores again what a version has answered that was taken back.
enum ReplayLine {
    typealias Value = Rollout.JSONValue

    /// The command line; nil where the alert names no offsets, or not all of them.
    static func text(_ alert: Alert) -> String? {
        guard alert.rule == "rollout", let version = alert.version,
            let served = alert.evidence["served"], served["more_partitions"] == nil,
            case .array(let places)? = served["offsets"], !places.isEmpty,
            case .string(let control)? = alert.evidence["control"]
        else { return nil }
        let runs = places.compactMap { place -> String? in
            guard case .number(let partition)? = place["partition"],
                case .number(let first)? = place["first"], case .number(let last)? = place["last"]
            else { return nil }
            return "\(partition):\(first)-\(last)"
        }
        guard runs.count == places.count else { return nil }
        let words = [
            "stream-scorer", "replay", "--deployment", word(alert.deployment), "--offsets",
            runs.joined(separator: ","), "--served-by", word(version), "--version", word(control),
            "--output-topic", "corrections",
        ]
        return words.joined(separator: " ")
    }

    /// A name as a shell takes it for one word.
    private static func word(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard !isPlain || text.isEmpty else { return text }
        return "'"
            + TerminalText.line(text).split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}
