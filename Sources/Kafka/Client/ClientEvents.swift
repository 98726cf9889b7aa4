/// A line of librdkafka's own log.
public struct KafkaLogLine: Sendable {
    /// The syslog level: 0 (emergency) to 7 (debug).
    public let level: Int
    /// A short upper-case word of librdkafka, such as `FAIL`.
    public let facility: String
    /// The text.
    public let message: String
}

/// What a client tells besides its results.
///
/// `log` is called on librdkafka's threads, at any time, also while a client is made or destroyed;
/// `statistics` and `error` on the thread that polls, within the poll. None may call the client.
public struct ClientEvents: Sendable {
    /// Takes librdkafka's log lines.
    public var log: (@Sendable (KafkaLogLine) -> Void)?
    /// Takes librdkafka's statistics, JSON, each `statistics.interval.ms`.
    public var statistics: (@Sendable (String) -> Void)?
    /// Takes errors that belong to no call, such as a broker that does not answer.
    public var error: (@Sendable (KafkaError) -> Void)?

    /// Everything is dropped, until set.
    public init() {}

    /// Sets what is to be heard.
    public init(
        log: (@Sendable (KafkaLogLine) -> Void)? = nil,
        statistics: (@Sendable (String) -> Void)? = nil,
        error: (@Sendable (KafkaError) -> Void)? = nil
    ) {
        self.log = log
        self.statistics = statistics
        self.error = error
    }
}
