internal import Kafka
internal import Operations

/// What to do with a partition of which the group has no offset.
enum MissingOffsetPolicy {
    case beginning
    case end
    /// Stop: somebody wants to decide it by hand.
    case refuse

    /// What the property `auto.offset.reset` asks for; the beginning unless given.
    init(property: String?) {
        switch property?.lowercased() {
        case "latest", "largest", "end": self = .end
        case "error": self = .refuse
        default: self = .beginning
        }
    }
}

/// The partitions that are not read because the group has no offset of theirs, or one that the log
/// does not hold, and where to read them after all.
///
/// librdkafka by itself would begin anew at the first such answer of one broker. While brokers fail
/// and return that answer can be wrong, and a whole partition would be scored again; so only one
/// that stays is followed. Not thread-safe: one worker, one search.
struct StartSearch {
    /// Answers in a row, and the time between two.
    static let answers = 3
    private static let pauseNs: UInt64 = 300_000_000
    private static let answerTimeoutMs: Int32 = 1_000
    /// How long a log may be shorter than what was read of it: a leader may still be coming back.
    private static let patienceNs: UInt64 = 30_000_000_000

    private struct Doubt {
        var answers = 0
        let sinceNs = MonotonicClock.nanoseconds()
    }

    private let policy: MissingOffsetPolicy
    private var doubts: [TopicPartition: Doubt] = [:]
    private var askedNs: UInt64 = 0

    init(_ policy: MissingOffsetPolicy) { self.policy = policy }

    /// Notes that librdkafka has stopped reading a partition.
    mutating func note(_ partition: TopicPartition) { doubts[partition] = Doubt() }

    /// Whether it is time to ask about some partition.
    var isDue: Bool {
        !doubts.isEmpty && MonotonicClock.nanoseconds() - askedNs >= Self.pauseNs
    }

    /// Asks for the offsets of the partitions in doubt.
    ///
    /// - Returns: where to read those of which it is known now.
    /// - Throws: `.stop` where the log is shorter than what was read of it, and where the policy
    ///   refuses to begin.
    mutating func ask(
        _ consumer: Consumer,
        _ ledger: borrowing OffsetLedger,
        _ logger: Logger
    ) throws(DeliveryError) -> [PartitionOffset] {
        askedNs = MonotonicClock.nanoseconds()
        let assigned = Set(ledger.assigned)
        doubts = doubts.filter { assigned.contains($0.key) }
        var places: [PartitionOffset] = []
        do throws(KafkaError) {
            let committed = try consumer.committed(
                Array(doubts.keys),
                timeoutMs: Self.answerTimeoutMs
            )
            for place in committed {
                let partition = place.topicPartition
                let reached = ledger.next(of: partition) ?? place.offset
                let log = try consumer.watermarks(of: partition, timeoutMs: Self.answerTimeoutMs)
                doubts[partition]?.answers += 1
                guard let offset = try offset(partition, reached, log, logger) else { continue }
                places.append(
                    PartitionOffset(
                        topic: partition.topic,
                        partition: partition.partition,
                        offset: offset
                    )
                )
            }
        } catch {
            if error.code == .offsetReset { throw .stop(error) }
            // The broker does not answer: it is asked again.
        }
        return places
    }

    /// Notes that these partitions are read again.
    mutating func found(_ places: [PartitionOffset]) {
        for place in places { doubts[place.topicPartition] = nil }
    }

    /// Where to read a partition; nil while that is not certain.
    private func offset(
        _ partition: TopicPartition,
        _ reached: Int64,
        _ log: (low: Int64, high: Int64),
        _ logger: Logger
    ) throws(KafkaError) -> Int64? {
        guard let doubt = doubts[partition] else { return nil }
        let isCertain = doubt.answers >= Self.answers
        if reached >= log.low, reached <= log.high {
            logger.warning(
                "Reading on after an answer that was wrong",
                ["partition": .string("\(partition)"), "offset": .int(Int(reached))]
            )
            return reached
        }
        if reached > log.high {
            let waitedNs = MonotonicClock.nanoseconds() - doubt.sinceNs
            guard waitedNs >= Self.patienceNs else { return nil }
            throw KafkaError(
                code: .offsetReset,
                operation: "find the offset to read from",
                detail:
                    "\(partition): the group has read to \(reached) and the log ends at \(log.high):"
                    + " the topic was deleted and made again, or lost records; set the group's"
                    + " offsets by hand"
            )
        }
        guard isCertain else { return nil }
        if reached >= 0 {
            logger.error(
                "Events were deleted before they were scored: the topic's retention is too short",
                [
                    "partition": .string("\(partition)"), "events": .int(Int(log.low - reached)),
                    "offset": .int(Int(log.low)),
                ]
            )
            return log.low
        }
        switch policy {
        case .beginning: return PartitionOffset.beginning
        case .end: return PartitionOffset.end
        case .refuse:
            throw KafkaError(
                code: .offsetReset,
                operation: "find the offset to read from",
                detail: "\(partition): the group has no offset, and auto.offset.reset is 'error'"
            )
        }
    }
}

extension Worker {
    /// Reads partitions on that librdkafka has stopped reading, where it is known from where.
    ///
    /// Called when nothing is in hand that was polled and not encoded.
    mutating func findStarts() throws(DeliveryError) {
        guard starts.isDue else { return }
        let places = try starts.ask(consumer, ledger, logger)
        guard !places.isEmpty else { return }
        do throws(KafkaError) {
            // A rebalance that has come up is applied in the next turn, and this is done after it.
            if try consumer.rewind(to: places) { starts.found(places) }
        } catch {
            throw .stop(error)
        }
    }
}
