internal import Synchronization

/// One record of a page, as the producer hands it over and the delivery report finds it again.
///
/// librdkafka carries the slot's address as the record's opaque pointer.
@unsafe
struct RecordSlot {
    /// The counter of the slot's page.
    var outstanding: UnsafeMutablePointer<OutstandingCount>
    /// The topic's handle; owned by the producer.
    var topic: OpaquePointer
    /// Headers that librdkafka has not taken over yet; owned.
    var headers: OpaquePointer?
    var timestampMs: Int64
    var tag: UInt64
    /// Where key and then value begin.
    var bytes: UnsafeMutableRawPointer
    /// -1: no key.
    var keyBytes: Int32
    /// -1: a null value.
    var valueBytes: Int32
    /// -1: chosen by the key.
    var partition: Int32
}

/// How many of a page's records librdkafka holds.
///
/// Written by the thread that produces and by the thread that serves delivery reports, which may be
/// another one while a transaction commits.
struct OutstandingCount: ~Copyable {
    let value = Atomic<Int>(0)
}
