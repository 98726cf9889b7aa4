internal import CKafka

/// The arguments of one `rd_kafka_produceva`, set up once and filled in for each record.
@safe
struct ProduceFields: ~Copyable {
    private let fields: UnsafeMutablePointer<rd_kafka_vu_t>
    private static let count = 7

    init() {
        unsafe fields = .allocate(capacity: Self.count)
        unsafe fields.initialize(repeating: rd_kafka_vu_t(), count: Self.count)
        // SAFETY: seven elements, each given the kind under which it is filled in below. Message
        // flags are left out: zero means that the value is neither copied nor freed.
        unsafe fields[0].vtype = RD_KAFKA_VTYPE_RKT
        unsafe fields[1].vtype = RD_KAFKA_VTYPE_PARTITION
        unsafe fields[2].vtype = RD_KAFKA_VTYPE_KEY
        unsafe fields[3].vtype = RD_KAFKA_VTYPE_VALUE
        unsafe fields[4].vtype = RD_KAFKA_VTYPE_TIMESTAMP
        unsafe fields[5].vtype = RD_KAFKA_VTYPE_OPAQUE
        unsafe fields[6].vtype = RD_KAFKA_VTYPE_HEADERS
    }

    deinit { unsafe fields.deallocate() }

    /// Hands one record over; librdkafka reads value and key, copies the key, and takes the headers.
    ///
    /// - Returns: nil, or an error that the caller owns.
    func produce(
        _ slot: UnsafeMutablePointer<RecordSlot>,
        by client: OpaquePointer
    )
        -> OpaquePointer?
    {
        // SAFETY: the slot and its bytes stay until the delivery report; every union member is
        // written as the kind says.
        let key = unsafe slot.pointee.keyBytes
        let value = unsafe slot.pointee.valueBytes
        let bytes = unsafe slot.pointee.bytes
        unsafe fields[0].u.rkt = unsafe slot.pointee.topic
        unsafe fields[1].u.i32 = unsafe slot.pointee.partition
        unsafe fields[2].u.mem.ptr = unsafe key < 0 ? nil : bytes
        unsafe fields[2].u.mem.size = Int(max(0, key))
        unsafe fields[3].u.mem.ptr = unsafe value < 0 ? nil : bytes + Int(max(0, key))
        unsafe fields[3].u.mem.size = Int(max(0, value))
        unsafe fields[4].u.i64 = unsafe slot.pointee.timestampMs
        unsafe fields[5].u.ptr = UnsafeMutableRawPointer(slot)
        unsafe fields[6].u.headers = unsafe slot.pointee.headers
        let count = unsafe slot.pointee.headers == nil ? Self.count - 1 : Self.count
        return unsafe rd_kafka_produceva(client, fields, count)
    }
}
