import Kafka
import Operations

extension Command {
    static let produce = Command(
        "produce",
        summary: "sends the lines of a file or of standard input as records",
        description: [
            "Each line is the value of one record. Waits until the broker has acknowledged every "
                + "record; ends with status 1, naming the lines, when some were not delivered. A "
                + "line in which --key or --timestamp finds nothing is sent without, and the end "
                + "says how many those were.",
            "SIGTERM and SIGINT end the input: what was sent is waited for. A second one ends at "
                + "once.",
        ],
        arguments: [
            CommandArgument(
                name: "FILE",
                form: .file,
                isRequired: false,
                meaning: "the lines, compressed if it ends in .gz; standard input unless given"
            )
        ],
        options: [
            .value("topic", "NAME", .text, required: true, "the topic to send to; it must exist"),
            .value(
                "key",
                "POINTER",
                .pointer,
                "where in a line, read as JSON, the record's key is: /id"
            ),
            .value(
                "timestamp",
                "POINTER",
                .pointer,
                "where the record's timestamp is, Unix milliseconds or RFC 3339; the time of "
                    + "sending unless given"
            ),
            .value(
                "header",
                "NAME=VALUE",
                .assignment,
                repeatable: true,
                "a header for every record"
            ),
            .value(
                "rate",
                "N",
                .number(0.001...1e9),
                unit: "records/s",
                "sends at that rate; as fast as it goes unless given"
            ),
            .flag("base64", "lines are base64 of the value: for values with line feeds"),
            .flag("tombstones", "an empty line is a record with a null value"),
        ],
        shared: .broker,
        examples: [
            Example(
                line: "stream-scorer produce --topic features --key /key events.jsonl.gz",
                effect: "sends every event, keyed by its member 'key'"
            ),
            Example(
                line: "tail -F events.jsonl | stream-scorer produce --topic features --rate 1000",
                effect: "sends lines as they are written, at most 1,000 a second"
            ),
        ],
        run: ProduceCommand.run
    )
}

/// `stream-scorer produce`.
enum ProduceCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let access = try BrokerAccess(invocation)
        let topic = invocation.requiredText("topic")
        let path = invocation.arguments.first ?? "-"
        let stop = StopHandler.install()
        let lines = try LineSource(path: path, stop: stop)
        _ = try TopicLookup.partitions(of: topic, access)
        var properties = access.properties
        if properties["message.timeout.ms"] == nil { properties["message.timeout.ms"] = "60000" }
        let reader = RecordLineReader(
            key: invocation.text("key").flatMap(JSONPath.init),
            timestamp: invocation.text("timestamp").flatMap(JSONPath.init),
            isBase64: invocation.has("base64"),
            hasTombstones: invocation.has("tombstones")
        )
        do {
            let sender = try RecordSender(to: topic, properties, events: access.streamEvents)
            var run = ProduceRun(
                sender: sender,
                reader: reader,
                pace: Pace(recordsPerSecond: invocation.number("rate")),
                stop: stop,
                headers: invocation.assignments("header"),
                name: path == "-" ? "stdin" : path
            )
            return try run.sendAll(of: lines)
        } catch let error as KafkaError {
            throw access.failure(error, while: "sending to topic '\(topic)'")
        }
    }
}
