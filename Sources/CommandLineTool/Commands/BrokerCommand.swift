import Kafka
import Operations

extension Command {
    static let broker = Command(
        "broker",
        summary: "runs an embedded broker for trying things out, until stopped",
        description: [
            "The first line of standard output is the address to give as bootstrap.servers. The "
                + "broker keeps everything in memory and forgets it when it stops; what it cannot "
                + "do it says on standard error. It is for trying things out and for tests, never "
                + "for data that matters.",
            "A topic that is not declared here is made with 4 partitions when it is first used.",
        ],
        options: [
            .value(
                "port",
                "PORT",
                .integer(0...65_535),
                fallback: "9092",
                "the port on 127.0.0.1; 0 takes a free one"
            ),
            .value(
                "topic",
                "NAME[:PARTITIONS]",
                .topicAndPartitions,
                repeatable: true,
                "a topic to make, with 1 partition unless stated"
            ),
        ],
        examples: [
            Example(
                line: "stream-scorer broker --topic features:4 --topic predictions:4",
                effect: "answers at 127.0.0.1:9092 until Ctrl-C"
            ),
            Example(
                line: "stream-scorer broker --port 0 > address &",
                effect: "takes a free port and writes the address to a file"
            ),
        ],
        run: BrokerCommand.run
    )
}

/// `stream-scorer broker`.
enum BrokerCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        StopSignals.block()
        let port = UInt16(invocation.integer("port") ?? 0)
        let broker = try start(port: port)
        for topic in invocation.texts("topic").compactMap(TopicAndPartitions.init) {
            do throws(KafkaError) {
                try broker.createTopic(topic.name, partitions: topic.partitions)
            } catch {
                throw CommandFailure(.failed, "topic '\(topic.name)' cannot be made: \(error)")
            }
        }
        try StandardOutput.write("\(broker.bootstrapServers)\n")
        try StandardOutput.flush()
        StandardError.write("broker: at \(broker.bootstrapServers) until stopped; it cannot:\n")
        for limitation in EmbeddedBroker.limitations {
            StandardError.write("broker:   \(limitation)\n")
        }
        let stop = StopFlag()
        StopSignals.wait(flag: stop)
        StandardError.write("broker: stopped\n")
        return .done
    }

    private static func start(port: UInt16) throws(CommandFailure) -> EmbeddedBroker {
        do throws(KafkaError) {
            return try EmbeddedBroker(port: port == 0 ? nil : port)
        } catch {
            throw CommandFailure(
                .failed,
                "the broker cannot listen on 127.0.0.1:\(port): \(error); "
                    + "choose another --port, or 0 for a free one"
            )
        }
    }
}
