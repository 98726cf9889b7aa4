internal import Observation

extension Alert {
    /// 128 bits in hexadecimal, the same for the same decision: of deployment, version, rule, subject,
    /// state, the end of what was judged, and the baseline.
    public var id: String {
        var bytes: [UInt8] = []
        // Each text with its length before it, so that no two lists of parts give the same bytes.
        for part in [
            deployment, version ?? "", rule, subject, state.rawValue, "\(stretch.toMs)",
            baselineDigest ?? "",
        ] {
            bytes += Array("\(part.utf8.count):\(part)".utf8)
        }
        return String(SHA256.hexadecimal(of: bytes).prefix(32))
    }

    /// The key of its record, under which the newest is the state: `DEPLOYMENT/RULE/SUBJECT@VERSION`,
    /// without `@VERSION` where it is about the stream.
    public var key: String {
        "\(deployment)/\(rule)/\(subject)" + (version.map { "@\($0)" } ?? "")
    }
}
