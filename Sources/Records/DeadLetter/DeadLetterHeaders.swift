/// The headers that say why a record is a dead letter, and where it was.
///
/// Kafka Connect's names, all values UTF-8 text. As in Connect, a header that the record has already
/// is left as it is: a dead letter that fails again keeps its first provenance.
///
/// - Source: Apache Kafka, `DeadLetterQueueReporter.java`.
public enum DeadLetterHeaders {
    /// What all the names begin with.
    public static let prefix: StaticString = "__connect.errors."
    /// The topic the record was read from.
    public static let topic: StaticString = "__connect.errors.topic"
    /// The partition it was read from.
    public static let partition: StaticString = "__connect.errors.partition"
    /// Its offset there.
    public static let offset: StaticString = "__connect.errors.offset"
    /// The deployment that read it.
    public static let connectorName: StaticString = "__connect.errors.connector.name"
    /// The instance that read it.
    public static let taskID: StaticString = "__connect.errors.task.id"
    /// The step at which it failed: `decode`, `route`, `score`, `encode`, `produce`.
    public static let stage: StaticString = "__connect.errors.stage"
    /// What failed: `stream-scorer` and the step.
    public static let className: StaticString = "__connect.errors.class.name"
    /// The reason's short name: `invalid_utf8`.
    public static let exceptionClassName: StaticString = "__connect.errors.exception.class.name"
    /// The reason in words.
    public static let exceptionMessage: StaticString = "__connect.errors.exception.message"

    /// All names, in the order they are written.
    public static let names: [String] = [
        topic, partition, offset, connectorName, taskID, stage, className, exceptionClassName,
        exceptionMessage,
    ].map(\.description)

    /// The longest message that is written; a longer one is cut between characters.
    public static let maxMessageBytes = 1024

    /// The headers to add to a dead letter.
    ///
    /// - Parameters:
    ///   - stage: the step at which it failed.
    ///   - reason: the reason's short name.
    ///   - message: the reason in words.
    ///   - topic: the topic the record was read from.
    ///   - partition: the partition it was read from.
    ///   - offset: its offset there.
    ///   - connectorName: the application that read it: its consumer group.
    ///   - taskID: the instance that read it.
    ///   - existing: the names of the record's own headers.
    /// - Returns: names and values; none of the names is in `existing`.
    public static func build(
        stage: String,
        reason: String,
        message: String,
        topic: String,
        partition: Int32,
        offset: Int64,
        connectorName: String,
        taskID: String,
        existing: [String] = []
    ) -> [(name: String, value: [UInt8])] {
        let values = [
            topic, String(partition), String(offset), connectorName, taskID, stage,
            "stream-scorer.\(stage)", reason, cut(message),
        ]
        return zip(names, values).filter { !existing.contains($0.0) }.map {
            (name: $0.0, value: Array($0.1.utf8))
        }
    }

    private static func cut(_ message: String) -> String {
        guard message.utf8.count > maxMessageBytes else { return message }
        var end = message.utf8.index(message.utf8.startIndex, offsetBy: maxMessageBytes - 3)
        end = message.unicodeScalars.index(roundedDown: end)
        return message[..<end] + "…"
    }
}

extension String.UnicodeScalarView {
    fileprivate func index(roundedDown place: String.Index) -> String.Index {
        indices.contains(place) ? place : index(before: place)
    }
}
