internal import Kafka
internal import Records

/// Writes dead letters: key, value and headers byte for byte, with Kafka Connect's error headers.
struct DeadLetterEncoder {
    /// What is left of a value that the broker refused whole.
    static let cutValueBytes = 1024

    /// Our application, as `__connect.errors.connector.name`.
    let group: String
    /// This worker, as `__connect.errors.task.id`.
    let taskID: String

    /// Writes the dead letter of `message`.
    ///
    /// `isCut` keeps only the first `cutValueBytes` of the value, for when the broker refused it whole.
    ///
    /// - Returns: false when the outbox has no page free.
    func write(
        _ message: borrowing MessageView,
        target: OutputTarget,
        stage: String,
        reason: String,
        text: String,
        isCut: Bool,
        tag: EventTag,
        into outbox: inout Outbox
    ) -> Bool {
        let key = message.key
        let whole = message.value
        let value =
            isCut ? whole.extracting(first: min(whole.byteCount, Self.cutValueBytes)) : whole
        let room = key.byteCount + value.byteCount
        guard let page = outbox.page(for: room), let space = unsafe page.reserve(room) else {
            return false
        }
        // SAFETY: `space` has room for key and value, reserved above.
        unsafe key.write(to: space)
        unsafe value.write(
            to: UnsafeMutableRawBufferPointer(rebasing: space[key.byteCount...])
        )
        var explanation = text
        if isCut {
            explanation +=
                "; the broker refused the value of \(whole.byteCount) bytes, so that only"
            explanation += " its first \(value.byteCount) are kept"
        }
        page.commitRecord(
            topic: target.deadLetters,
            partition: target.deadLettersKeepPartition ? message.partition : -1,
            timestampMs: message.timestampMs,
            keyBytes: message.hasKey ? key.byteCount : -1,
            valueBytes: value.byteCount,
            headers: headers(
                of: message,
                target: target,
                stage: stage,
                reason: reason,
                text: explanation
            ),
            tag: tag.rawValue
        )
        return true
    }

    private func headers(
        of message: borrowing MessageView,
        target: OutputTarget,
        stage: String,
        reason: String,
        text: String
    ) -> RecordHeaders {
        var present: [String] = []
        message.forEachHeader { name, _, _ in
            // SAFETY: the bytes are read within the call that lends them.
            unsafe name.withUnsafeBytes { bytes in
                present.append(unsafe String(decoding: bytes, as: UTF8.self))
            }
        }
        var headers = message.hasHeaders ? message.copyHeaders() : RecordHeaders(capacity: 8)
        let added = DeadLetterHeaders.build(
            stage: stage,
            reason: reason,
            message: text,
            topic: target.inputTopic,
            partition: message.partition,
            offset: message.offset,
            connectorName: group,
            taskID: taskID,
            existing: present
        )
        for header in added { headers.add(name: header.name, value: header.value) }
        return headers
    }
}
