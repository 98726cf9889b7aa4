/// The keys of the file that `serve` reads, in the order of the documentation.
public enum ServeKeys {
    static let kafka = ConfigurationKey(
        "kafka",
        .properties,
        "librdkafka's own property names and values. `${NAME}` is filled in from the environment,"
            + " `${file:PATH}` from a file (its last line end is cut), `$${` is a literal `${`."
            + " `-X name=value` wins over the file. `bootstrap.servers` is required; properties"
            + " that other keys decide are refused."
    )
    static let group = ConfigurationKey(
        "group",
        .text(.label, default: nil),
        "Consumer group. Instances of one group share the partitions of the input topics."
    )
    static let instance = ConfigurationKey(
        "instance",
        .text(.name, default: nil),
        computedDefault: "the host's name",
        "Names this process among those of the group. With `delivery: exactly_once` it has to be"
            + " unique in the group: it is part of the transactional ids, and a second process of"
            + " the same name fences the first."
    )
    static let workers = ConfigurationKey(
        "workers",
        .whole(1...256, default: nil),
        unit: "threads",
        computedDefault: "one per usable core",
        "Worker threads, each with a consumer and a producer. More than the input topics have"
            + " partitions stay idle."
    )
    static let models = ConfigurationKey(
        "models",
        .text(.path, default: "models"),
        "The model repository: a folder with `NAME/VERSION/model.yaml`."
    )
    static let heldVersions = ConfigurationKey(
        "held_versions",
        .whole(0...16, default: 2),
        unit: "versions",
        "Versions of a deployment that served before and stay in memory, so that they are live again"
            + " within a batch; the newest ones, besides the previous champion and all that is in"
            + " use."
    )
    static let delivery = ConfigurationKey(
        "delivery",
        .choice(["exactly_once", "at_least_once"], default: "exactly_once"),
        "`exactly_once`: predictions, dead letters and offsets in one transaction per commit"
            + " interval. `at_least_once`: idempotent producer; offsets are committed once their"
            + " predictions are acknowledged."
    )
    static let commitIntervalMs = ConfigurationKey(
        "commit_interval_ms",
        .whole(1...60_000, default: 100),
        unit: "ms",
        "Time between commits. With `exactly_once` readers see predictions this much later; at"
            + " most half of `transaction_timeout_ms`."
    )
    static let transactionTimeoutMs = ConfigurationKey(
        "transaction_timeout_ms",
        .whole(1_000...900_000, default: 10_000),
        unit: "ms",
        "After this the broker aborts a transaction of a silent worker: as long may the partitions"
            + " of a killed one wait for their next reader. Not above the broker's"
            + " `transaction.max.timeout.ms`."
    )
    static let drainTimeoutMs = ConfigurationKey(
        "drain_timeout_ms",
        .whole(0...600_000, default: 1_500),
        unit: "ms",
        "On a stop, how long a worker waits for its last batch to be acknowledged. What is not is"
            + " not committed, and is read again."
    )
    static let maxBatch = ConfigurationKey(
        "max_batch",
        .whole(1...16_384, default: 512),
        unit: "records",
        "Records that one turn of a worker takes at most. It never waits for a batch to fill."
    )
    static let maxEventBytes = ConfigurationKey(
        "max_event_bytes",
        .whole(64...104_857_600, default: 1_048_576),
        unit: "bytes",
        "A longer value is not decoded: it is an error of the event (see `on_error`)."
    )
    static let onError = ConfigurationKey(
        "on_error",
        .choice(["dead_letter", "fail", "drop"], default: "dead_letter"),
        "What becomes of an event that cannot be scored: `dead_letter` sends it to"
            + " `topics.dead_letters`, `fail` stops the service before it, `drop` counts it."
    )
    static let staticMembership = ConfigurationKey(
        "static_membership",
        .flag(default: false),
        "Workers join the group as static members (`group.instance.id` is INSTANCE-WORKER): a"
            + " restart within `session.timeout.ms` moves no partitions."
    )
    static let allowSaslPlaintext = ConfigurationKey(
        "allow_sasl_plaintext",
        .flag(default: false),
        "Permits `security.protocol: sasl_plaintext`, which sends credentials unencrypted."
    )

    static let topics = ConfigurationKey(
        "topics",
        .section,
        "Names of the service's own topics; all different, and none an input or output."
    )
    static let controlTopic = topic(
        "control",
        "control",
        "The control log: commands, the log of all changes. One partition, kept for ever."
    )
    static let statusTopic = topic(
        "status",
        "status",
        "What each instance serves and answers to commands. Compacted."
    )
    static let observationsTopic = topic(
        "observations",
        "observations",
        "What was counted for the drift monitor; see `observe`."
    )
    static let alertsTopic = topic(
        "alerts",
        "alerts",
        "Alerts of `monitor`, with their evidence."
    )
    static let deadLettersTopic = topic(
        "dead_letters",
        "dead-letters",
        "Events that could not be scored, byte for byte."
    )
    static let shadowTopic = topic(
        "shadow_predictions",
        "shadow-predictions",
        "Predictions of challengers, each with the served one beside it."
    )

    static let shadows = ConfigurationKey(
        "shadows",
        .section,
        "Limits of all shadows of a worker together."
    )
    static let shadowShare = ConfigurationKey(
        "shadows.share",
        .number(0...1, default: 0.25),
        "Share of a worker's time that its shadows may take while events are waiting; the rest of"
            + " their rows is shed, and counted. While none is waiting they take what they need."
    )
    static let shadowShed = ConfigurationKey(
        "shadows.shed",
        .flag(default: true),
        "`false`: no row of a shadow is shed, and events wait for shadows: what shadows write and what"
            + " is counted of them then follows from the events alone. For streams that are scored"
            + " again, and where every row has to be compared."
    )

    static let observe = ConfigurationKey(
        "observe",
        .section,
        "Counts events for the drift monitor, by pane of their own time and by the bins of each"
            + " version's baseline. Nothing is counted without this section; `{}` takes the defaults."
    )
    static let observePaneMs = ConfigurationKey(
        "observe.pane_ms",
        .whole(1_000...86_400_000, default: 60_000),
        unit: "ms",
        "How long a pane of event time is; panes begin at its multiples since 1970. The same in all"
            + " instances."
    )
    static let observeLatenessMs = ConfigurationKey(
        "observe.lateness_ms",
        .whole(0...604_800_000, default: 60_000),
        unit: "ms",
        "How much later than the latest event of its partition an event may come: what is later is"
            + " counted as late, and in no pane."
    )
    static let observeMaxJumpMs = ConfigurationKey(
        "observe.max_jump_ms",
        .whole(1_000...3_153_600_000_000, default: 86_400_000),
        unit: "ms",
        "An event further ahead of the latest of its partition is not believed, unless 100 in a row"
            + " agree: one wrong clock must not make all others late."
    )

    static let http = ConfigurationKey("http", .section, "Health, metrics and metadata.")
    static let httpHost = ConfigurationKey(
        "http.host",
        .text(.label, default: "127.0.0.1"),
        "Address to listen on. Loopback unless others are to read it: there is no"
            + " authentication."
    )
    static let httpPort = ConfigurationKey(
        "http.port",
        .whole(0...65_535, default: 8080),
        "Port to listen on; 0 takes a free one and logs it."
    )

    static let log = ConfigurationKey("log", .section, "Log lines on standard error.")
    static let logLevel = ConfigurationKey(
        "log.level",
        .choice(LogLevel.allCases.map(\.name), default: "info"),
        "Lines below this level are not written."
    )
    static let logFormat = ConfigurationKey(
        "log.format",
        .choice(Logger.Format.allCases.map(\.rawValue), default: "automatic"),
        "`automatic`: text on a terminal, JSON lines elsewhere."
    )

    static let deployments = ConfigurationKey(
        "deployments",
        .list(isRequired: true),
        "What is scored: one entry each, names not repeated."
    )
    static let deploymentName = ConfigurationKey(
        "deployments[].name",
        .text(.name, default: nil),
        "Name of the deployment."
    )
    static let input = ConfigurationKey("deployments[].input", .section, "The events.")
    static let inputTopic = ConfigurationKey(
        "deployments[].input.topic",
        .text(.topic, default: nil),
        "Topic of the events. No topic that the service writes."
    )
    static let inputFormat = ConfigurationKey(
        "deployments[].input.format",
        .choice(["json", "f32"], default: "json"),
        "`json`: an object. `f32`: the value is the row, little-endian float32."
    )
    static let inputID = ConfigurationKey(
        "deployments[].input.id",
        .text(.pointer, default: "/id"),
        "JSON pointer to the event's id; `json` only. Absent in an event:"
            + " `TOPIC-PARTITION-OFFSET`."
    )
    static let inputTime = ConfigurationKey(
        "deployments[].input.time",
        .text(.pointer, default: "/ts"),
        "JSON pointer to the event's time; `json` only. Absent in an event: the record's"
            + " timestamp."
    )
    static let inputFeatures = ConfigurationKey(
        "deployments[].input.features",
        .text(.pointer, default: "/features"),
        "JSON pointer to the features: a map by name, or an array in the model's order; `json`"
            + " only."
    )
    static let output = ConfigurationKey("deployments[].output", .section, "The predictions.")
    static let outputTopic = ConfigurationKey(
        "deployments[].output.topic",
        .text(.topic, default: nil),
        "Topic of the predictions."
    )
    static let outputFormat = ConfigurationKey(
        "deployments[].output.format",
        .choice(["json"], default: "json"),
        "Form of the predictions."
    )
    static let outputHeaders = ConfigurationKey(
        "deployments[].output.headers",
        .flag(default: true),
        "Adds the headers `stream-scorer-model`, `-version` and `-revision` to the event's own."
    )
    static let model = ConfigurationKey(
        "deployments[].model",
        .text(.name, default: nil),
        "Model: a folder of `models`."
    )
    static let version = ConfigurationKey(
        "deployments[].version",
        .text(.name, default: nil),
        "Version: a folder of the model's folder."
    )
    static let fallback = ConfigurationKey(
        "deployments[].fallback",
        .list(isRequired: false),
        "What answers, in this order, when the version an event was routed to cannot: at most 8, a"
            + " constant only as the last. The previous champion comes before them, the dead letter"
            + " after them."
    )
    static let fallbackVersion = ConfigurationKey(
        "deployments[].fallback[].version",
        .text(.name, default: nil),
        computedDefault: "none",
        "A version of the same model."
    )
    static let fallbackConstant = ConfigurationKey(
        "deployments[].fallback[].constant",
        .number(-Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude, default: 0),
        computedDefault: "none",
        "A number to answer with; with several classes, the index of a class."
    )
    static let deadlineMs = ConfigurationKey(
        "deployments[].deadline_ms",
        .whole(0...60_000, default: 0),
        unit: "ms",
        "How long a version may score the rows of one batch, looked at every 64 rows; rows that it"
            + " has not scored by then go to the fallback chain. 0: no deadline. Without anything"
            + " to fall back on it is only counted by the breaker: late answers beat none."
    )
    static let breaker = ConfigurationKey(
        "deployments[].breaker",
        .section,
        "When a version that fails is passed over for a while: one breaker for each version and"
            + " worker. A row fails when its score is not finite or it is late."
    )
    static let breakerFailureRate = ConfigurationKey(
        "deployments[].breaker.failure_rate",
        .number(0.001...1, default: 0.5),
        "The share of the window's rows that failed at which the breaker opens."
    )
    static let breakerWindowMs = ConfigurationKey(
        "deployments[].breaker.window_ms",
        .whole(100...600_000, default: 10_000),
        unit: "ms",
        "How far back rows count."
    )
    static let breakerMinEvents = ConfigurationKey(
        "deployments[].breaker.min_events",
        .whole(1...1_000_000, default: 20),
        unit: "rows",
        "Rows that the window holds at least before the breaker can open."
    )
    static let breakerPauseMs = ConfigurationKey(
        "deployments[].breaker.pause_ms",
        .whole(0...3_600_000, default: 5_000),
        unit: "ms",
        "How long an open breaker keeps all rows away before it lets probes through."
    )
    static let breakerProbes = ConfigurationKey(
        "deployments[].breaker.probes",
        .whole(1...100_000, default: 10),
        unit: "rows",
        "Rows that must succeed one after the other before the breaker closes again."
    )

    /// Every key, in the order of the documentation.
    public static let all: [ConfigurationKey] =
        [
            kafka, group, instance, workers, models, heldVersions, delivery, commitIntervalMs,
            transactionTimeoutMs,
            drainTimeoutMs, maxBatch, maxEventBytes, onError, staticMembership, allowSaslPlaintext,
            topics, controlTopic, statusTopic, observationsTopic, alertsTopic, deadLettersTopic,
            shadowTopic, shadows, shadowShare, shadowShed, observe, observePaneMs,
            observeLatenessMs,
            observeMaxJumpMs, http, httpHost, httpPort, log, logLevel, logFormat,
        ] + MonitorKeys.all + [
            deployments,
            deploymentName, input, inputTopic, inputFormat, inputID, inputTime, inputFeatures,
            output,
            outputTopic, outputFormat, outputHeaders, model, version, fallback, fallbackVersion,
            fallbackConstant, deadlineMs, breaker, breakerFailureRate, breakerWindowMs,
            breakerMinEvents, breakerPauseMs, breakerProbes,
        ] + PolicySection.keys

    private static func topic(
        _ name: String,
        _ defaultName: String,
        _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey("topics.\(name)", .text(.topic, default: defaultName), meaning)
    }
}
