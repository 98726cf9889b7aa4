internal import Operations

/// One worker's breakers, by version of the routing table in use.
///
/// A version that stays from one table to the next keeps its breaker as it is. Not thread-safe.
struct BreakerShelf: ~Copyable {
    /// A version with a breaker of its own.
    struct Holder: Hashable {
        let deployment: String
        let version: String
        let settings: BreakerSettings
    }

    private var holders: [Holder] = []
    private var breakers = FixedColumn<CircuitBreaker>([])
    private let worker: Int
    private let board: BreakerBoard
    private let logger: Logger

    /// - Parameters:
    ///   - worker: this worker's number.
    ///   - board: told of every change.
    ///   - logger: told when a breaker opens or closes.
    init(worker: Int, board: BreakerBoard, logger: Logger) {
        self.worker = worker
        self.board = board
        self.logger = logger
    }

    /// Holds breakers for these versions: what is there already stays as it is.
    mutating func adopt(_ next: [Holder]) {
        var kept: [CircuitBreaker] = []
        for holder in next {
            if let place = holders.firstIndex(of: holder) {
                kept.append(breakers[place])
            } else {
                kept.append(CircuitBreaker(holder.settings))
            }
        }
        for holder in holders where !next.contains(where: { $0.isSameVersion(as: holder) }) {
            board.note(
                nil,
                worker: worker,
                deployment: holder.deployment,
                version: holder.version
            )
        }
        holders = next
        breakers = FixedColumn(kept)
        for place in next.indices { show(place) }
    }

    /// How many of `rows` may be given to a version now.
    func admit(_ rows: Int, to version: Int, nowNs: UInt64) -> Int {
        let before = breakers[version].state
        let admitted = breakers[version].admit(rows, nowNs: nowNs)
        if breakers[version].state != before { changed(version) }
        return admitted
    }

    /// Notes what became of rows that a version was given.
    func note(succeeded: Int, failed: Int, of version: Int, nowNs: UInt64) {
        let before = breakers[version].state
        breakers[version].note(succeeded: succeeded, failed: failed, nowNs: nowNs)
        if breakers[version].state != before { changed(version) }
    }

    /// The state of a version's breaker.
    func state(of version: Int) -> CircuitBreaker.State { breakers[version].state }

    // Allocates: a breaker changes rarely, at most twice a pause.
    private func changed(_ version: Int) {
        show(version)
        let fields: KeyValuePairs<String, LogValue> = [
            "deployment": .string(holders[version].deployment),
            "version": .string(holders[version].version), "worker": .int(worker),
        ]
        switch breakers[version].state {
        case .open: logger.warning("Breaker opened: the version fails", fields)
        case .halfOpen: logger.info("Breaker half open: the version is tried again", fields)
        case .closed: logger.info("Breaker closed: the version answers again", fields)
        }
    }

    private func show(_ version: Int) {
        board.note(
            breakers[version].state,
            worker: worker,
            deployment: holders[version].deployment,
            version: holders[version].version
        )
    }
}

extension BreakerShelf.Holder {
    fileprivate func isSameVersion(as other: BreakerShelf.Holder) -> Bool {
        deployment == other.deployment && version == other.version
    }
}

extension BreakerSettings {
    /// What the configuration says.
    init(_ breaker: DeploymentConfiguration.Breaker) {
        self.init(
            failureRate: breaker.failureRate,
            windowNs: UInt64(breaker.windowMs) * 1_000_000,
            minRows: breaker.minEvents,
            pauseNs: UInt64(breaker.pauseMs) * 1_000_000,
            probes: breaker.probes
        )
    }
}
