internal import Kafka

/// A topic that is read, each partition apart from the others, without a group.
///
/// Not thread-safe: one thread, one topic.
final class InputTopic {
    /// A partition and how far it has been read.
    struct Partition {
        let source: InputPartition
        let queue: PartitionQueue
        /// Where reading began.
        let start: Int64
        /// Whether a record has come.
        var hasBegun = false
        /// Whether its end is reached for now.
        var isAtEnd = false
        /// The offset behind the newest record.
        var position: Int64
        /// Whether its deployments wait for others first.
        var isHeld = false
    }

    let input: MonitorInput
    let topic: String
    /// The places of the watches that it is read for.
    let readers: [Int]
    var partitions: [Partition]
    private let consumer: Consumer
    private var callbacks = MessageBatch(capacity: 16)

    /// Begins to read; connects in the background.
    ///
    /// - Parameters:
    ///   - input: what it is.
    ///   - topic: its name.
    ///   - readers: the places of the watches that it is read for.
    ///   - starts: of each partition the offset to begin at; nil: its beginning.
    ///   - clients: how the broker is reached.
    /// - Throws: `MonitorError` for a property that librdkafka refuses.
    init(
        _ input: MonitorInput,
        topic: String,
        readers: [Int],
        starts: [Int64?],
        _ clients: MonitorClients
    ) throws(MonitorError) {
        self.input = input
        self.topic = topic
        self.readers = readers
        do throws(KafkaError) {
            let role = input.rawValue
            consumer = try Consumer(clients.reading(role), events: clients.events(role))
            let queues = try consumer.assignApart(
                starts.enumerated().map { partition, start in
                    PartitionOffset(
                        topic: topic,
                        partition: Int32(partition),
                        offset: start ?? PartitionOffset.beginning
                    )
                }
            )
            partitions = zip(queues, starts).enumerated().map { index, pair in
                Partition(
                    source: InputPartition(input, Int32(index)),
                    queue: pair.0,
                    start: pair.1 ?? 0,
                    position: pair.1 ?? 0
                )
            }
        } catch {
            throw MonitorError(.failed, "topic '\(topic)' cannot be read: \(error)")
        }
    }

    /// Serves the client's callbacks.
    ///
    /// - Throws: `MonitorError` when the client is lost.
    func serve() throws(MonitorError) {
        consumer.poll(into: &callbacks, timeoutMs: 0)
        callbacks.clear()
        if let fatal = consumer.fatalError {
            throw MonitorError(.interrupted, "the client that reads '\(topic)' is lost: \(fatal)")
        }
    }

    /// Notes that a record was read.
    ///
    /// - Returns: the offset up to which records are gone that were to be read again; nil where none
    ///   are.
    /// - Throws: `MonitorError` when the record stands where it cannot: the topic is another one.
    func read(_ offset: Int64, of partition: Int) throws(MonitorError) -> Int64? {
        defer {
            partitions[partition].hasBegun = true
            partitions[partition].isAtEnd = false
            partitions[partition].position = offset + 1
        }
        guard !partitions[partition].hasBegun else { return nil }
        let start = partitions[partition].start
        guard offset >= start else {
            throw MonitorError(
                .configuration,
                "topic '\(topic)' partition \(partition) begins at offset \(offset), but was read up to "
                    + "\(start): it was made again, or cut at its end. What was kept does not fit "
                    + "it: give the monitor another name (monitor.name), and it begins anew"
            )
        }
        let source = partitions[partition].source
        let low = consumer.cachedWatermarks(topic: topic, partition: source.partition)?.low ?? 0
        return start > 0 && low > start ? low : nil
    }

    /// How many records of a partition have not been read; nil before the first fetch.
    func lag(of partition: Int) -> Int64? {
        let place = partitions[partition]
        let known = consumer.cachedWatermarks(topic: topic, partition: place.source.partition)
        return known.map { max(0, $0.high - place.position) }
    }

    /// Stops reading.
    func close() { consumer.close(timeoutMs: 200) }
}
