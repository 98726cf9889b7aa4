internal import Operations
internal import Rollout

/// What was said on the status topic, so that only what is new is said again before the heartbeat.
///
/// Not thread-safe: one thread, one voice.
struct StatusVoice {
    private var said: [String: (record: StatusRecord, atNs: UInt64)] = [:]
    private var digest: String?

    /// The digest of the state, taken once a state: it costs time with many deployments.
    mutating func digest(of state: ControlState) -> String {
        if let digest { return digest }
        let taken = state.digest
        digest = taken
        return taken
    }

    /// Forgets the digest: the state has changed.
    mutating func forgetDigest() { digest = nil }

    /// The newest command that was answered for `deployment`.
    func last(of deployment: String) -> StatusRecord.Answer? { said[deployment]?.record.last }

    /// Whether nothing was said of `deployment` for as long as a heartbeat.
    func isDue(_ deployment: String, now: UInt64) -> Bool {
        guard let atNs = said[deployment]?.atNs else { return true }
        return now - atNs >= UInt64(StatusRecord.heartbeatMs) * 1_000_000
    }

    /// Whether `record` says anything that was not said.
    func differs(_ record: StatusRecord) -> Bool {
        guard var known = said[record.deployment]?.record else { return true }
        known.tsMs = record.tsMs
        known.last = record.last
        return known != record
    }

    /// Notes that `record` was said.
    ///
    /// What belongs to no deployment is not kept.
    mutating func note(_ record: StatusRecord, now: UInt64) {
        guard !record.deployment.isEmpty else { return }
        said[record.deployment] = (record, now)
    }
}
