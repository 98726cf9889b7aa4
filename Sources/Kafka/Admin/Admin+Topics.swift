internal import CKafka
internal import Glibc

extension Admin {
    /// Makes topics, and waits until the brokers show them.
    ///
    /// - Returns: what became of each, in any order; `topicExists` is an outcome, not thrown.
    /// - Throws: `invalidArgument` for a declaration that cannot be one, `timedOut` or `transport` if
    ///   no broker answers.
    public func createTopics(
        _ topics: [TopicDeclaration],
        timeoutMs: Int32
    ) throws(KafkaError) -> [TopicOutcome] {
        let request = try AdminRequest(
            client,
            RD_KAFKA_ADMIN_OP_CREATETOPICS,
            timeoutMs: timeoutMs,
            "rd_kafka_CreateTopics"
        )
        var raw: [OpaquePointer?] = unsafe []
        // SAFETY: each object is ours until the end of this function; librdkafka copies them.
        defer { unsafe rd_kafka_NewTopic_destroy_array(&raw, raw.count) }
        for topic in topics { unsafe raw.append(try Self.newTopic(topic)) }
        let outcomes = try unsafe request.answer { (client, options, queue) in
            unsafe rd_kafka_CreateTopics(client, &raw, raw.count, options, queue)
        } read: { (event) in
            var count = 0
            let results = unsafe rd_kafka_CreateTopics_result_topics(event, &count)
            return unsafe topicOutcomes(results, count, "rd_kafka_CreateTopics")
        }
        try waitUntilShown(
            outcomes.filter { $0.error == nil }.map(\.name),
            timeoutMs: timeoutMs
        )
        return outcomes
    }

    /// Waits until the brokers show topics that were made: the controller answers before they do.
    private func waitUntilShown(_ names: [String], timeoutMs: Int32) throws(KafkaError) {
        let end = ContinuousClock.now + .milliseconds(Int(timeoutMs))
        while !names.isEmpty {
            let isShown = try describeTopics(names, timeoutMs: timeoutMs).allSatisfy { topic in
                !topic.partitions.isEmpty && topic.partitions.allSatisfy { $0.leader >= 0 }
            }
            if isShown || ContinuousClock.now >= end { return }
            usleep(50_000)
        }
    }

    /// Deletes topics with everything in them.
    ///
    /// - Returns: what became of each, in any order.
    /// - Throws: `timedOut` or `transport` if no broker answers.
    public func deleteTopics(
        _ names: [String],
        timeoutMs: Int32
    ) throws(KafkaError) -> [TopicOutcome] {
        let request = try AdminRequest(
            client,
            RD_KAFKA_ADMIN_OP_DELETETOPICS,
            timeoutMs: timeoutMs,
            "rd_kafka_DeleteTopics"
        )
        var raw: [OpaquePointer?] = unsafe names.map { unsafe rd_kafka_DeleteTopic_new($0) }
        // SAFETY: each object is ours until the end of this function; librdkafka copies them.
        defer { unsafe rd_kafka_DeleteTopic_destroy_array(&raw, raw.count) }
        return try unsafe request.answer { (client, options, queue) in
            unsafe rd_kafka_DeleteTopics(client, &raw, raw.count, options, queue)
        } read: { (event) in
            var count = 0
            let results = unsafe rd_kafka_DeleteTopics_result_topics(event, &count)
            return unsafe topicOutcomes(results, count, "rd_kafka_DeleteTopics")
        }
    }

    /// The properties of a topic, as the broker has them.
    ///
    /// - Throws: `unknownTopicOrPartition` if there is no such topic, `timedOut` or `transport` if
    ///   no broker answers, `unsupportedFeature` at once if the cluster has nobody to ask.
    public func describeTopicConfiguration(
        _ name: String,
        timeoutMs: Int32
    ) throws(KafkaError) -> [TopicProperty] {
        try requireController("rd_kafka_DescribeConfigs", timeoutMs: timeoutMs)
        let request = try AdminRequest(
            client,
            RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS,
            timeoutMs: timeoutMs,
            "rd_kafka_DescribeConfigs"
        )
        var raw: [OpaquePointer?] = unsafe [
            rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name)
        ]
        // SAFETY: the object is ours until the end of this function; librdkafka copies it.
        defer { unsafe rd_kafka_ConfigResource_destroy_array(&raw, raw.count) }
        let answer: Result<[TopicProperty], KafkaError> = try unsafe request.answer {
            (client, options, queue) in
            unsafe rd_kafka_DescribeConfigs(client, &raw, raw.count, options, queue)
        } read: { (event) in
            unsafe Self.properties(of: name, event)
        }
        return try answer.get()
    }

    /// Refuses what only a controller answers where the cluster names none of its brokers as one.
    ///
    /// librdkafka's mock cluster gives its controller the id 0 and its brokers ids from 1, and
    /// librdkafka waits for such a controller until the request's time is over. A cluster that knows
    /// no controller for now says -1: that one is waited for.
    private func requireController(
        _ operation: StaticString,
        timeoutMs: Int32
    ) throws(KafkaError) {
        let brokers = try metadata(timeoutMs: timeoutMs).brokers
        // SAFETY: the client is live; the answer above told it the id, so this does not wait.
        let controller = unsafe rd_kafka_controllerid(client.handle, 0)
        guard controller >= 0, !brokers.contains(where: { $0.id == controller }) else { return }
        throw KafkaError(
            code: .unsupportedFeature,
            operation: operation,
            detail: "the cluster names broker \(controller) as its controller and has none of "
                + "that id"
        )
    }

    private static func newTopic(_ topic: TopicDeclaration) throws(KafkaError) -> OpaquePointer {
        var made: OpaquePointer?
        // SAFETY: the room for the text is as large as said.
        let problem = unsafe withErrorText { (text, count) in
            unsafe made = unsafe rd_kafka_NewTopic_new(
                topic.name,
                Int32(clamping: topic.partitions),
                Int32(clamping: topic.replicationFactor),
                text,
                count
            )
            return unsafe made != nil
        }
        guard let made = unsafe made else {
            throw KafkaError(
                code: .invalidArgument,
                operation: "rd_kafka_NewTopic_new",
                detail: "'\(topic.name)': \(problem ?? "")"
            )
        }
        for (name, value) in topic.configuration {
            // SAFETY: the object is live; librdkafka copies both texts.
            let code = unsafe rd_kafka_NewTopic_set_config(made, name, value)
            if code != RD_KAFKA_RESP_ERR_NO_ERROR {
                unsafe rd_kafka_NewTopic_destroy(made)
                throw KafkaError(
                    code: KafkaError.Code(code),
                    operation: "rd_kafka_NewTopic_set_config",
                    detail: "'\(topic.name)': \(name)"
                )
            }
        }
        return unsafe made
    }

    private static func properties(
        of topic: String,
        _ event: OpaquePointer
    ) -> Result<[TopicProperty], KafkaError> {
        var count = 0
        // SAFETY: what librdkafka answers with lives as long as the event.
        guard let resources = unsafe rd_kafka_DescribeConfigs_result_resources(event, &count),
            count > 0, let resource = unsafe resources[0]
        else {
            return .failure(
                KafkaError(
                    code: .unknownTopic,
                    operation: "rd_kafka_DescribeConfigs",
                    detail: topic
                )
            )
        }
        let code = unsafe rd_kafka_ConfigResource_error(resource)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let text = unsafe rd_kafka_ConfigResource_error_string(resource).map {
                unsafe String(cString: $0)
            }
            return .failure(
                KafkaError(
                    code: KafkaError.Code(code),
                    operation: "rd_kafka_DescribeConfigs",
                    detail: "'\(topic)': \(text ?? "")"
                )
            )
        }
        var entryCount = 0
        guard let entries = unsafe rd_kafka_ConfigResource_configs(resource, &entryCount) else {
            return .success([])
        }
        return .success(
            (0..<entryCount).compactMap { (index) -> TopicProperty? in
                guard let entry = unsafe entries[index],
                    let name = unsafe rd_kafka_ConfigEntry_name(entry)
                else { return nil }
                let value = unsafe rd_kafka_ConfigEntry_value(entry)
                return unsafe TopicProperty(
                    name: String(cString: name),
                    value: value.map { unsafe String(cString: $0) },
                    isDefault: rd_kafka_ConfigEntry_is_default(entry) == 1
                )
            }
        )
    }
}
