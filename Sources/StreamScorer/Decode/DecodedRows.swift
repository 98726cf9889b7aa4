internal import Records

/// What decoding made of each message of a batch, by the message's index.
///
/// The route step reads states and deployments, the score step addresses, the encode step ids,
/// times and failures. Addresses point into the batch's messages or the feature matrix and are
/// valid until the batch is cleared.
struct DecodedRows: ~Copyable {
    /// What became of one message.
    enum State: UInt8, BitwiseCopyable {
        /// Decoded: its row can be scored.
        case decoded
        /// Could not be decoded: `failures` says why.
        case failed
        /// A null value: counted and passed over.
        case tombstone
        /// Not an event: an error the consumer reported in the message's place.
        case passed
    }

    /// The id as it stands in the payload (JSON string content); `count` 0 where the event has none.
    struct Identifier: BitwiseCopyable {
        var start: Int32 = 0
        var count: Int32 = 0
    }

    /// The number of messages of the batch that are looked at.
    var count = 0
    let states: FixedColumn<State>
    /// The deployment each message belongs to: the index of its input topic.
    let deployments: FixedColumn<Int32>
    /// Where each decoded row stands, as an address.
    let addresses: FixedColumn<UInt>
    let identifiers: FixedColumn<Identifier>
    /// The event's own time, Unix milliseconds; the record's timestamp where it has none.
    let timesMs: FixedColumn<Int64>
    let failures: FixedColumn<DecodeFailure>

    /// By deployment: what was counted.
    let tallies: FixedColumn<DecodeTally>

    private let layouts: [EventLayout]
    private let maxEventBytes: Int

    /// Allocates every column for `capacity` messages.
    ///
    /// - Parameters:
    ///   - capacity: the largest batch, messages.
    ///   - layouts: by deployment, to say in words what failed.
    ///   - maxEventBytes: the limit that a failure for size names.
    init(capacity: Int, layouts: [EventLayout], maxEventBytes: Int) {
        self.layouts = layouts
        self.maxEventBytes = maxEventBytes
        tallies = FixedColumn(repeating: DecodeTally(), count: layouts.count)
        states = FixedColumn(repeating: .passed, count: capacity)
        deployments = FixedColumn(repeating: 0, count: capacity)
        addresses = FixedColumn(repeating: 0, count: capacity)
        identifiers = FixedColumn(repeating: Identifier(), count: capacity)
        timesMs = FixedColumn(repeating: 0, count: capacity)
        failures = FixedColumn(
            repeating: DecodeFailure(reason: .valueTooLarge, byteOffset: 0),
            count: capacity
        )
    }

    /// Forgets the last batch.
    mutating func begin() {
        count = 0
        for deployment in 0..<tallies.count { tallies[deployment] = DecodeTally() }
    }

    /// Says in words why row `row` could not be decoded.
    ///
    /// Allocates: for rows that failed only.
    func failureMessage(_ row: Int) -> String {
        let failure = failures[row]
        if failure.reason == .valueTooLarge {
            return "the value has \(failure.byteOffset) bytes; max_event_bytes is \(maxEventBytes)"
        }
        return failure.message(layouts[Int(deployments[row])])
    }
}
