import Foundation
import Kafka

/// An embedded broker of this test's own.
final class TestBroker {
    let broker: EmbeddedBroker

    /// Starts with topics, each `NAME:PARTITIONS`.
    init(topics: [String]) throws {
        broker = try EmbeddedBroker(port: nil)
        for topic in topics {
            let parts = topic.split(separator: ":")
            try broker.createTopic(String(parts[0]), partitions: Int(parts[1]) ?? 1)
        }
    }

    var address: String { broker.bootstrapServers }

    /// Runs the built program against it.
    func run(
        _ arguments: [String],
        input: String = "",
        in folder: URL? = nil
    ) throws -> BuiltBinary.Outcome {
        try BuiltBinary.run(
            arguments + ["-X", "bootstrap.servers=\(address)"],
            input: Data(input.utf8),
            in: folder
        )
    }
}
