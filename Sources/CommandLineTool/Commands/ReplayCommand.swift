import Inference
import Kafka
import Operations
import StreamScorer

extension Command {
    static let replay = Command(
        "replay",
        summary: "scores a time of the input topic again with another version",
        description: [
            "Reads the events of a deployment's input topic whose record timestamps are from --from "
                + "on and before --to, scores them with another version and writes the predictions, "
                + "with \"route\":\"replay\" and revision 0, into another topic, which has to be "
                + "there. The live stream is not touched: no group is joined and nothing is "
                + "committed. A topic that the service reads or writes is refused as output.",
            "What the events look like is what the control log has of the deployment, as 'serve' "
                + "goes by it; the configuration says so where the log does not have the deployment, "
                + "or is not there. Where the two name other topics, nothing is replayed. The "
                + "configuration also names the model repository.",
            "In each partition it reads from the first record that is not before --from to the "
                + "first that is not before --to, or to where the partition ended when the command "
                + "was started, and then ends by itself. A broker that cannot look up times (the "
                + "embedded one) is read from the beginning. Events that have no prediction are "
                + "counted by reason; the first ten are named.",
            "With --offsets it reads runs of offsets instead, the last one of each included: 'explain' "
                + "of an alert of rule rollout gives them for what a bad version was given. With "
                + "--served-by it scores only the events, and so the keys, that this version has "
                + "answered: it reads the ids of its live predictions first, of the same time, or all "
                + "there are with --offsets.",
            "The producer is idempotent, so that a retry writes nothing twice; a replay that was "
                + "stopped and is started again writes again what it had written.",
        ],
        options: [
            .value(
                "from",
                "TIME",
                .position,
                "the first time, in Unix milliseconds or RFC 3339; or beginning"
            ),
            .value("to", "TIME", .position, "behind the last time; or end"),
            .value(
                "offsets",
                "RUNS",
                .offsets,
                "instead of times: PARTITION:FIRST-LAST, several with commas"
            ),
            .value("served-by", "V", .text, "only events that this version has answered"),
            .value("version", "V", .text, required: true, "the version that scores"),
            .value("output-topic", "NAME", .text, required: true, "where predictions go"),
            .value("deployment", "NAME", .text, "whose events; the only one unless stated"),
        ],
        shared: .brokerAndJSON,
        examples: [
            Example(
                line: "stream-scorer replay --from 2013-04-01T06:00:00Z --to end --version v1 "
                    + "--output-topic fixed",
                effect: "writes what v1 says of every event since six o'clock"
            ),
            Example(
                line: "stream-scorer replay --offsets 0:24-99,1:8-90 --served-by v2 --version v1 "
                    + "--output-topic fixed",
                effect: "writes what v1 says of what v2 has answered there"
            ),
        ],
        run: ReplayCommand.run
    )
}

/// `stream-scorer replay`.
enum ReplayCommand {
    /// Events without a prediction that are named.
    private static let named = 10
    /// After that long without an acknowledgement a record is given up.
    private static let messageTimeoutMs = "120000"

    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let stop = StopHandler.install()
        let wanted = invocation.text("offsets").flatMap(OffsetRanges.init)
        let times = try times(invocation, hasOffsets: wanted != nil)
        let access = try BrokerAccess(invocation)
        guard let configuration = access.configuration else {
            throw UsageError(
                "a replay needs the configuration, which says what the events look like: "
                    + "give --config FILE",
                in: invocation.command
            )
        }
        var plan = try plan(invocation, configuration, times, access)
        let inputPartitions = try TopicLookup.partitions(of: plan.deployment.input.topic, access)
        let outputPartitions = try TopicLookup.partitions(of: plan.outputTopic, access)
        do {
            let ranges = try ranges(of: plan, wanted, inputPartitions, times, access)
            if let version = invocation.text("served-by") {
                plan.served = try served(by: version, plan, times, access, stop)
            }
            let summary = try run(
                plan,
                ranges,
                access,
                keepsPartition: inputPartitions.count == outputPartitions.count,
                stop
            )
            try report(summary, plan, isJSON: invocation.has("json"))
            guard summary.undelivered == 0 else {
                throw CommandFailure(
                    .failed,
                    "\(summary.undelivered) predictions were not taken by the broker"
                )
            }
            guard !stop.isRaised else {
                throw CommandFailure(.failed, "stopped before the end of what was asked for")
            }
            return .done
        } catch let error as KafkaError {
            throw access.failure(error, while: "replaying '\(plan.deployment.input.topic)'")
        }
    }

    /// What is read of the input topic.
    private static func ranges(
        of plan: ReplayPlan,
        _ wanted: OffsetRanges?,
        _ partitions: [Int32],
        _ times: Range<Int64>,
        _ access: BrokerAccess
    ) throws -> ReplayRanges {
        let topic = plan.deployment.input.topic
        let admin = try Admin(access.properties, events: access.events)
        guard let wanted else {
            let ranges = try ReplayRanges(
                of: topic,
                partitions: partitions,
                timesMs: times,
                admin,
                timeoutMs: BrokerAccess.timeoutMs
            )
            if ranges.isScan {
                StandardError.write("replay: the broker cannot look up times: reads every record\n")
            }
            return ranges
        }
        if let unknown = wanted.runs.first(where: { !partitions.contains($0.partition) }) {
            throw CommandFailure(
                .wrongUsage,
                "'\(topic)' has no partition \(unknown.partition): it has \(partitions.count)"
            )
        }
        let ranges = try ReplayRanges(
            of: topic,
            wanted: wanted.runs.map {
                ReplayRange(
                    partition: $0.partition,
                    start: $0.offsets.lowerBound,
                    end: $0.offsets.upperBound + 1
                )
            },
            admin,
            timeoutMs: BrokerAccess.timeoutMs
        )
        if ranges.lost > 0 {
            StandardError.write(
                "replay: '\(topic)' does not hold \(ranges.lost) of the offsets\n"
            )
        }
        return ranges
    }

    /// The events that a version has answered, of the time that is replayed.
    private static func served(
        by version: String,
        _ plan: ReplayPlan,
        _ times: Range<Int64>,
        _ access: BrokerAccess,
        _ stop: StopFlag
    ) throws -> ServedEvents {
        let topic = plan.deployment.output.topic
        let ranges = try ReplayRanges(
            of: topic,
            partitions: TopicLookup.partitions(of: topic, access),
            timesMs: max(0, times.lowerBound)..<times.upperBound,
            Admin(access.properties, events: access.events),
            timeoutMs: BrokerAccess.timeoutMs
        )
        var reading = access.properties
        reading["group.id"] = nil
        reading["enable.partition.eof"] = "true"
        reading["isolation.level"] = "read_committed"
        let consumer = try Consumer(reading, events: access.streamEvents)
        defer { consumer.close() }
        let served = try ServedEvents(
            topic,
            ranges,
            deployment: plan.deployment.name,
            version: version,
            consumer: consumer,
            stop: stop
        )
        StandardError.write("replay: \(version) has answered \(served.count) events\n")
        return served
    }

    private static func times(
        _ invocation: Invocation,
        hasOffsets: Bool
    ) throws(UsageError) -> Range<Int64> {
        let given = [invocation.text("from"), invocation.text("to")].compactMap(\.self)
        guard !hasOffsets else {
            guard given.isEmpty else {
                throw UsageError(
                    "--offsets takes the place of --from and --to",
                    in: invocation.command
                )
            }
            return .min..<(.max)
        }
        guard given.count == 2 else {
            throw UsageError(
                "needs --from and --to, or --offsets",
                in: invocation.command
            )
        }
        let from: Int64
        let to: Int64
        switch StartPosition(invocation.requiredText("from")) {
        case .beginning: from = 0
        case .time(let milliseconds): from = milliseconds
        case .end, nil:
            throw UsageError("--from takes 'beginning' or a time", in: invocation.command)
        }
        switch StartPosition(invocation.requiredText("to")) {
        case .end: to = Int64.max
        case .time(let milliseconds): to = milliseconds
        case .beginning, nil:
            throw UsageError("--to takes 'end' or a time", in: invocation.command)
        }
        guard from < to else {
            throw UsageError("--from has to be before --to", in: invocation.command)
        }
        return from..<to
    }

    private static func plan(
        _ invocation: Invocation,
        _ configuration: ServeConfiguration,
        _ times: Range<Int64>,
        _ access: BrokerAccess
    ) throws -> ReplayPlan {
        let found = try deployment(invocation, configuration, access)
        let version = RepositoryVersion(
            model: found.configuration.model,
            version: invocation.requiredText("version")
        )
        do {
            let loaded = try version.load(from: configuration.models)
            let model = loaded.model
            StandardError.write(
                "replay: \(model.name) \(model.version), \(loaded.golden), \(model.digest)\n"
            )
            return try ReplayPlan(
                found,
                of: configuration,
                model: model,
                outputTopic: invocation.requiredText("output-topic"),
                timesMs: times
            )
        } catch let error as InferenceError {
            throw CommandFailure(.failed, "\(error)")
        } catch let error as ScoringError {
            throw CommandFailure(.wrongUsage, "\(error)")
        }
    }

    private static func run(
        _ plan: ReplayPlan,
        _ ranges: ReplayRanges,
        _ access: BrokerAccess,
        keepsPartition: Bool,
        _ stop: StopFlag
    ) throws -> ReplaySummary {
        var reading = access.properties
        reading["group.id"] = nil
        reading["enable.partition.eof"] = "true"
        var writing = access.properties
        writing["message.timeout.ms"] = writing["message.timeout.ms"] ?? messageTimeoutMs
        let consumer = try Consumer(reading, events: access.streamEvents)
        defer { consumer.close() }
        let replay = try ReplayRun(
            plan,
            ranges,
            consumer: consumer,
            producer: Producer(writing, events: access.streamEvents),
            keepsPartition: keepsPartition,
            stop: stop
        )
        let total = ranges.ranges.reduce(0) { $0 + Int($1.count) }
        var line = ProgressLine(unit: "records", totalBytes: total)
        var done = 0
        var unanswered = 0
        let summary = try replay.run(
            progress: { offsets in
                done = Int(offsets)
                line.update(count: done, bytes: done)
            },
            unanswered: { place, reason in
                unanswered += 1
                if unanswered <= named { StandardError.write("replay: \(place): \(reason)\n") }
            }
        )
        line.finish(count: done, bytes: done)
        if unanswered > named {
            StandardError.write("replay: … and \(unanswered - named) more without a prediction\n")
        }
        return summary
    }

    private static func report(
        _ summary: ReplaySummary,
        _ plan: ReplayPlan,
        isJSON: Bool
    ) throws {
        let failures = summary.failures.sorted { $0.key < $1.key }
        if isJSON {
            try StandardOutput.write(
                JSONValue.object([
                    ("deployment", .string(plan.deployment.name)),
                    ("model", .string(plan.model.name)), ("version", .string(plan.model.version)),
                    ("output_topic", .string(plan.outputTopic)),
                    ("events", .integer(summary.events)),
                    ("predictions", .integer(summary.predictions)),
                    ("undelivered", .integer(summary.undelivered)),
                    ("tombstones", .integer(summary.tombstones)),
                    ("outside", .integer(summary.outside)),
                    ("answered_by_others", .integer(summary.answeredByOthers)),
                    ("failures", .object(failures.map { ($0.key, .integer($0.value)) })),
                ]).line
            )
            return
        }
        let others = summary.answeredByOthers
        let rows = [
            ["events", "\(summary.events)" + (others > 0 ? "; \(others) answered by others" : "")],
            ["predictions", "\(summary.predictions) into \(plan.outputTopic)"],
            ["tombstones", "\(summary.tombstones)"],
            ["without a prediction", "\(summary.failed)"],
        ]
        for line in TextTable.lines(rows + failures.map { ["  \($0.key)", "\($0.value)"] }) {
            try StandardOutput.write("\(line)\n")
        }
    }
}
