internal import Kafka
internal import Records
internal import Rollout

/// Writes shadow predictions as records into the outbox.
///
/// Not thread-safe: one worker, one writer.
struct ShadowWriter: ~Copyable {
    /// The most bytes of a shadow prediction's key, value and headers: far below what a broker takes,
    /// for a record that it refuses voids the transaction that served predictions are in.
    static let maxRecordBytes = 64 * 1024

    /// By deployment: where its records go.
    private var targets = FixedColumn<OutputTarget>([])
    private let identifiers: DefaultIdentifiers
    private let findsRoom: Bool

    /// - Parameters:
    ///   - topics: by deployment, its input topic.
    ///   - findsRoom: whether memory is taken for what the outbox has no page for: what a batch's
    ///     shadows write, at most.
    init(topics: [String], findsRoom: Bool) {
        identifiers = DefaultIdentifiers(topics: topics)
        self.findsRoom = findsRoom
    }

    /// Writes to `targets` from now on, by deployment.
    mutating func redirect(to targets: [OutputTarget]) { self.targets = FixedColumn(targets) }

    /// Where an event falls by its key, or its id where it has no key.
    func millionth(
        _ salt: BucketSalt,
        _ message: borrowing MessageView,
        _ row: Int,
        _ rows: borrowing DecodedRows
    ) -> Int32 {
        if message.hasKey { return salt.millionth(of: message.key) }
        let place = rows.identifiers[row]
        if place.count > 0 {
            return salt.millionth(
                of: message.value.extracting(Int(place.start)..<Int(place.start + place.count))
            )
        }
        return salt.millionth(
            of: identifiers.bytes(
                deployment: Int(rows.deployments[row]),
                partition: message.partition,
                offset: message.offset
            )
        )
    }

    /// Writes one shadow prediction: the shadow's `own` scores, beside them what was `served`, in
    /// `text`.
    ///
    /// - Returns: `.scored`, `.tooLarge`, or `.shedFull` where the outbox has no page.
    func write(
        _ message: borrowing MessageView,
        _ row: Int,
        _ rows: borrowing DecodedRows,
        by shadow: RoutingTable.Shadow,
        addsHeaders: Bool,
        _ own: Span<Double>,
        beside text: ServedText,
        _ served: Span<Double>,
        into outbox: inout Outbox
    ) -> ShadowResult {
        let place = rows.identifiers[row]
        if place.count > 0 {
            let id = message.value.extracting(Int(place.start)..<Int(place.start + place.count))
            return write(
                message,
                id: id,
                row,
                rows,
                by: shadow,
                addsHeaders: addsHeaders,
                own,
                beside: text,
                served,
                into: &outbox
            )
        }
        let id = identifiers.bytes(
            deployment: Int(rows.deployments[row]),
            partition: message.partition,
            offset: message.offset
        )
        return write(
            message,
            id: id,
            row,
            rows,
            by: shadow,
            addsHeaders: addsHeaders,
            own,
            beside: text,
            served,
            into: &outbox
        )
    }

    private func write(
        _ message: borrowing MessageView,
        id: RawSpan,
        _ row: Int,
        _ rows: borrowing DecodedRows,
        by shadow: RoutingTable.Shadow,
        addsHeaders: Bool,
        _ own: Span<Double>,
        beside text: ServedText,
        _ served: Span<Double>,
        into outbox: inout Outbox
    ) -> ShadowResult {
        let key = message.key
        let room =
            key.byteCount + shadow.encoder.maxBytes(idBytes: id.byteCount, served: text)
        let hasHeaders = rows.hasHeaders(row, message)
        guard room + (hasHeaders ? message.headerBytes : 0) <= Self.maxRecordBytes else {
            return .tooLarge
        }
        let found =
            findsRoom ? outbox.certainShadowPage(for: room) : outbox.shadowPage(for: room)
        guard let page = found, let space = unsafe page.reserve(room) else { return .shedFull }
        // SAFETY: `space` has room for the key and the longest shadow prediction, reserved above.
        unsafe key.write(to: space)
        let value = unsafe UnsafeMutableRawBufferPointer(rebasing: space[key.byteCount...])
        let written = unsafe shadow.encoder.encode(
            id: id,
            timeMs: rows.timesMs[row],
            scores: own,
            served: text,
            servedScores: served,
            to: value
        )
        page.commitRecord(
            topic: targets[shadow.deployment].shadows,
            partition: targets[shadow.deployment].shadowsKeepPartition ? message.partition : -1,
            timestampMs: message.timestampMs,
            keyBytes: message.hasKey ? key.byteCount : -1,
            valueBytes: written,
            headers: shadow.headers.headers(
                for: message,
                hasHeaders: hasHeaders,
                adding: addsHeaders
            ),
            tag: EventTag(
                topicIndex: message.topicIndex,
                partition: message.partition,
                offset: message.offset,
                isShadow: true
            ).rawValue
        )
        return .scored
    }
}

extension MessageView {
    /// The bytes of all headers, names and values.
    fileprivate var headerBytes: Int {
        var count = 0
        forEachHeader { name, value, _ in count += name.byteCount + value.byteCount }
        return count
    }
}
