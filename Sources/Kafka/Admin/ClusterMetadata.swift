internal import CKafka

/// The brokers and topics of a cluster, as one broker told them.
public struct ClusterMetadata: Sendable {
    /// A broker.
    public struct Broker: Sendable, Hashable {
        /// The broker's id.
        public let id: Int32
        /// Where it listens, `host:port`.
        public let address: String
    }

    /// A partition of a topic.
    public struct Partition: Sendable, Hashable {
        /// The partition's number.
        public let id: Int32
        /// The leading broker's id; -1 if there is none now.
        public let leader: Int32
        /// How many brokers hold the partition.
        public let replicaCount: Int
        /// How many of them are in sync.
        public let inSyncCount: Int
    }

    /// A topic.
    public struct Topic: Sendable, Hashable {
        /// The topic's name.
        public let name: String
        /// Its partitions, by number; empty if `error` is set.
        public let partitions: [Partition]
        /// Why nothing is known of it, such as `unknownTopicOrPartition`.
        public let error: KafkaError.Code?
    }

    /// All brokers.
    public let brokers: [Broker]
    /// The topics that were asked for.
    public let topics: [Topic]

    /// Asks a broker: for one topic, or for all if `topic` is nil.
    init(
        _ client: OpaquePointer,
        _ topic: OpaquePointer?,
        timeoutMs: Int32
    ) throws(KafkaError) {
        var answer: UnsafePointer<rd_kafka_metadata>?
        // SAFETY: the caller's client and topic are live; on success the answer is ours.
        let code = unsafe rd_kafka_metadata(
            client,
            topic == nil ? 1 : 0,
            topic,
            &answer,
            timeoutMs
        )
        try KafkaError.check(code, "rd_kafka_metadata", "")
        guard let answer = unsafe answer else {
            throw KafkaError(code: .timedOut, operation: "rd_kafka_metadata")
        }
        // SAFETY: each array has as many elements as the count beside it says.
        let found = unsafe answer.pointee
        brokers = unsafe (0..<Int(found.broker_cnt)).map { index in
            let broker = unsafe found.brokers[index]
            return unsafe Broker(
                id: broker.id,
                address: "\(String(cString: broker.host)):\(broker.port)"
            )
        }
        topics = unsafe (0..<Int(found.topic_cnt)).map { unsafe Topic(found.topics[$0]) }
        unsafe rd_kafka_metadata_destroy(answer)
    }
}

extension ClusterMetadata.Topic {
    fileprivate init(_ raw: rd_kafka_metadata_topic) {
        // SAFETY: `partitions` has `partition_cnt` elements; the name is a text.
        unsafe self.init(
            name: String(cString: raw.topic),
            partitions: (0..<Int(raw.partition_cnt)).map { index in
                let partition = unsafe raw.partitions[index]
                return unsafe ClusterMetadata.Partition(
                    id: partition.id,
                    leader: partition.leader,
                    replicaCount: Int(partition.replica_cnt),
                    inSyncCount: Int(partition.isr_cnt)
                )
            }.sorted { $0.id < $1.id },
            error: raw.err == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError.Code(raw.err)
        )
    }
}
