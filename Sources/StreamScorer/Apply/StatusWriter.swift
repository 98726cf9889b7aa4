internal import Kafka
internal import Operations
internal import Rollout

/// Writes what an instance has to say: its status, and the commands that declare its deployments.
///
/// Nothing is waited for but room: a broker that is down is waited for by librdkafka, and what was
/// written meanwhile arrives in order. Not thread-safe: one thread, one writer.
struct StatusWriter: ~Copyable {
    /// Records on their way at most; beyond, only what answers a command is written.
    static let maxOutstanding = 1_000

    private var producer: Producer
    private let configuration: ServeConfiguration
    private let events: ClientEvents

    /// Makes the producer; connects in the background.
    ///
    /// - Throws: `KafkaError` for a property that librdkafka refuses.
    init(
        _ configuration: ServeConfiguration,
        events: ClientEvents = ClientEvents()
    ) throws(KafkaError) {
        self.configuration = configuration
        self.events = events
        producer = try Producer(Self.properties(configuration), events: events)
    }

    private static func properties(_ configuration: ServeConfiguration) -> ClientProperties {
        var all = ClientProperties(configuration)
        all["client.id"] = "stream-scorer-\(configuration.instance)-status"
        all["transactional.id"] = nil
        return all
    }

    /// Whether a record that nobody waits for had better be left out: the broker takes none.
    var isFull: Bool { producer.outstanding >= Self.maxOutstanding }

    /// Writes `record` as the newest of its deployment and instance.
    ///
    /// - Returns: false when there is no room now: poll and try again.
    /// - Throws: `KafkaError` when the producer is lost.
    func write(_ record: StatusRecord) throws(KafkaError) -> Bool {
        try write(
            key: Array("\(record.deployment)/\(record.instance)".utf8),
            value: record.encoded(),
            to: configuration.topics.status
        )
    }

    /// Writes `command` to the control log, as anybody may.
    ///
    /// - Returns: false when there is no room now: poll and try again.
    /// - Throws: `KafkaError` when the producer is lost.
    func write(_ command: Command) throws(KafkaError) -> Bool {
        try write(
            key: Array(command.deployment.utf8),
            value: command.encoded(),
            to: configuration.topics.control
        )
    }

    /// Serves delivery reports; waits at most `timeoutMs` for the first.
    ///
    /// - Returns: what could not be delivered since the last call.
    func poll(timeoutMs: Int32) -> [KafkaError.Code] {
        producer.poll(timeoutMs: timeoutMs)
        return producer.takeDeliveryFailures().map(\.code)
    }

    /// The error that made the producer unusable, if one did.
    var fatalError: KafkaError? { producer.fatalError }

    /// Replaces a producer that is lost; what was on its way is dropped.
    mutating func replaceProducer() throws(KafkaError) {
        producer = try Producer(Self.properties(configuration), events: events)
    }

    /// Waits until everything is delivered, at most `timeoutMs`.
    func finish(timeoutMs: Int32) {
        // What is not delivered by then is missed by readers, who notice that heartbeats end.
        try? producer.flush(timeoutMs: timeoutMs)
        producer.purge()
    }

    private func write(
        key: [UInt8],
        value: [UInt8],
        to topic: String
    ) throws(KafkaError) -> Bool {
        let target = try producer.topic(topic)
        let page = RecordPage(bytes: key.count + value.count, records: 1)
        guard let room = unsafe page.reserve(key.count + value.count) else { return false }
        // SAFETY: the room is as large as both together.
        unsafe room.copyBytes(from: key + value)
        page.commitRecord(
            topic: target,
            partition: -1,
            timestampMs: 0,
            keyBytes: key.count,
            valueBytes: value.count,
            tag: 0
        )
        return try producer.produce(page, from: 0) == 1
    }
}
