internal import CKafka

extension KafkaError {
    /// A code of librdkafka (below zero) or of the broker (above zero).
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The number, as `rd_kafka_resp_err_t` has it.
        public let rawValue: Int32

        /// Wraps a number; any number is accepted, unknown ones are named by librdkafka.
        public init(rawValue: Int32) { self.rawValue = rawValue }

        init(_ code: rd_kafka_resp_err_t) { rawValue = code.rawValue }

        var raw: rd_kafka_resp_err_t { rd_kafka_resp_err_t(rawValue) }

        /// The C name without its prefix, such as `_TRANSPORT`.
        public var name: String {
            // SAFETY: librdkafka answers with a static text for every number.
            unsafe String(cString: rd_kafka_err2name(raw))
        }

        /// librdkafka's own sentence for the code.
        public var text: String {
            // SAFETY: librdkafka answers with a static text for every number.
            unsafe String(cString: rd_kafka_err2str(raw))
        }

        /// The name and the number.
        public var description: String { "\(name) (\(rawValue))" }
    }
}

extension KafkaError.Code {
    /// Success: `RD_KAFKA_RESP_ERR_NO_ERROR`.
    public static let none = Self(RD_KAFKA_RESP_ERR_NO_ERROR)
    /// The connection failed: `RD_KAFKA_RESP_ERR__TRANSPORT`.
    public static let transport = Self(RD_KAFKA_RESP_ERR__TRANSPORT)
    /// No broker answers: `RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN`.
    public static let allBrokersDown = Self(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    /// A name could not be resolved: `RD_KAFKA_RESP_ERR__RESOLVE`.
    public static let resolve = Self(RD_KAFKA_RESP_ERR__RESOLVE)
    /// The call ran out of its time: `RD_KAFKA_RESP_ERR__TIMED_OUT`.
    public static let timedOut = Self(RD_KAFKA_RESP_ERR__TIMED_OUT)
    /// The broker ran out of the request's time: `RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT`.
    public static let requestTimedOut = Self(RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT)
    /// A record was not delivered in `message.timeout.ms`: `RD_KAFKA_RESP_ERR__MSG_TIMED_OUT`.
    public static let messageTimedOut = Self(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)
    /// The producer's queue is full: `RD_KAFKA_RESP_ERR__QUEUE_FULL`.
    public static let queueFull = Self(RD_KAFKA_RESP_ERR__QUEUE_FULL)
    /// A record was purged from the queue: `RD_KAFKA_RESP_ERR__PURGE_QUEUE`.
    public static let purgedFromQueue = Self(RD_KAFKA_RESP_ERR__PURGE_QUEUE)
    /// A record was purged while on its way: `RD_KAFKA_RESP_ERR__PURGE_INFLIGHT`.
    public static let purgedInFlight = Self(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
    /// The record is larger than the limit: `RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE`.
    public static let messageTooLarge = Self(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
    /// The record's timestamp is refused by the topic: `RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP`.
    public static let invalidTimestamp = Self(RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP)
    /// The record is refused by the broker: `RD_KAFKA_RESP_ERR_INVALID_RECORD`.
    public static let invalidRecord = Self(RD_KAFKA_RESP_ERR_INVALID_RECORD)
    /// An argument or property was refused: `RD_KAFKA_RESP_ERR__INVALID_ARG`.
    public static let invalidArgument = Self(RD_KAFKA_RESP_ERR__INVALID_ARG)
    /// The call does not fit the client's state: `RD_KAFKA_RESP_ERR__STATE`.
    public static let wrongState = Self(RD_KAFKA_RESP_ERR__STATE)
    /// The linked library lacks the function: `RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED`.
    public static let notImplemented = Self(RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED)
    /// The broker does not know the request: `RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE`.
    public static let unsupportedFeature = Self(RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE)
    /// The client has failed for good: `RD_KAFKA_RESP_ERR__FATAL`.
    public static let fatal = Self(RD_KAFKA_RESP_ERR__FATAL)
    /// A newer client has the same transactional or instance id: `RD_KAFKA_RESP_ERR__FENCED`.
    public static let fenced = Self(RD_KAFKA_RESP_ERR__FENCED)
    /// A newer producer has the same transactional id: `RD_KAFKA_RESP_ERR_PRODUCER_FENCED`.
    public static let producerFenced = Self(RD_KAFKA_RESP_ERR_PRODUCER_FENCED)
    /// A newer member has the same instance id: `RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID`.
    public static let instanceFenced = Self(RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
    /// The producer's epoch is old: `RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH`.
    public static let invalidProducerEpoch = Self(RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH)
    /// The member's generation is over: `RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION`.
    public static let illegalGeneration = Self(RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION)
    /// The group does not know the member: `RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID`.
    public static let unknownMember = Self(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID)
    /// The group rebalances: `RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS`.
    public static let rebalanceInProgress = Self(RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS)
    /// There was no offset to commit: `RD_KAFKA_RESP_ERR__NO_OFFSET`.
    public static let noOffset = Self(RD_KAFKA_RESP_ERR__NO_OFFSET)
    /// The application polled too late and was put out of its group:
    /// `RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED`.
    public static let maxPollExceeded = Self(RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED)
    /// The end of a partition, where asked for: `RD_KAFKA_RESP_ERR__PARTITION_EOF`.
    public static let partitionEnd = Self(RD_KAFKA_RESP_ERR__PARTITION_EOF)
    /// No offset to start from: `RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET`.
    public static let offsetReset = Self(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
    /// The broker does not know the topic: `RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART`.
    public static let unknownTopicOrPartition = Self(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    /// The client does not know the topic: `RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC`.
    public static let unknownTopic = Self(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
    /// The client does not know the partition: `RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION`.
    public static let unknownPartition = Self(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
    /// The topic exists already: `RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS`.
    public static let topicExists = Self(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
    /// The credentials are refused: `RD_KAFKA_RESP_ERR__AUTHENTICATION`.
    public static let authentication = Self(RD_KAFKA_RESP_ERR__AUTHENTICATION)
    /// The user may not use the topic: `RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED`.
    public static let topicAuthorization = Self(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
    /// The user may not use the group: `RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED`.
    public static let groupAuthorization = Self(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED)
    /// The partition has no leader now: `RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE`.
    public static let leaderNotAvailable = Self(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
    /// The broker leads the partition no longer: `RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION`.
    public static let notLeader = Self(RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION)
    /// The coordinator reads the group's log: `RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS`.
    public static let coordinatorLoading = Self(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS)
    /// The coordinator is not to be had now: `RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE`.
    public static let coordinatorNotAvailable = Self(RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE)

    /// Whether the code alone says that the client is lost.
    var isFatalByNature: Bool {
        switch self {
        case .fatal, .fenced, .producerFenced, .instanceFenced: true
        default: false
        }
    }

    /// Whether the code alone says that a later try may succeed.
    var isRetriableByNature: Bool {
        switch self {
        case .transport, .allBrokersDown, .resolve, .timedOut, .requestTimedOut, .queueFull,
            .rebalanceInProgress, .leaderNotAvailable, .notLeader, .coordinatorNotAvailable,
            Self(RD_KAFKA_RESP_ERR__WAIT_COORD), Self(RD_KAFKA_RESP_ERR__IN_PROGRESS),
            Self(RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS),
            Self(RD_KAFKA_RESP_ERR_NOT_COORDINATOR), Self(RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION),
            Self(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS),
            Self(RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND),
            Self(RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR),
            Self(RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS):
            true
        default: false
        }
    }
}
