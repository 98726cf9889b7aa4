internal import CKafka
internal import Glibc

/// Owns an `rd_kafka_topic_partition_list_t`.
@safe
public struct TopicPartitionList: ~Copyable {
    let raw: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    /// A list of places, in order.
    public init(_ offsets: [PartitionOffset]) {
        // SAFETY: librdkafka ends the process when it has no memory; the list is never nil.
        unsafe raw = unsafe rd_kafka_topic_partition_list_new(Int32(clamping: offsets.count))
        for place in offsets {
            // SAFETY: the added element is valid until the next addition.
            let element = unsafe rd_kafka_topic_partition_list_add(
                raw,
                place.topic,
                place.partition
            )
            unsafe element?.pointee.offset = place.offset
            guard let metadata = place.metadata, let copy = unsafe strdup(metadata) else {
                continue
            }
            // SAFETY: librdkafka frees the list's metadata with `free`.
            unsafe element?.pointee.metadata = UnsafeMutableRawPointer(copy)
            unsafe element?.pointee.metadata_size = metadata.utf8.count
        }
    }

    /// A list of partitions without offsets.
    public init(_ partitions: [TopicPartition]) {
        self.init(
            partitions.map {
                PartitionOffset(
                    topic: $0.topic,
                    partition: $0.partition,
                    offset: PartitionOffset.none
                )
            }
        )
    }

    /// Takes a list over from librdkafka.
    init(taking raw: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) {
        unsafe self.raw = unsafe raw
    }

    deinit {
        // SAFETY: owned.
        unsafe rd_kafka_topic_partition_list_destroy(raw)
    }

    /// How many elements there are.
    public var count: Int {
        // SAFETY: owned and live.
        Int(unsafe raw.pointee.cnt)
    }

    /// The elements as places.
    public var offsets: [PartitionOffset] { unsafe Self.offsets(of: raw) }

    /// The first error that an element carries.
    var firstError: (partition: TopicPartition, code: KafkaError.Code)? {
        for index in 0..<count {
            // SAFETY: the index is below the list's count.
            let element = unsafe raw.pointee.elems[index]
            if unsafe element.err != RD_KAFKA_RESP_ERR_NO_ERROR {
                return unsafe (
                    TopicPartition(
                        topic: String(cString: element.topic),
                        partition: element.partition
                    ),
                    KafkaError.Code(element.err)
                )
            }
        }
        return nil
    }

    /// Copies the places out of a list that librdkafka owns.
    static func offsets(
        of list: UnsafePointer<rd_kafka_topic_partition_list_t>
    ) -> [PartitionOffset] {
        // SAFETY: `elems` holds `cnt` elements, each with a text of its own.
        unsafe (0..<Int(list.pointee.cnt)).map { index in
            let element = unsafe list.pointee.elems[index]
            return unsafe PartitionOffset(
                topic: String(cString: element.topic),
                partition: element.partition,
                offset: element.offset,
                metadata: unsafe element.metadata.map { start in
                    unsafe String(
                        decoding: UnsafeRawBufferPointer(
                            start: start,
                            count: element.metadata_size
                        ),
                        as: UTF8.self
                    )
                }
            )
        }
    }
}
