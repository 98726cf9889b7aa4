/// The metrics of a scoring process: each name, label and meaning, declared once.
///
/// Names are a contract with dashboards and alerts: add to them, do not change them.
public enum ScorerMetrics {
    /// Records taken from an input topic, whatever became of them.
    public static let recordsConsumed = counter(
        "records_consumed_total",
        "Records taken from an input topic.",
        ["topic"]
    )
    /// Predictions handed to the producer.
    public static let predictions = counter(
        "predictions_total",
        "Predictions produced.",
        ["deployment", "model", "version", "route"]
    )
    /// Records sent to the dead-letter topic.
    public static let deadLetters = counter(
        "dead_letters_total",
        "Records sent to the dead-letter topic.",
        ["deployment", "stage", "reason"]
    )
    /// Records dropped because `on_error` is `drop`.
    public static let droppedRecords = counter(
        "dropped_records_total",
        "Records dropped because on_error is drop.",
        ["deployment", "stage", "reason"]
    )
    /// Rows that a served version did not answer.
    public static let unansweredRows = counter(
        "unanswered_rows_total",
        "Rows that a version was routed and did not answer: the fallback chain or a dead letter did.",
        ["deployment", "version", "reason"]
    )
    /// Whether a version's breaker lets rows through.
    public static let breakerState = gauge(
        "breaker_state",
        "A version's circuit breaker, the worst of the workers: 0 closed, 1 half open, 2 open.",
        ["deployment", "version"]
    )
    /// Rows that a shadow was to score, by what became of them.
    public static let shadowRecords = counter(
        "shadow_records_total",
        "Sampled rows of a shadow: scored, or shed or failed with the reason.",
        ["deployment", "version", "result"]
    )
    /// Records with a null value, passed over.
    public static let tombstones = counter(
        "tombstones_total",
        "Records with a null value, passed over.",
        ["deployment"]
    )
    /// Members of events that the model does not know.
    public static let unknownFields = counter(
        "unknown_fields_total",
        "Members of features that the model does not know.",
        ["deployment"]
    )
    /// Values of categories that training did not see.
    public static let unseenCategories = counter(
        "unseen_categories_total",
        "Category values that the model does not know.",
        ["deployment"]
    )
    /// Members that an event gives twice.
    public static let duplicateKeys = counter(
        "duplicate_keys_total",
        "Members that an event gives twice; the last one counts.",
        ["deployment"]
    )

    /// Records without the value that canaries go by; the champion serves them.
    public static let unstickyRecords = counter(
        "canary_value_missing_total",
        "Records without the key or field that canaries go by, served by the champion.",
        ["deployment"]
    )

    /// Observation records written.
    public static let observations = counter(
        "observations_total",
        "Observation records written: counts of a partition's events since the record before.",
        ["deployment"]
    )
    /// Observed events that are in no pane of event time.
    public static let unplacedEvents = counter(
        "observed_events_unplaced_total",
        "Observed events in no pane of event time: late, ahead of all others, or without a time.",
        ["deployment", "reason"]
    )

    /// Time to score one batch.
    public static let inferenceDuration = durations(
        "inference_duration_seconds",
        "Time to score the rows of one batch.",
        ["model", "version"]
    )
    /// From the event's timestamp at the broker to the prediction's acknowledgement.
    public static let endToEndDuration = durations(
        "end_to_end_duration_seconds",
        "From the event's record timestamp to the prediction's acknowledgement.",
        ["deployment"]
    )
    /// Records of a batch that a turn of a worker took.
    public static let batchRecords = MetricFamily(
        .sizes,
        prefix + "batch_records",
        help: "Records that one turn of a worker took."
    )
    /// Time that a commit took, transaction or offsets.
    public static let commitDuration = durations(
        "commit_duration_seconds",
        "Time to commit offsets, or the transaction that holds them.",
        []
    )

    /// Commits that succeeded.
    public static let commits = counter(
        "commits_total",
        "Commits of offsets or transactions that succeeded.",
        []
    )
    /// Commits that failed.
    public static let commitFailures = counter(
        "commit_failures_total",
        "Commits of offsets or transactions that failed.",
        []
    )
    /// Transactions given up and done again.
    public static let transactionsAborted = counter(
        "transactions_aborted_total",
        "Transactions aborted; their events are read again.",
        []
    )
    /// Changes of the assignment.
    public static let rebalances = counter(
        "rebalances_total",
        "Changes of the assignment: assigned, revoked or lost.",
        ["kind"]
    )
    /// Turns in which the producer's queue had no room.
    public static let producerQueueFull = counter(
        "producer_queue_full_total",
        "Times that a worker waited for room in its producer's queue.",
        []
    )

    /// Records between the last committed and the newest.
    public static let consumerLag = gauge(
        "consumer_lag_records",
        "Records behind the end of an assigned partition.",
        ["topic", "partition"]
    )
    /// Records between what the group has committed and the newest, over all partitions.
    public static let groupLag = gauge(
        "group_lag_records",
        "Records of an input topic that the whole group has not committed, whoever reads them; asked"
            + " every 5 s.",
        ["topic"]
    )
    /// Partitions assigned to this process.
    public static let assignedPartitions = gauge(
        "assigned_partitions",
        "Partitions that a worker of this process reads.",
        ["worker"]
    )
    /// The control log's revision that routes a deployment.
    public static let revision = gauge(
        "revision",
        "Revision of the control log that routes a deployment.",
        ["deployment"]
    )
    /// Commands read from the control log since the process caught up with it.
    public static let commands = counter(
        "commands_total",
        "Commands of the control log read while serving: accepted, rejected or ignored.",
        ["kind", "result"]
    )
    /// Rollbacks that were accepted.
    public static let rollbacks = counter(
        "rollbacks_total",
        "Rollbacks accepted while serving; the reason is who issued them: automatic or person.",
        ["deployment", "reason"]
    )
    /// Which model serves; always 1.
    public static let modelInfo = gauge(
        "model_info",
        "Always 1; the labels say which model serves.",
        ["model", "version", "digest", "route"]
    )
    /// What this build is; always 1.
    public static let buildInfo = gauge(
        "build_info",
        "Always 1; the labels say what this build is.",
        ["version", "librdkafka"]
    )

    /// Round trips to the broker as librdkafka measured them.
    public static let kafkaRoundTrip = gauge(
        "kafka_broker_round_trip_seconds",
        "Round trip to a broker over librdkafka's last statistics interval.",
        ["client", "broker", "statistic"]
    )
    /// Messages that a client holds.
    public static let kafkaQueuedMessages = gauge(
        "kafka_queued_messages",
        "Messages that a producer holds, queued or in flight.",
        ["client"]
    )
    /// Bytes that a client holds.
    public static let kafkaQueuedBytes = gauge(
        "kafka_queued_bytes",
        "Bytes of messages that a producer holds, queued or in flight.",
        ["client"]
    )
    /// Messages fetched and not yet taken.
    public static let kafkaFetchedMessages = gauge(
        "kafka_fetched_messages",
        "Messages fetched and not yet taken by a worker.",
        ["client"]
    )
    /// Events that wait to be served.
    public static let kafkaPendingEvents = gauge(
        "kafka_pending_events",
        "Events that wait for a client to be polled.",
        ["client"]
    )
    /// Brokers that a client is connected to.
    public static let kafkaBrokersUp = gauge(
        "kafka_brokers_connected",
        "Brokers that a client is connected to.",
        ["client"]
    )

    /// Every family above, in the order of the documentation.
    public static let all: [MetricFamily] = [
        recordsConsumed, predictions, deadLetters, droppedRecords, unansweredRows, breakerState,
        shadowRecords, tombstones, unknownFields,
        unseenCategories, duplicateKeys, unstickyRecords, observations, unplacedEvents,
        inferenceDuration, endToEndDuration,
        batchRecords,
        commitDuration, commits, commitFailures, transactionsAborted, rebalances,
        producerQueueFull, consumerLag, groupLag, assignedPartitions, revision, commands, rollbacks,
        modelInfo, buildInfo, kafkaRoundTrip, kafkaQueuedMessages, kafkaQueuedBytes,
        kafkaFetchedMessages,
        kafkaPendingEvents, kafkaBrokersUp,
    ]

    private static let prefix = "stream_scorer_"

    private static func counter(
        _ name: String,
        _ help: String,
        _ labels: [String]
    ) -> MetricFamily {
        MetricFamily(.counter, prefix + name, help: help, labels: labels)
    }

    private static func gauge(_ name: String, _ help: String, _ labels: [String]) -> MetricFamily {
        MetricFamily(.gauge, prefix + name, help: help, labels: labels)
    }

    private static func durations(
        _ name: String,
        _ help: String,
        _ labels: [String]
    ) -> MetricFamily {
        MetricFamily(.durations, prefix + name, help: help, labels: labels)
    }
}
