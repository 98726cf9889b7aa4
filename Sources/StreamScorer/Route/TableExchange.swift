internal import Synchronization

/// Where the newest routing table waits for the workers.
///
/// One thread publishes; each worker has a seat, looks once a turn (one atomic load) and takes the
/// newest table between two batches. Tables that were replaced are kept until every worker has left
/// them and are let go by the publishing thread, so that no worker spends its turn on freeing a
/// model.
///
/// Thread safety: any thread may publish and join.
final class TableExchange: Sendable {
    private struct State {
        /// From the oldest that a worker may still use to the newest.
        var tables: [(generation: UInt64, table: RoutingTable)] = []
        /// By seat: the generation it uses; `left` once the worker has gone.
        var seats: [UInt64] = []
    }

    private static let left = UInt64.max

    private let newest = Atomic<UInt64>(0)
    private let state = Mutex(State())

    /// Offers `table` to all workers; tables that nobody uses any more are let go.
    ///
    /// - Precondition: its deployments are those of the table before, in their order
    ///   (`RoutingTable.init(_:following:)` sees to that).
    func publish(_ table: RoutingTable) {
        let retired = state.withLock { state in
            let generation = newest.load(ordering: .relaxed) + 1
            state.tables.append((generation, table))
            newest.store(generation, ordering: .releasing)
            return Self.takeRetired(from: &state)
        }
        // Here, outside the lock, is where models are freed.
        _ = consume retired
    }

    /// Lets go of tables that every worker has left; for the publishing thread, now and then.
    func releaseRetired() {
        let retired = state.withLock { Self.takeRetired(from: &$0) }
        _ = consume retired
    }

    /// How many tables were published: one atomic load.
    var generation: UInt64 { newest.load(ordering: .acquiring) }

    /// The newest table and its generation; nil before the first.
    func current() -> (RoutingTable, UInt64)? {
        state.withLock { $0.tables.last.map { ($0.table, $0.generation) } }
    }

    /// How many tables are held: the newest, and older ones that some worker may still use.
    var heldTables: Int { state.withLock { $0.tables.count } }

    /// A worker's place; nil before the first table.
    func join() -> (seat: Seat, table: RoutingTable)? {
        state.withLock { state in
            guard let newest = state.tables.last else { return nil }
            state.seats.append(newest.generation)
            let seat = Seat(self, number: state.seats.count - 1, generation: newest.generation)
            return (seat, newest.table)
        }
    }

    private static func takeRetired(from state: inout State) -> [RoutingTable] {
        guard let newest = state.tables.last else { return [] }
        let oldestUsed = min(state.seats.min() ?? newest.generation, newest.generation)
        let retired = state.tables.filter { $0.generation < oldestUsed }.map(\.table)
        state.tables.removeAll { $0.generation < oldestUsed }
        return retired
    }

    private func note(_ generation: UInt64, at seat: Int) {
        state.withLock { $0.seats[seat] = generation }
    }

    /// One worker's look at the exchange.
    ///
    /// Not thread-safe: one worker, one seat.
    final class Seat {
        private let exchange: TableExchange
        private let number: Int
        private var generation: UInt64

        fileprivate init(_ exchange: TableExchange, number: Int, generation: UInt64) {
            self.exchange = exchange
            self.number = number
            self.generation = generation
        }

        deinit { exchange.note(TableExchange.left, at: number) }

        /// A table newer than the one in use; nil where there is none.
        ///
        /// - Complexity: one atomic load where there is none.
        func newer() -> (table: RoutingTable, generation: UInt64)? {
            guard exchange.generation != generation else { return nil }
            return exchange.current()
        }

        /// Says that the worker uses the table of `generation` and no older one.
        func adopted(_ generation: UInt64) {
            self.generation = generation
            exchange.note(generation, at: number)
        }
    }
}
