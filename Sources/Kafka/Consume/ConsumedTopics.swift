internal import CKafka

/// The topics of a consumer, found by the handle that each message carries.
///
/// Holding a handle of each topic pins its address for as long as messages can carry it.
@safe
struct ConsumedTopics {
    private let client: Client
    private(set) var names: [String] = []
    private var handles: [OpaquePointer] = unsafe []

    init(of client: Client) {
        self.client = client
    }

    /// Replaces the list.
    ///
    /// - Throws: `invalidArgument` for a name that librdkafka refuses; the list is then empty.
    mutating func reset(to topics: [String]) throws(KafkaError) {
        removeAll()
        for name in topics {
            guard !name.hasPrefix("^") else {
                throw KafkaError(
                    code: .invalidArgument,
                    operation: "rd_kafka_subscribe",
                    detail: "'\(name)': topics are given by name, not by pattern"
                )
            }
            // SAFETY: the client is live; no configuration of its own is given to the topic.
            guard let handle = unsafe rd_kafka_topic_new(client.handle, name, nil) else {
                throw KafkaError(
                    code: KafkaError.Code(rd_kafka_last_error()),
                    operation: "rd_kafka_topic_new",
                    detail: "'\(name)'"
                )
            }
            names.append(name)
            unsafe handles.append(handle)
        }
    }

    /// Gives every handle back.
    mutating func removeAll() {
        // SAFETY: each handle is ours and given back once.
        for index in unsafe handles.indices { unsafe rd_kafka_topic_destroy(handles[index]) }
        unsafe handles.removeAll()
        names.removeAll()
    }

    /// The place of a message's topic, or -1.
    func index(of handle: OpaquePointer?) -> Int32 {
        guard let handle = unsafe handle else { return -1 }
        for index in unsafe handles.indices where unsafe handles[index] == handle {
            return Int32(truncatingIfNeeded: index)
        }
        return -1
    }

    /// The place of a topic by its name, or -1.
    func index(named name: String) -> Int32 {
        Int32(truncatingIfNeeded: names.firstIndex(of: name) ?? -1)
    }
}
