internal import Kafka

/// Where the records of one deployment go.
struct OutputTarget {
    /// The input topic's name, for ids and for dead letters' headers.
    let inputTopic: String
    let predictions: ProducerTopic
    let deadLetters: ProducerTopic
    let shadows: ProducerTopic
    /// Whether the output topic has as many partitions as the input: then the event's partition is
    /// kept, otherwise its key decides.
    let keepsPartition: Bool
    let deadLettersKeepPartition: Bool
    let shadowsKeepPartition: Bool
    /// Where what was counted goes; nil where nothing is.
    var observations: ProducerTopic?
}

/// What a worker's targets are made from, whenever its producer is replaced.
struct OutputPlan: Sendable {
    let inputTopic: String
    let predictionTopic: String
    let deadLetterTopic: String
    let shadowTopic: String
    let keepsPartition: Bool
    let deadLettersKeepPartition: Bool
    let shadowsKeepPartition: Bool
    let observationsTopic: String?

    /// The targets as topics of `producer`.
    func target(of producer: Producer) throws(KafkaError) -> OutputTarget {
        OutputTarget(
            inputTopic: inputTopic,
            predictions: try producer.topic(predictionTopic),
            deadLetters: try producer.topic(deadLetterTopic),
            shadows: try producer.topic(shadowTopic),
            keepsPartition: keepsPartition,
            deadLettersKeepPartition: deadLettersKeepPartition,
            shadowsKeepPartition: shadowsKeepPartition,
            observations: try observationsTopic.map { (topic) throws(KafkaError) in
                try producer.topic(topic)
            }
        )
    }
}
