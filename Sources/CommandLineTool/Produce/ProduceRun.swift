import Glibc
import Kafka
import Operations

/// Sends every line, waits for the acknowledgements and says what came of them.
struct ProduceRun {
    /// The lines that a message about failures names.
    private static let namedFailures = 10
    /// Asking librdkafka how far it is takes a lock.
    private static let linesBetweenLooks = 64

    let sender: RecordSender
    var reader: RecordLineReader
    let pace: Pace
    /// Ends the wait for the next record when it is raised.
    let stop: StopFlag
    let headers: [(name: String, value: String)]
    /// What messages call the input.
    let name: String

    init(
        sender: RecordSender,
        reader: RecordLineReader,
        pace: Pace,
        stop: StopFlag,
        headers: [(name: String, value: String)],
        name: String
    ) {
        self.sender = sender
        self.reader = reader
        self.pace = pace
        self.stop = stop
        self.headers = headers
        self.name = name
    }

    /// Sends the lines in their order.
    ///
    /// - Returns: `failed` when records were not delivered; their lines have been named.
    /// - Throws: `KafkaError` when the producer cannot go on; else what is wrong with a line that
    ///   cannot be read or sent, after what was sent before it is acknowledged.
    mutating func sendAll(of lines: LineSource) throws -> ExitStatus {
        var sent = 0
        var refusal: (any Error)?
        var progress = ProgressLine(unit: "records acknowledged", totalBytes: lines.totalBytes)
        do {
            while let line = try lines.next() {
                waitUntilDue(before: sent)
                if stop.isRaised { break }
                try send(line, lines.lineNumber)
                sent += 1
                if sent % Self.linesBetweenLooks == 0 || pace.recordsPerSecond != nil {
                    progress.update(count: sent - sender.outstanding, bytes: lines.bytesRead)
                }
            }
        } catch let error as KafkaError {
            throw error
        } catch {
            refusal = error
        }
        // Ends: librdkafka gives a record up after message.timeout.ms.
        while sender.outstanding > 0 {
            sender.poll(timeoutMs: 100)
            progress.update(count: sent - sender.outstanding, bytes: lines.bytesRead)
        }
        sender.poll(timeoutMs: 0)
        progress.finish(count: sent - sender.failures.count, bytes: lines.bytesRead)
        report()
        if let refusal { throw refusal }
        return sender.failures.isEmpty ? .done : .failed
    }

    private mutating func send(_ line: [UInt8], _ number: Int) throws {
        guard let record = reader.read(line, lineNumber: number) else {
            throw CommandFailure(.failed, "\(name):\(number): is not base64")
        }
        do throws(KafkaError) {
            try sender.send(
                key: record.key,
                value: record.value,
                timestampMs: record.timestampMs,
                headers: headers,
                tag: UInt64(number)
            )
        } catch {
            guard error.code == .messageTooLarge else { throw error }
            throw CommandFailure(.failed, "\(name):\(number): \(error.detail)")
        }
    }

    /// Serves acknowledgements until a record is due.
    private func waitUntilDue(before index: Int) {
        var wait = pace.wait(before: index)
        while wait > 0, !stop.isRaised {
            if wait >= 1_000_000 {
                sender.poll(timeoutMs: Int32(min(wait / 1_000_000, 100)))
            } else {
                usleep(useconds_t(wait / 1_000 + 1))
            }
            wait = pace.wait(before: index)
        }
    }

    private func report() {
        note(reader.withoutKey, "sent without a key")
        note(reader.withoutTimestamp, "sent without a timestamp of their own")
        for failure in sender.failures.prefix(Self.namedFailures) {
            StandardError.write("\(name):\(failure.tag): not delivered: \(failure.code.text)\n")
        }
        let unnamed = sender.failures.count - Self.namedFailures
        if unnamed > 0 { StandardError.write("… and \(unnamed) more lines not delivered\n") }
    }

    private func note(_ tally: LineTally, _ what: String) {
        guard tally.count > 0 else { return }
        StandardError.write(
            "produce: \(tally.count) lines \(what), the first at \(name):\(tally.first)\n"
        )
    }
}
