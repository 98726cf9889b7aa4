internal import CKafka

/// Faults for tests. Broker ids count from 1.
extension EmbeddedBroker {
    /// A request of Kafka's protocol, by its API key.
    public enum Request: Int16, Sendable {
        /// Writing records.
        case produce = 0
        /// Reading records.
        case fetch = 1
        /// Asking for offsets by time.
        case listOffsets = 2
        /// Asking for brokers and topics.
        case metadata = 3
        /// Committing a group's offsets.
        case offsetCommit = 8
        /// Asking for a group's offsets.
        case offsetFetch = 9
        /// Asking for a group's or a transaction's coordinator.
        case findCoordinator = 10
        /// Joining a group.
        case joinGroup = 11
        /// A member's sign of life.
        case heartbeat = 12
        /// Receiving a group's assignment.
        case syncGroup = 14
        /// Registering an idempotent producer.
        case initProducerID = 22
        /// Adding a partition to a transaction.
        case addPartitionsToTransaction = 24
        /// Adding a group to a transaction.
        case addOffsetsToTransaction = 25
        /// Ending a transaction.
        case endTransaction = 26
        /// Adding a group's offsets to a transaction.
        case transactionOffsetCommit = 28
    }

    /// Cuts a broker off: connections are closed and none is taken.
    public func setBrokerDown(_ id: Int32 = 1) throws(KafkaError) {
        // SAFETY: the cluster is live.
        try KafkaError.check(
            unsafe rd_kafka_mock_broker_set_down(cluster, id),
            "rd_kafka_mock_broker_set_down",
            "broker \(id)"
        )
    }

    /// Lets a broker answer again, on the same port.
    public func setBrokerUp(_ id: Int32 = 1) throws(KafkaError) {
        // SAFETY: the cluster is live.
        try KafkaError.check(
            unsafe rd_kafka_mock_broker_set_up(cluster, id),
            "rd_kafka_mock_broker_set_up",
            "broker \(id)"
        )
    }

    /// Delays every answer of a broker.
    public func setRoundTrip(milliseconds: Int32, broker id: Int32 = 1) throws(KafkaError) {
        // SAFETY: the cluster is live.
        try KafkaError.check(
            unsafe rd_kafka_mock_broker_set_rtt(cluster, id, milliseconds),
            "rd_kafka_mock_broker_set_rtt",
            "broker \(id)"
        )
    }

    /// Answers the next requests of a kind with these errors, one each; `transport` cuts the
    /// connection.
    public func pushRequestErrors(_ request: Request, _ codes: [KafkaError.Code]) {
        let raw = codes.map(\.raw)
        // SAFETY: the cluster is live; librdkafka copies the array.
        unsafe rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, raw.count, raw)
    }

    /// Forgets the errors that no request has met yet.
    public func clearRequestErrors(_ request: Request) {
        // SAFETY: the cluster is live.
        unsafe rd_kafka_mock_clear_request_errors(cluster, request.rawValue)
    }

    /// Answers everything about a topic with an error; `none` ends that.
    public func setTopicError(_ topic: String, _ code: KafkaError.Code) {
        // SAFETY: the cluster is live; librdkafka copies the name.
        unsafe rd_kafka_mock_topic_set_error(cluster, topic, code.raw)
    }

    /// Moves a partition to another broker; -1 leaves it without a leader.
    public func setLeader(of partition: TopicPartition, broker id: Int32) throws(KafkaError) {
        // SAFETY: the cluster is live; librdkafka copies the name.
        let code = unsafe rd_kafka_mock_partition_set_leader(
            cluster,
            partition.topic,
            partition.partition,
            id
        )
        try KafkaError.check(code, "rd_kafka_mock_partition_set_leader", partition.description)
    }

    /// Makes a broker the coordinator of a group.
    public func setCoordinator(ofGroup group: String, broker id: Int32) throws(KafkaError) {
        // SAFETY: the cluster is live; librdkafka copies the names.
        let code = unsafe rd_kafka_mock_coordinator_set(cluster, "group", group, id)
        try KafkaError.check(code, "rd_kafka_mock_coordinator_set", group)
    }
}
