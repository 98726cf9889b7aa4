extension Consumer {
    /// How far the consumer's group is behind in each of `partitions`, whoever reads them.
    ///
    /// Needs no subscription: a consumer that has joined nothing may ask. The admin API's question
    /// about a group is not used: an answer that comes late ends the process with librdkafka 2.0.2.
    /// - Parameters:
    ///   - partitions: of any topics.
    ///   - timeoutMs: how long each of the brokers asked may take.
    /// - Returns: in the given order.
    /// - Throws: `timedOut` or `transport` if no broker answers, or the broker's answer.
    public func lag(
        of partitions: [TopicPartition],
        timeoutMs: Int32
    ) throws(KafkaError) -> [PartitionLag] {
        let places = try committed(partitions, timeoutMs: timeoutMs)
        var lags: [PartitionLag] = []
        for place in places {
            let (_, end) = try watermarks(of: place.topicPartition, timeoutMs: timeoutMs)
            lags.append(
                PartitionLag(
                    partition: place.topicPartition,
                    committed: place.offset < 0 ? nil : place.offset,
                    end: end
                )
            )
        }
        return lags
    }
}
