internal import Inference
internal import Kafka
internal import Operations
internal import Records

/// Decodes, scores and encodes the events of a replay, a batch at a time, as the live stream does.
///
/// Not thread-safe: one replay, one scorer.
struct ReplayScorer: ~Copyable {
    /// One event of the batch in hand.
    private struct Event {
        let message: Int
        let id: PayloadRange
        let timeMs: Int64
    }

    private let model: Model
    private let isJSON: Bool
    private let layout: EventLayout
    private var json: JSONEventDecoder
    private let raw: RawFloatDecoder
    private let encoder: PredictionEncoder
    private let identifiers: DefaultIdentifiers
    private let headers: [(name: StaticString, value: [UInt8])]
    private let maxEventBytes: Int
    private var workspace: ScoringWorkspace
    private var doubles: [Double]
    private var floats: [Float]
    private var scores: [Double]
    private var events: [Event] = []
    private var scratch = [UInt8](repeating: 0, count: TextTable.maxBytes)

    /// - Throws: `ScoringError` when a pointer of the configuration is malformed.
    init(_ plan: ReplayPlan, capacity: Int) throws(ScoringError) {
        let deployment = plan.deployment
        model = plan.model
        isJSON = deployment.input.format == .json
        do throws(RecordsError) {
            layout = try EventLayout(
                for: plan.model,
                id: deployment.input.id,
                time: deployment.input.time,
                features: deployment.input.features
            )
        } catch {
            throw ScoringError(.configuration, "deployment '\(deployment.name)': \(error)")
        }
        json = JSONEventDecoder(layout)
        raw = RawFloatDecoder(layout)
        encoder = PredictionEncoder(
            deployment: deployment.name,
            model: plan.model.name,
            version: plan.model.version,
            route: ReplayPlan.route,
            revision: 0,
            output: PredictionShape(of: plan.model)
        )
        identifiers = DefaultIdentifiers(topics: [deployment.input.topic])
        headers =
            deployment.output.headers
            ? [
                (PredictionHeaders.model, Array(plan.model.name.utf8)),
                (PredictionHeaders.version, Array(plan.model.version.utf8)),
                (PredictionHeaders.revision, Array("0".utf8)),
            ] : []
        maxEventBytes = plan.maxEventBytes
        workspace = plan.model.makeWorkspace(maxRows: capacity)
        let columns = plan.model.features.count
        doubles = [Double](repeating: .nan, count: isJSON ? capacity * columns : 0)
        floats = [Float](repeating: .nan, count: isJSON ? 0 : capacity * columns)
        scores = [Double](repeating: 0, count: capacity * plan.model.outputCount)
        events.reserveCapacity(capacity)
    }

    /// Forgets the last batch.
    mutating func begin() { events.removeAll(keepingCapacity: true) }

    /// How many events of the batch were decoded.
    var count: Int { events.count }

    /// The message of the batch that decoded event `index` is.
    func message(of index: Int) -> Int { events[index].message }

    /// Decodes a message, which is no tombstone, into the next row.
    ///
    /// - Returns: nil, or why not: the reason's name, and in words.
    mutating func add(
        _ message: borrowing MessageView,
        index: Int
    ) -> (reason: String, text: String)? {
        let value = message.value
        guard value.byteCount <= maxEventBytes else {
            return (
                "\(DecodeFailure.Reason.valueTooLarge.rawName)",
                "the value has \(value.byteCount) bytes; max_event_bytes is \(maxEventBytes)"
            )
        }
        let columns = model.features.count
        let row = events.count * columns..<(events.count + 1) * columns
        let outcome: DecodeOutcome
        var id = PayloadRange(offset: 0, count: 0)
        var timeMs = message.timestampMs
        if isJSON {
            outcome = Self.decode(value, by: &json, into: &doubles, row)
            id = json.event.id
            timeMs = json.event.timeMs ?? timeMs
        } else {
            outcome = raw.check(value)
            if outcome.isOK {
                Self.copy(value, by: raw, into: &floats, row)
            }
        }
        if let failure = outcome.failure {
            return ("\(failure.reason.rawName)", failure.message(layout))
        }
        events.append(Event(message: index, id: id, timeMs: timeMs))
        return nil
    }

    /// Whether the event that was added last is among these, by its id.
    mutating func isLast(
        _ message: borrowing MessageView,
        among served: ServedEvents
    ) -> Bool {
        if isJSON, json.event.id.count > 0 {
            return json.event.idHash(in: message.value, scratch: &scratch).map(served.contains)
                ?? false
        }
        return served.contains(
            TextHash(
                identifiers.bytes(
                    deployment: 0,
                    partition: message.partition,
                    offset: message.offset
                )
            )
        )
    }

    /// Takes the event out that was added last.
    mutating func removeLast() { events.removeLast() }

    private static func decode(
        _ value: RawSpan,
        by json: inout JSONEventDecoder,
        into rows: inout [Double],
        _ row: Range<Int>
    ) -> DecodeOutcome {
        var all = rows.mutableSpan
        var target = all._mutatingExtracting(row)
        return json.decode(value, into: &target)
    }

    private static func copy(
        _ value: RawSpan,
        by raw: RawFloatDecoder,
        into rows: inout [Float],
        _ row: Range<Int>
    ) {
        var all = rows.mutableSpan
        var target = all._mutatingExtracting(row)
        raw.copy(value, into: &target)
    }

    /// Scores every decoded event of the batch.
    mutating func score() {
        Self.score(
            model,
            isJSON: isJSON,
            doubles,
            floats,
            count: events.count,
            into: &scores,
            &workspace
        )
    }

    private static func score(
        _ model: Model,
        isJSON: Bool,
        _ doubles: [Double],
        _ floats: [Float],
        count: Int,
        into scores: inout [Double],
        _ workspace: inout ScoringWorkspace
    ) {
        let used = 0..<count * model.features.count
        var target = scores.mutableSpan
        if isJSON {
            let rows = doubles.span.extracting(used)
            model.score(rows: rows, count: count, into: &target, workspace: &workspace)
        } else {
            let rows = floats.span.extracting(used)
            model.score(rows: rows, count: count, into: &target, workspace: &workspace)
        }
    }

    /// Whether event `index` has a prediction that JSON can say.
    func isFinite(_ index: Int) -> Bool {
        let outputs = model.outputCount
        return scores[index * outputs..<(index + 1) * outputs].allSatisfy(\.isFinite)
    }

    /// Writes the prediction of event `index` into the outbox.
    ///
    /// - Returns: false when the outbox has no room until records are acknowledged.
    func write(
        _ index: Int,
        _ message: borrowing MessageView,
        to topic: ProducerTopic,
        keepsPartition: Bool,
        _ outbox: inout Outbox
    ) -> Bool {
        let event = events[index]
        if event.id.count > 0 {
            let end = event.id.offset + event.id.count
            let id = message.value.extracting(event.id.offset..<end)
            return write(index, message, id: id, to: topic, keepsPartition, &outbox)
        }
        let id = identifiers.bytes(
            deployment: 0,
            partition: message.partition,
            offset: message.offset
        )
        return write(index, message, id: id, to: topic, keepsPartition, &outbox)
    }

    private func write(
        _ index: Int,
        _ message: borrowing MessageView,
        id: RawSpan,
        to topic: ProducerTopic,
        _ keepsPartition: Bool,
        _ outbox: inout Outbox
    ) -> Bool {
        let key = message.key
        let room = key.byteCount + encoder.maxBytes(idBytes: id.byteCount)
        guard let page = outbox.page(for: room), let space = unsafe page.reserve(room) else {
            return false
        }
        let outputs = model.outputCount
        // SAFETY: `space` has room for the key and the longest prediction, reserved above.
        unsafe key.write(to: space)
        let value = unsafe UnsafeMutableRawBufferPointer(rebasing: space[key.byteCount...])
        let written = unsafe encoder.encode(
            id: id,
            timeMs: events[index].timeMs,
            scores: scores.span.extracting(index * outputs..<(index + 1) * outputs),
            to: value
        )
        page.commitRecord(
            topic: topic,
            partition: keepsPartition ? message.partition : -1,
            timestampMs: message.timestampMs,
            keyBytes: message.hasKey ? key.byteCount : -1,
            valueBytes: written,
            headers: headers(of: message),
            tag: UInt64(bitPattern: message.offset)
        )
        return true
    }

    /// The event's own headers, then ours; nil where there are none.
    private func headers(of message: borrowing MessageView) -> RecordHeaders? {
        guard message.hasHeaders || !headers.isEmpty else { return nil }
        var all = message.hasHeaders ? message.copyHeaders() : RecordHeaders(capacity: 3)
        for header in headers { all.add(name: header.name, value: unsafe header.value.span.bytes) }
        return all
    }
}
