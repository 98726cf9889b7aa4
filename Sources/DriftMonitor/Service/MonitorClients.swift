internal import Kafka
internal import Operations

/// The properties of the monitor's clients, and what it hears of them.
struct MonitorClients: Sendable {
    let configuration: ServeConfiguration
    let logger: Logger
    let readiness: Readiness

    /// How long the broker may take to answer at the start.
    static let brokerTimeoutMs: Int32 = 8_000

    var monitor: MonitorConfiguration { configuration.monitor }

    /// What the configuration passes on to librdkafka.
    var shared: ClientProperties {
        ClientProperties(configuration.kafka.map { ($0.name, $0.value) })
    }

    /// Of a client that reads topics without a group.
    func reading(_ role: String) -> ClientProperties {
        var all = shared
        all["client.id"] = "\(monitor.transactionalID)-\(role)"
        all["isolation.level"] = "read_committed"
        all["enable.partition.eof"] = "true"
        all["auto.offset.reset"] = "earliest"
        // What is fetched ahead counts for each partition: enough for a second of a busy one.
        all["queued.min.messages"] = "20000"
        all["queued.max.messages.kbytes"] = "8192"
        return all
    }

    /// Of the client that writes.
    var writing: ClientProperties {
        var all = shared
        all["client.id"] = monitor.transactionalID
        all["transactional.id"] = monitor.transactionalID
        all["transaction.timeout.ms"] = "\(configuration.transactionTimeoutMs)"
        all["compression.type"] = all["compression.type"] ?? "lz4"
        return all
    }

    /// What a client says besides its results.
    func events(_ role: String) -> ClientEvents {
        ClientEvents(
            log: { [logger] line in
                logger.log(
                    LogLevel(syslogSeverity: line.level),
                    line.message,
                    ["facility": .string(line.facility), "client": .string(role)]
                )
            },
            error: { [logger, readiness] error in
                guard error.code == .allBrokersDown else {
                    return logger.warning(
                        "Client reported an error",
                        ["client": .string(role), "cause": .string("\(error)")]
                    )
                }
                readiness.set(reason: "reaches no broker", for: "broker")
                logger.warning("No broker can be reached; waiting", ["client": .string(role)])
            }
        )
    }

    /// The partitions of topics by name; a topic that is not there is left out.
    ///
    /// - Throws: `MonitorError` `.unreachable` when the broker does not answer in time.
    func partitionCounts() throws(MonitorError) -> [String: Int] {
        do throws(KafkaError) {
            let admin = try Admin(shared, events: events("admin"))
            let topics = try admin.metadata(timeoutMs: Self.brokerTimeoutMs).topics
            var counts: [String: Int] = [:]
            for topic in topics where topic.error == nil {
                counts[topic.name] = topic.partitions.count
            }
            return counts
        } catch {
            throw MonitorError(.unreachable, "the broker does not tell its topics: \(error)")
        }
    }
}
