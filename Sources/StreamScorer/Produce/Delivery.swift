internal import Kafka

/// Takes encoded records to the broker and commits the offsets they answer.
///
/// One implementation a delivery contract. Called by its worker's thread only, once or a few times a turn.
protocol Delivery: AnyObject {
    /// Told at the start of each turn whether the poll brought a full batch.
    func note(isBusy: Bool)

    /// Whether the producer's queue had no room for records in this turn.
    var isPressed: Bool { get }

    /// Hands over what has been encoded, or keeps it for a moment so that it goes out in fewer requests
    /// (`DeliverySettings.due`).
    func submit(_ outbox: inout Outbox) throws(DeliveryError)

    /// Serves acknowledgements, ends a commit that is done, starts one that is due.
    func advance(
        _ outbox: inout Outbox,
        _ ledger: inout OffsetLedger,
        _ consumer: Consumer
    ) throws(DeliveryError)

    /// Waits until the outbox has a free page again.
    func makeRoom(
        _ outbox: inout Outbox,
        _ ledger: inout OffsetLedger,
        _ consumer: Consumer
    ) throws(DeliveryError)

    /// Sends and commits everything encoded so far, and waits for it.
    func finish(
        _ outbox: inout Outbox,
        _ ledger: inout OffsetLedger,
        _ consumer: Consumer
    ) throws(DeliveryError)

    /// By deployment: the topics to write to. They change when the producer is replaced, which only
    /// `abandon` does.
    var targets: [OutputTarget] { get }

    /// Gives up everything that is not committed, so that it can be read again.
    func abandon(after error: DeliveryError, _ outbox: inout Outbox) throws(DeliveryError)

    /// How long the worker may wait for the next event before delivery wants to be called again.
    func patienceMs(_ outbox: borrowing Outbox, _ ledger: borrowing OffsetLedger) -> Int32
}
