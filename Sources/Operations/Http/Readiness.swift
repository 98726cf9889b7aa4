import Synchronization

/// Whether the process is ready for work, and why not: each part sets or clears its own reason.
///
/// Thread safety: any thread may call any member.
public final class Readiness: Sendable {
    private let byPart = Mutex<[String: String]>([:])

    /// Makes a state without reasons: ready.
    ///
    /// Set the reasons that hold at the start first.
    public init() {}

    /// Sets the reason why a part is not ready, or clears it.
    ///
    /// - Parameters:
    ///   - reason: a sentence for who operates the service, or nil when the part is ready.
    ///   - part: such as `broker`, `worker 0`, `model delay`.
    public func set(reason: String?, for part: String) {
        byPart.withLock { $0[part] = reason }
    }

    /// The reasons as `PART: REASON`, in the order of the parts' names; empty when ready.
    public var reasons: [String] {
        byPart.withLock { $0 }.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    }

    /// True when no part has a reason.
    public var isReady: Bool { byPart.withLock { $0.isEmpty } }
}
