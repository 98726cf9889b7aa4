import Kafka
import Operations

/// Prints what a consumer brings until enough was printed or nothing more comes.
struct ConsumeRun {
    private static let pollMs: Int32 = 100
    private static let batchCapacity = 512

    let topic: String
    /// Earlier records are passed over; nil prints every one.
    let earliestMs: Int64?
    let count: Int?
    let timeoutMs: Int?
    let withHeaders: Bool
    /// Ends the reading when it is raised.
    let stop: StopFlag

    /// Prints records; flushes after each poll, so that a reader sees what has come.
    ///
    /// - Returns: `failed` when `count` was asked for and fewer came in time.
    /// - Throws: `CommandFailure` when a partition cannot be read, `OutputClosed` when nobody reads.
    func printRecords(of consumer: Consumer) throws -> ExitStatus {
        var batch = MessageBatch(capacity: Self.batchCapacity)
        var printed = 0
        var lastCame = MonotonicClock.nanoseconds()
        while true {
            consumer.poll(into: &batch, timeoutMs: Self.pollMs)
            for index in 0..<batch.count {
                guard try printRecord(batch[index]) else { continue }
                printed += 1
                lastCame = MonotonicClock.nanoseconds()
                if printed == count { break }
            }
            try StandardOutput.flush()
            if printed == count { return .done }
            if stop.isRaised {
                guard let count else { return .done }
                throw CommandFailure(.failed, "stopped after \(printed) of \(count) records")
            }
            let silentMs = (MonotonicClock.nanoseconds() - lastCame) / 1_000_000
            guard let timeoutMs, silentMs >= UInt64(timeoutMs) else { continue }
            guard let count else { return .done }
            throw CommandFailure(
                .failed,
                "only \(printed) of \(count) records came; none for \(timeoutMs) ms"
            )
        }
    }

    /// Prints a record; false for one that is passed over.
    private func printRecord(_ message: borrowing MessageView) throws -> Bool {
        if let code = message.error {
            if code == .partitionEnd { return false }
            throw CommandFailure(
                .failed,
                "topic '\(topic)' partition \(message.partition): \(code.text)"
            )
        }
        if let earliestMs, message.timestampMs < earliestMs { return false }
        try StandardOutput.write(
            RecordLine.bytes(message, topic: topic, withHeaders: withHeaders)
        )
        return true
    }
}
