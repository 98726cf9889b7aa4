internal import Kafka
internal import Records

/// Reads each message of a batch into a row of features.
///
/// JSON events are decoded into the feature matrix; raw float rows stay where the broker's client
/// put them unless a missing value must be filled in. Not thread-safe: one worker, one step.
@safe
struct DecodeStep: ~Copyable {
    /// The outcome of the last `run`.
    private(set) var rows: DecodedRows
    private var matrix: FeatureMatrix
    private let readers: UnsafeMutableBufferPointer<EventReader>
    private let maxEventBytes: Int

    /// - Parameters:
    ///   - sources: one a deployment, in the order of the topics subscribed to.
    ///   - capacity: the largest batch, messages.
    ///   - maxEventBytes: a longer value is a failure, whatever it holds.
    init(sources: [EventSource], capacity: Int, maxEventBytes: Int) {
        let columns = sources.map(\.layout.columns.count).max() ?? 1
        rows = DecodedRows(
            capacity: capacity,
            layouts: sources.map(\.layout),
            maxEventBytes: maxEventBytes
        )
        matrix = FeatureMatrix(rows: capacity, columns: max(1, columns))
        self.maxEventBytes = maxEventBytes
        unsafe readers = .allocate(capacity: sources.count)
        for (index, source) in sources.enumerated() {
            unsafe readers.initializeElement(at: index, to: EventReader(source))
        }
    }

    /// Reads by `sources` from now on, of the same deployments; readers of events that are laid out
    /// as before stay.
    mutating func adopt(_ sources: [EventSource]) {
        precondition(
            unsafe sources.count == readers.count,
            "a table has its instance's deployments"
        )
        for (index, source) in sources.enumerated() {
            // SAFETY: there are as many readers as sources, all initialised.
            guard unsafe readers[index].plan !== source.plan else { continue }
            unsafe readers[index] = EventReader(source)
        }
        let columns = sources.map(\.layout.columns.count).max() ?? 1
        if columns > matrix.columns {
            matrix = FeatureMatrix(rows: rows.states.count, columns: columns)
        }
        rows.adopt(sources.map(\.layout))
    }

    deinit {
        unsafe readers.deinitialize()
        unsafe readers.deallocate()
    }

    /// Decodes every message of `batch`; the outcome is in `rows`.
    ///
    /// - Complexity: O(bytes of the batch). Allocates nothing.
    mutating func run(_ batch: borrowing MessageBatch) {
        rows.begin()
        rows.count = batch.count
        for index in 0..<batch.count {
            decode(batch[index], row: index)
        }
    }

    private mutating func decode(_ message: borrowing MessageView, row: Int) {
        if message.error != nil {
            rows.states[row] = .passed
            return
        }
        let deployment = message.topicIndex
        rows.deployments[row] = Int32(truncatingIfNeeded: deployment)
        rows.tallies[deployment].messages += 1
        if message.isTombstone {
            rows.states[row] = .tombstone
            rows.tallies[deployment].tombstones += 1
            return
        }
        rows.timesMs[row] = message.timestampMs
        rows.identifiers[row] = DecodedRows.Identifier()
        let value = message.value
        rows.lengths[row] = Int32(truncatingIfNeeded: value.byteCount)
        rows.headers[row] = .unknown
        if value.byteCount > maxEventBytes {
            let failure = DecodeFailure(reason: .valueTooLarge, byteOffset: value.byteCount)
            rows.failures[row] = failure
            rows.states[row] = .failed
            return
        }
        // SAFETY: the consumer gives topic indices below the number of topics subscribed to, which
        // is `sources.count`; `readers` has as many elements.
        let outcome = unsafe readers[deployment].read(
            value,
            row: row,
            matrix: &matrix,
            rows: rows
        )
        if let failure = outcome.failure {
            rows.failures[row] = failure
            rows.states[row] = .failed
        } else {
            rows.states[row] = .decoded
        }
    }
}
