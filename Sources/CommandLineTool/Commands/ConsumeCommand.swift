import Kafka
import Operations

extension Command {
    static let consume = Command(
        "consume",
        summary: "prints the records of a topic as lines of JSON",
        description: [
            "Each line has topic, partition, offset, ts, key and value. A value that is JSON is "
                + "embedded as it is, a null one is null, and any other is given as value_base64. "
                + "Records of aborted transactions are not shown. No group is joined and nothing is "
                + "committed.",
            "Ends when --count records were printed or when none has come for --timeout-ms; "
                + "without either it follows the topic until stopped. With --count, ends with status "
                + "1 when fewer came in time.",
        ],
        options: [
            .value("topic", "NAME", .text, required: true, "the topic to read, every partition"),
            .value(
                "from",
                "beginning|end|TIME",
                .position,
                fallback: "beginning",
                "where to begin; a time in Unix milliseconds or RFC 3339 takes the records at or "
                    + "after it"
            ),
            .value("count", "N", .integer(1...Int.max), unit: "records", "ends after that many"),
            .value(
                "timeout-ms",
                "N",
                .integer(1...86_400_000),
                unit: "ms",
                "ends when no record has come for so long"
            ),
            .flag("headers", "prints the records' headers too"),
        ],
        shared: .broker,
        examples: [
            Example(
                line: "stream-scorer consume --topic predictions --count 3",
                effect: "prints three predictions"
            ),
            Example(
                line: "stream-scorer consume --topic dead-letters --headers --timeout-ms 2000",
                effect: "prints every dead letter there is, with the reasons in its headers"
            ),
        ],
        run: ConsumeCommand.run
    )
}

/// `stream-scorer consume`.
enum ConsumeCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let stop = StopHandler.install()
        let access = try BrokerAccess(invocation)
        let topic = invocation.requiredText("topic")
        let from = StartPosition(invocation.requiredText("from")) ?? .beginning
        let start = try TopicStart(of: topic, from: from, access)
        var properties = access.properties
        if properties["isolation.level"] == nil { properties["isolation.level"] = "read_committed" }
        do {
            let consumer = try Consumer(properties, events: access.streamEvents)
            try consumer.assign(start.offsets)
            let run = ConsumeRun(
                topic: topic,
                earliestMs: start.earliestMs,
                count: invocation.integer("count"),
                timeoutMs: invocation.integer("timeout-ms"),
                withHeaders: invocation.has("headers"),
                stop: stop
            )
            let outcome = Result { try run.printRecords(of: consumer) }
            consumer.close()
            return try outcome.get()
        } catch let error as KafkaError {
            throw access.failure(error, while: "reading topic '\(topic)'")
        }
    }
}
