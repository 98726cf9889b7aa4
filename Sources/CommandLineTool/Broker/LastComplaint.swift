import Kafka
import Synchronization

/// The last thing that librdkafka complained about: the reason behind a request's time-out.
final class LastComplaint: Sendable {
    private let kept = Mutex<String?>(nil)

    /// The reason in librdkafka's words; nil when it said nothing.
    var reason: String? { kept.withLock { $0 } }

    /// Keeps a log line that tells of an error.
    func keep(_ line: KafkaLogLine) {
        guard line.level <= 3 else { return }
        // A line begins with the thread's name: `[thrd:127.0.0.1:9092/bootstrap]: …`.
        let message =
            line.message.hasPrefix("[thrd:")
            ? line.message.split(separator: "]: ", maxSplits: 1).last.map(String.init) : nil
        kept.withLock { $0 = message ?? line.message }
    }
}
