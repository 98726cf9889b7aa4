internal import CKafka

/// Who a consumer is in its group at one moment: member, generation, instance.
///
/// Sent with a transaction's offsets, so that a member of an old generation is refused.
@safe
// Unchecked: the object never changes and has one owner; to send it is to hand it over.
public struct GroupMetadata: ~Copyable, @unchecked Sendable {
    let handle: OpaquePointer

    init(taking handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    deinit {
        // SAFETY: owned.
        unsafe rd_kafka_consumer_group_metadata_destroy(handle)
    }
}
