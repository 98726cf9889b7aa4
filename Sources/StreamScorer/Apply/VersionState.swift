internal import Inference

/// How far a version is on its way to being routed to.
enum VersionState: Sendable {
    /// Nobody wants it.
    case unknown
    /// Wanted; waiting for its turn or being loaded.
    case loading
    /// Verified, warmed up and in memory.
    case routable(LoadedVersion)
    /// Wanted, but it cannot be used: why, in words.
    case failed(reason: String)
}
