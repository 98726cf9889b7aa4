internal import Kafka
internal import Operations
internal import Rollout

/// The control log as it stands when the service starts: checked, and folded to its end.
struct ControlLogStart: Sendable {
    /// How long the broker may send nothing before reading is given up.
    private static let patienceNs: UInt64 = 8_000_000_000
    private static let turnMs: Int32 = 100

    /// What it folds to.
    let state: ControlState
    /// The offset behind the newest record.
    let nextOffset: Int64
    /// The first record; nil for an empty log.
    let first: ControlRecord?
    /// What of the topic's properties will do harm some day, in words.
    let concerns: [String]

    /// Reads the log from its beginning to its end.
    ///
    /// - Throws: `ScoringError`: `.configuration` when the topic cannot be a control log, because
    ///   records of it are gone or its cleanup policy would take some; `.unreachable` when the broker
    ///   falls silent.
    init(_ configuration: ServeConfiguration) throws(ScoringError) {
        concerns = try Self.checkTopic(configuration)
        var log = try Self.open(configuration)
        defer { log.close() }
        var state = ControlState()
        var first: ControlRecord?
        var lastNs = MonotonicClock.nanoseconds()
        while !log.isAtEnd {
            let records = try Self.read(&log)
            if first == nil { first = records.first }
            for record in records { _ = state.apply(record) }
            let now = MonotonicClock.nanoseconds()
            if !records.isEmpty { lastNs = now }
            guard now - lastNs < Self.patienceNs else {
                throw ScoringError(
                    .unreachable,
                    "the control log '\(log.topic)' was read up to offset \(log.nextOffset), and "
                        + "the broker then sent nothing for \(Self.patienceNs / 1_000_000_000) s"
                )
            }
        }
        self.state = state
        self.first = first
        nextOffset = log.nextOffset
    }

    private static func open(
        _ configuration: ServeConfiguration
    ) throws(ScoringError) -> ControlLog {
        do throws(KafkaError) {
            return try ControlLog(configuration, from: 0)
        } catch {
            throw ScoringError(.failed, "the control log cannot be opened: \(error)")
        }
    }

    private static func read(_ log: inout ControlLog) throws(ScoringError) -> [ControlRecord] {
        do throws(ControlLog.Failure) {
            return try log.read(timeoutMs: turnMs)
        } catch {
            switch error {
            case .doubtful(let why):
                throw ScoringError(.configuration, "the control log '\(log.topic)': \(why)")
            case .client(let error):
                throw ScoringError(.unreachable, "the control log '\(log.topic)': \(error)")
            }
        }
    }

    /// Refuses a topic of which records are gone, or will be.
    ///
    /// - Returns: what will do harm some day.
    private static func checkTopic(
        _ configuration: ServeConfiguration
    ) throws(ScoringError) -> [String] {
        let topic = configuration.topics.control
        var first: Int64 = 0
        let properties: Result<[String: String], KafkaError>
        do throws(KafkaError) {
            let admin = try Admin(ClientProperties(configuration))
            let places = try admin.listOffsets(
                [TopicPartition(topic: topic, partition: 0)],
                .earliest,
                timeoutMs: ServicePlan.brokerTimeoutMs
            )
            first = places.first?.offset ?? 0
            properties = Self.properties(of: topic, admin)
        } catch {
            throw ScoringError(.unreachable, "the control log '\(topic)': \(error)")
        }
        if first > 0 {
            throw ScoringError(
                .configuration,
                "the control log '\(topic)' begins at offset \(first): the commands before it are "
                    + "gone, and what they led to cannot be known" + remedy
            )
        }
        switch properties {
        case .success(let properties): return try concerns(of: topic, properties)
        case .failure(let error):
            return [
                "the broker does not tell the properties of the control log '\(topic)' (\(error)); "
                    + "whether it keeps every command is not checked"
            ]
        }
    }

    private static func concerns(
        of topic: String,
        _ properties: [String: String]
    ) throws(ScoringError) -> [String] {
        if let cleanup = properties["cleanup.policy"], cleanup.contains("compact") {
            throw ScoringError(
                .configuration,
                "the control log '\(topic)' has cleanup.policy=\(cleanup), which takes commands "
                    + "out of its middle" + remedy
            )
        }
        let wanted = [
            ("retention.ms", "-1"), ("retention.bytes", "-1"),
            ("message.timestamp.type", "LogAppendTime"),
        ]
        return wanted.compactMap { name, value in
            guard let found = properties[name], found != value else { return nil }
            return "the control log '\(topic)' has \(name)=\(found); it should be \(value)"
        }
    }

    /// A failure where the broker does not tell, as the embedded one, or we may not ask.
    private static func properties(
        of topic: String,
        _ admin: Admin
    ) -> Result<[String: String], KafkaError> {
        Result { () throws(KafkaError) in
            let known = try admin.describeTopicConfiguration(
                topic,
                timeoutMs: ServicePlan.brokerTimeoutMs
            )
            var properties: [String: String] = [:]
            for property in known { properties[property.name] = property.value }
            return properties
        }
    }

    private static let remedy =
        "; the control log is kept for ever: make a topic with cleanup.policy=delete and "
        + "retention.ms=-1 ('stream-scorer topics create') and name it in topics.control"
}
