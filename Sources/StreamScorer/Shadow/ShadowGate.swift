/// Keeps shadow predictions from being written for a while after they, or the transaction they were in,
/// could not be delivered.
///
/// Served predictions share their transaction under `exactly_once`, and a transaction is void whichever
/// record fails: closed for a minute, shadows can cost the stream one recovery and no more. Not
/// thread-safe: one worker, one gate.
final class ShadowGate {
    /// How long it stays closed.
    static let pauseS = 60

    private var closedUntilNs: UInt64 = 0

    /// Closes for a minute from now on.
    func close(nowNs: UInt64) { closedUntilNs = nowNs &+ UInt64(Self.pauseS) * 1_000_000_000 }

    /// Whether shadow predictions may be written.
    func isOpen(nowNs: UInt64) -> Bool { nowNs >= closedUntilNs }
}
