import FoundationEssentials
import Glibc
import Kafka
import Operations
import StreamScorer

/// A time of a topic as a file of lines, in the order of the records' timestamps, for who has to read
/// it more than once.
///
/// The file is gone with this value.
final class TopicLines {
    private static let batchRecords = 1_000
    private static let silenceNs: UInt64 = 8_000_000_000

    /// One partition as far as it has been read.
    private final class Partition {
        let queue: PartitionQueue
        let range: ReplayRange
        var next: Int64
        var lines: [(timeMs: Int64, bytes: [UInt8])] = []
        var taken = 0

        init(_ queue: PartitionQueue, _ range: ReplayRange) {
            self.queue = queue
            self.range = range
            next = range.start
        }

        var isEmpty: Bool { taken == lines.count }
        var isDone: Bool { isEmpty && next >= range.end }
    }

    /// The file.
    let path: String
    private(set) var count = 0

    /// Reads the records whose timestamps are from `from` on and before `to`.
    ///
    /// - Throws: `CommandFailure` when there is no such topic, no broker answers, or the file cannot be
    ///   written.
    init(
        of topic: String,
        timesMs: Range<Int64>,
        _ access: BrokerAccess,
        stop: StopFlag
    ) throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("stream-scorer-rows-\(getpid()).jsonl").path
        let file = try OutputFile(path: path)
        let ids = try TopicLookup.partitions(of: topic, access)
        var properties = access.properties
        properties["group.id"] = nil
        properties["enable.partition.eof"] = "true"
        properties["isolation.level"] = properties["isolation.level"] ?? "read_committed"
        do {
            let ranges = try ReplayRanges(
                of: topic,
                partitions: ids,
                timesMs: timesMs,
                Admin(access.properties, events: access.events),
                timeoutMs: BrokerAccess.timeoutMs
            )
            let consumer = try Consumer(properties, events: access.streamEvents)
            defer { consumer.close() }
            let queues = try consumer.assignApart(
                ranges.ranges.map {
                    PartitionOffset(topic: topic, partition: $0.partition, offset: $0.start)
                }
            )
            let partitions = zip(queues, ranges.ranges).map { Partition($0, $1) }
            try write(partitions, timesMs, consumer, to: file, stop)
        } catch let error as KafkaError {
            throw access.failure(error, while: "reading topic '\(topic)'")
        }
        try file.finish()
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func write(
        _ partitions: [Partition],
        _ timesMs: Range<Int64>,
        _ consumer: Consumer,
        to file: OutputFile,
        _ stop: StopFlag
    ) throws {
        var batch = MessageBatch(capacity: Self.batchRecords)
        var lastNs = MonotonicClock.nanoseconds()
        while !partitions.allSatisfy(\.isDone) {
            guard !stop.isRaised else { throw CommandFailure(.failed, "stopped") }
            consumer.poll(into: &batch, timeoutMs: 0)
            for partition in partitions where partition.isEmpty && !partition.isDone {
                if Self.fill(partition, timesMs, &batch) { lastNs = MonotonicClock.nanoseconds() }
            }
            guard MonotonicClock.nanoseconds() - lastNs < Self.silenceNs else {
                throw KafkaError(code: .timedOut, operation: "TopicLines")
            }
            // The earliest is known only where every partition that goes on shows its next.
            guard partitions.allSatisfy({ !$0.isEmpty || $0.isDone }) else {
                usleep(1_000)
                continue
            }
            while let first = partitions.filter({ !$0.isEmpty }).min(by: {
                $0.lines[$0.taken].timeMs < $1.lines[$1.taken].timeMs
            }) {
                try file.write(first.lines[first.taken].bytes)
                count += 1
                first.taken += 1
                if first.isEmpty, !first.isDone { break }
            }
        }
    }

    /// Takes what has come.
    ///
    /// - Returns: whether anything did.
    private static func fill(
        _ partition: Partition,
        _ timesMs: Range<Int64>,
        _ batch: inout MessageBatch
    ) -> Bool {
        partition.queue.poll(into: &batch)
        defer { batch.clear() }
        partition.lines = []
        partition.taken = 0
        for index in 0..<batch.count {
            if let error = batch[index].error {
                if error == .partitionEnd { partition.next = partition.range.end }
                continue
            }
            let message = batch[index]
            guard message.offset < partition.range.end else {
                partition.next = partition.range.end
                continue
            }
            partition.next = max(partition.next, message.offset + 1)
            guard !message.isTombstone, timesMs.contains(message.timestampMs) else { continue }
            // Outside of strings a line's end is a blank, and within them it is no JSON.
            var line = [UInt8](copying: message.value).map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
            line.append(0x0A)
            partition.lines.append((message.timestampMs, line))
        }
        return batch.count > 0
    }
}
