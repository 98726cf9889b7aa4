internal import Kafka
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

    /// What is known of a message's headers: to look costs librdkafka two allocations each time.
    enum Headers: UInt8, BitwiseCopyable {
        case unknown
        case none
        case some
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
    /// How many bytes each value has.
    let lengths: FixedColumn<Int32>
    /// Whether the features came as an array.
    let areArrays: FixedColumn<Bool>
    let headers: FixedColumn<Headers>

    /// By deployment: what was counted.
    let tallies: FixedColumn<DecodeTally>

    private var layouts: [EventLayout]
    private let maxEventBytes: Int
    /// By row, then by capture: `captureStride` a row.
    private var captures: FixedColumn<CapturedValue>
    private var captureStride: Int

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
        captureStride = layouts.map(\.captures.count).max() ?? 0
        captures = FixedColumn(repeating: .absent, count: capacity * captureStride)
        lengths = FixedColumn(repeating: 0, count: capacity)
        areArrays = FixedColumn(repeating: false, count: capacity)
        headers = FixedColumn(repeating: .unknown, count: capacity)
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

    /// Holds rows of these layouts from now on.
    mutating func adopt(_ layouts: [EventLayout]) {
        self.layouts = layouts
        let stride = layouts.map(\.captures.count).max() ?? 0
        if stride * states.count > captures.count {
            captures = FixedColumn(repeating: .absent, count: states.count * stride)
        }
        captureStride = stride
        begin()
    }

    /// Where the value of a capture of the row's deployment stands.
    @inline(__always)
    func capture(_ capture: Int, of row: Int) -> CapturedValue {
        captures[row * captureStride + capture]
    }

    @inline(__always)
    func note(_ value: CapturedValue, as capture: Int, of row: Int) {
        captures[row * captureStride + capture] = value
    }

    /// Whether the message of `row` has headers; it is looked at once.
    @inline(__always)
    func hasHeaders(_ row: Int, _ message: borrowing MessageView) -> Bool {
        if headers[row] == .unknown { headers[row] = message.hasHeaders ? .some : .none }
        return headers[row] == .some
    }

    /// Makes a decoded row one that failed: the version it is routed to does not take it.
    func refuse(_ row: Int, _ failure: DecodeFailure) {
        failures[row] = failure
        states[row] = .failed
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
