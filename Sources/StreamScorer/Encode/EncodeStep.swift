internal import Inference
internal import Kafka
internal import Records

/// Writes the outcome of each message, in the batch's order, as records into the outbox.
///
/// A decoded row becomes a prediction, a row that failed a dead letter (or what the policy says).
/// Order per partition is the batch's order. Not thread-safe: one worker, one step.
struct EncodeStep: ~Copyable {
    /// What the step counted since it was last drained.
    var tally: EncodeTally
    /// The event at which `on_error: fail` stops the stream; nil while there is none.
    private(set) var stopsAt: FailedEvent?

    /// A prediction, its dead letter, the dead letter cut.
    private static let maxRefusals = 3
    private static let maxRefused = 65_536

    /// By deployment: where its records go; set before the first `run`.
    private var targets = FixedColumn<OutputTarget>([])
    /// By route: how its predictions are written.
    private var encoders: RouteEncoders
    private let policy: FailurePolicy
    private let deadLetters: DeadLetterEncoder
    /// By deployment: whether predictions get our headers.
    private var addsHeaders: FixedColumn<Bool>
    private let identifiers: DefaultIdentifiers
    private var refusals: [EventTag: Int] = [:]

    init(
        table: RoutingTable,
        policy: FailurePolicy,
        deadLetters: DeadLetterEncoder
    ) {
        encoders = RouteEncoders(table.routes)
        identifiers = DefaultIdentifiers(topics: table.deployments.map(\.source.topic))
        self.policy = policy
        self.deadLetters = deadLetters
        addsHeaders = FixedColumn(table.deployments.map(\.addsHeaders))
        tally = EncodeTally(routes: table.routes.count)
    }

    /// Writes predictions of `table`'s routes from now on; what was refused and the targets stay.
    ///
    /// - Precondition: the tally was drained; the deployments are those of the table before.
    mutating func adopt(_ table: RoutingTable) {
        encoders = RouteEncoders(table.routes)
        addsHeaders = FixedColumn(table.deployments.map(\.addsHeaders))
        tally = EncodeTally(routes: table.routes.count)
    }

    /// Writes to `targets` from now on, by deployment.
    mutating func redirect(to targets: [OutputTarget]) { self.targets = FixedColumn(targets) }

    /// Notes that the broker refused these events' records for their size: met again, such an event
    /// becomes a dead letter, and a dead letter is cut.
    ///
    /// - Throws: `.restless` when even what was cut is refused, or what was counted.
    mutating func refuse(_ tags: [EventTag]) throws(DeliveryError) {
        if tags.contains(where: \.isObservation) {
            throw .restless(
                "the broker refuses an observation record for its size; raise the max.message.bytes of "
                    + "the topic 'observations'"
            )
        }
        // Bounded; an event that is forgotten is refused, and noted, again.
        if refusals.count >= Self.maxRefused { refusals.removeAll() }
        for tag in tags where !tag.isShadow {
            refusals[tag, default: 0] += 1
            guard refusals[tag, default: 0] <= Self.maxRefusals else {
                throw .restless(
                    "the broker refuses even the cut dead letter of offset \(tag.offset) of "
                        + "partition \(tag.partition); raise the topic's max.message.bytes"
                )
            }
        }
    }

    /// Encodes from message `first` on, until the batch or the outbox's pages are used up.
    ///
    /// - Returns: the first message that is not encoded; `rows.count` when all are.
    /// - Complexity: O(bytes). Allocates nothing but for headers and dead letters.
    mutating func run(
        _ batch: borrowing MessageBatch,
        _ rows: borrowing DecodedRows,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        from first: Int,
        into outbox: inout Outbox
    ) -> Int {
        for index in first..<rows.count {
            let isDone =
                switch rows.states[index] {
                case .tombstone, .passed: true
                case .decoded:
                    answer(batch[index], index, rows, groups, scores, &outbox)
                case .failed:
                    fail(
                        batch[index],
                        deployment: Int(rows.deployments[index]),
                        stage: "decode",
                        reason: "\(rows.failures[index].reason.rawName)",
                        message: rows.failureMessage(index),
                        &outbox
                    )
                }
            if !isDone { return index }
        }
        return rows.count
    }

    /// Writes the prediction of a decoded row.
    private mutating func answer(
        _ message: borrowing MessageView,
        _ row: Int,
        _ rows: borrowing DecodedRows,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        _ outbox: inout Outbox
    ) -> Bool {
        let routeIndex = Int(groups.routes[row])
        let deployment = Int(rows.deployments[row])
        guard scores.isAnswered[row] else {
            return fail(
                message,
                deployment: deployment,
                stage: "score",
                reason: scores.reasons[row].name,
                message: scores.reasons[row].message,
                &outbox
            )
        }
        if !refusals.isEmpty, refusals[tag(of: message)] != nil {
            let isWritten = fail(
                message,
                deployment: deployment,
                stage: "produce",
                reason: "too_large",
                message: "the broker refuses the prediction for its size",
                &outbox
            )
            // No prediction that a shadow's could stand beside.
            if isWritten { scores.isAnswered[row] = false }
            return isWritten
        }
        let outputs = encoders[routeIndex].outputs
        let values = scores.values.slice(from: Int(scores.offsets[row]), count: outputs)
        let reason = scores.reasons[row]
        let place = rows.identifiers[row]
        if place.count > 0 {
            let id = message.value.extracting(Int(place.start)..<Int(place.start + place.count))
            return write(message, id: id, row, rows, routeIndex, values, reason, &outbox)
        }
        let id = identifiers.bytes(
            deployment: deployment,
            partition: message.partition,
            offset: message.offset
        )
        return write(message, id: id, row, rows, routeIndex, values, reason, &outbox)
    }

    private func write(
        _ message: borrowing MessageView,
        id: RawSpan,
        _ row: Int,
        _ rows: borrowing DecodedRows,
        _ routeIndex: Int,
        _ values: Span<Double>,
        _ reason: Unanswered,
        _ outbox: inout Outbox
    ) -> Bool {
        let deployment = Int(rows.deployments[row])
        let key = message.key
        let room = key.byteCount + encoders[routeIndex].maxBytes(idBytes: id.byteCount)
        guard let page = outbox.page(for: room), let space = unsafe page.reserve(room) else {
            return false
        }
        // SAFETY: `space` has room for the key and the longest prediction, reserved above.
        unsafe key.write(to: space)
        let value = unsafe UnsafeMutableRawBufferPointer(rebasing: space[key.byteCount...])
        let written = unsafe encoders[routeIndex].encode(
            id: id,
            timeMs: rows.timesMs[row],
            scores: values,
            to: value
        )
        page.commitRecord(
            topic: targets[deployment].predictions,
            partition: targets[deployment].keepsPartition ? message.partition : -1,
            timestampMs: message.timestampMs,
            keyBytes: message.hasKey ? key.byteCount : -1,
            valueBytes: written,
            headers: encoders[routeIndex].headers.headers(
                for: message,
                hasHeaders: rows.hasHeaders(row, message),
                adding: addsHeaders[deployment],
                reason: reason
            ),
            tag: tag(of: message).rawValue
        )
        tally.notePrediction(route: routeIndex)
        return true
    }

    /// Does with an event that has no prediction what the policy says.
    private mutating func fail(
        _ message: borrowing MessageView,
        deployment: Int,
        stage: String,
        reason: String,
        message text: String,
        _ outbox: inout Outbox
    ) -> Bool {
        switch policy {
        case .drop: break
        case .fail:
            stopsAt = FailedEvent(
                topic: targets[deployment].inputTopic,
                partition: message.partition,
                offset: message.offset,
                stage: stage,
                reason: text
            )
            return false
        case .deadLetter:
            let isWritten = deadLetters.write(
                message,
                target: targets[deployment],
                stage: stage,
                reason: reason,
                text: text,
                isCut: isCut(message, stage: stage),
                tag: tag(of: message),
                into: &outbox
            )
            guard isWritten else { return false }
        }
        tally.noteFailure(deployment: deployment, stage: stage, reason: reason)
        return true
    }

    /// Whether the broker refused the whole dead letter of `message` before: the first refusal of an
    /// event that had a prediction was the prediction's.
    private func isCut(_ message: borrowing MessageView, stage: String) -> Bool {
        guard !refusals.isEmpty, let count = refusals[tag(of: message)] else { return false }
        return count > (stage == "produce" ? 1 : 0)
    }

    private func tag(of message: borrowing MessageView) -> EventTag {
        EventTag(
            topicIndex: message.topicIndex,
            partition: message.partition,
            offset: message.offset
        )
    }
}
