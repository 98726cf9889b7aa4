import Synchronization

/// A flag that is raised once and that poll loops read each turn.
///
/// Thread safety: any thread may raise or read it.
public final class StopFlag: Sendable {
    private let raised = Atomic<Bool>(false)

    /// Makes a flag that is down.
    public init() {}

    /// True once anyone has raised it.
    public var isRaised: Bool { raised.load(ordering: .acquiring) }

    /// Raises it for good.
    ///
    /// What was written before is seen by who reads it raised.
    public func raise() { raised.store(true, ordering: .releasing) }
}
