import Kafka

/// Writes one record where it must not be lost.
enum ControlWriter {
    /// Sends it and waits until every replica that must have it has.
    ///
    /// - Throws: `CommandFailure` when it is not acknowledged in time; it may then be on the log all
    ///   the same, which the text says.
    static func write(
        _ value: [UInt8],
        key: String,
        to topic: String,
        _ access: BrokerAccess
    ) throws(CommandFailure) {
        var properties = access.properties
        properties["acks"] = "all"
        properties["message.timeout.ms"] = "\(BrokerAccess.timeoutMs)"
        do throws(KafkaError) {
            let sender = try RecordSender(to: topic, properties, events: access.events)
            try sender.send(
                key: Array(key.utf8),
                value: value,
                timestampMs: nil,
                headers: [],
                tag: 0
            )
            // Ends: librdkafka gives the record up after message.timeout.ms.
            while sender.outstanding > 0 { sender.poll(timeoutMs: 100) }
            sender.poll(timeoutMs: 0)
            if let failure = sender.failures.first {
                throw KafkaError(
                    code: failure.code,
                    operation: "rd_kafka_produceva",
                    detail: "it was not acknowledged; 'stream-scorer history' says "
                        + "whether it is on the log"
                )
            }
        } catch {
            throw access.failure(error, while: "writing to topic '\(topic)'")
        }
    }
}
