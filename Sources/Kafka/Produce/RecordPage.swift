internal import CKafka
internal import Synchronization

/// A fixed block of bytes and the records written into it, which are sent without being copied.
///
/// One thread fills a page: `reserve`, write key and value there, `commitRecord`. A producer then
/// hands the records to librdkafka, which reads the bytes in place; until the last delivery report
/// they must not change, which `RecordArena` sees to.
@safe
// Unchecked: everything but the atomic count is used by the one thread that owns the arena.
public final class RecordPage: @unchecked Sendable {
    let slots: UnsafeMutablePointer<RecordSlot>
    let outstanding: UnsafeMutablePointer<OutstandingCount>
    private let bytes: UnsafeMutableRawPointer
    private let byteCapacity: Int
    private let recordCapacity: Int
    private var usedBytes = 0
    private var reservedBytes = 0
    /// How many records there are.
    public private(set) var count = 0
    /// How many of them the producer has taken, from the first on.
    public internal(set) var handedOver = 0
    /// The producer that the records' topics belong to.
    private(set) var producer: ObjectIdentifier?
    /// Where the page is: with the arena, in its user's hands, or waiting for reports.
    var isFree = true
    var isRetired = false
    /// Whether a producer keeps the page until its records are acknowledged.
    var isKept = false

    /// Allocates a page of its own: for a record that is larger than an arena's pages.
    ///
    /// - Precondition: `bytes` and `records` are above 0.
    public convenience init(bytes: Int, records: Int) {
        precondition(bytes > 0 && records > 0, "a page has room for a record")
        self.init(pageBytes: bytes, records: records)
    }

    init(pageBytes: Int, records: Int) {
        byteCapacity = pageBytes
        recordCapacity = records
        unsafe bytes = .allocate(byteCount: pageBytes, alignment: 16)
        unsafe slots = .allocate(capacity: records)
        unsafe outstanding = .allocate(capacity: 1)
        unsafe outstanding.initialize(to: OutstandingCount())
    }

    deinit {
        // A producer keeps every page of which librdkafka holds records.
        precondition(isAcknowledged, "a page ended while its records were being sent")
        reset()
        // SAFETY: all three blocks are ours, and nobody reads them any more.
        unsafe outstanding.deinitialize(count: 1)
        unsafe outstanding.deallocate()
        unsafe slots.deallocate()
        unsafe bytes.deallocate()
    }

    /// Whether there is no room for another record of any size.
    public var isFull: Bool { count == recordCapacity || usedBytes == byteCapacity }

    /// How many bytes are left.
    public var freeBytes: Int { count == recordCapacity ? 0 : byteCapacity - usedBytes }

    /// Whether librdkafka holds none of the page's records.
    public var isAcknowledged: Bool {
        // SAFETY: allocated in init, freed in deinit.
        unsafe outstanding.pointee.value.load(ordering: .acquiring) == 0
    }

    /// The tag under which record `index` was committed.
    public func tag(at index: Int) -> UInt64 {
        precondition(index >= 0 && index < count, "no such record")
        // SAFETY: initialised below `count`.
        return unsafe slots[index].tag
    }

    /// The timestamp under which record `index` was committed; 0: the time of sending.
    public func timestampMs(at index: Int) -> Int64 {
        precondition(index >= 0 && index < count, "no such record")
        // SAFETY: initialised below `count`.
        return unsafe slots[index].timestampMs
    }

    /// Makes room for key and value of one record.
    ///
    /// A room that is reserved again without `commitRecord` is the same room.
    /// - Parameter byteCount: the most that key and value can take, at least 0.
    /// - Returns: the room, valid until `commitRecord`; nil if the page is full.
    /// - Complexity: O(1), no allocation.
    public func reserve(_ byteCount: Int) -> UnsafeMutableRawBufferPointer? {
        precondition(byteCount >= 0, "a record's room cannot be negative")
        guard count < recordCapacity, byteCount <= byteCapacity - usedBytes else { return nil }
        reservedBytes = byteCount
        // SAFETY: `usedBytes + byteCount` is within the block.
        return unsafe UnsafeMutableRawBufferPointer(start: bytes + usedBytes, count: byteCount)
    }

    /// Makes what was written into the reserved room a record: first the key, behind it the value.
    ///
    /// - Parameters:
    ///   - topic: a topic of the producer that will send the page; all records of a page belong to
    ///     one producer.
    ///   - partition: the partition, or -1 to let the key decide (murmur2, as in Java).
    ///   - timestampMs: Unix milliseconds above 0; else the time of sending is taken, which is what
    ///     librdkafka does with 0.
    ///   - keyBytes: the key's length; -1 for no key.
    ///   - valueBytes: the value's length; -1 for a null value (a tombstone).
    ///   - headers: taken over.
    ///   - tag: what a failed delivery is told by.
    /// - Precondition: the lengths fit into the reserved room.
    /// - Complexity: O(1), no allocation.
    public func commitRecord(
        topic: ProducerTopic,
        partition: Int32,
        timestampMs: Int64,
        keyBytes: Int,
        valueBytes: Int,
        headers: consuming RecordHeaders? = nil,
        tag: UInt64
    ) {
        let size = max(0, keyBytes) + max(0, valueBytes)
        precondition(
            count < recordCapacity && keyBytes >= -1 && valueBytes >= -1 && size <= reservedBytes,
            "a record is larger than its reserved room"
        )
        precondition(producer == nil || producer == topic.producer, "topics of two producers")
        producer = topic.producer
        // SAFETY: `count` is below the capacity, the bytes are within the reserved room.
        unsafe (slots + count).initialize(
            to: RecordSlot(
                outstanding: outstanding,
                topic: topic.handle,
                headers: headers.take()?.release(),
                timestampMs: max(0, timestampMs),
                tag: tag,
                bytes: bytes + usedBytes,
                keyBytes: Int32(truncatingIfNeeded: keyBytes),
                valueBytes: Int32(truncatingIfNeeded: valueBytes),
                partition: partition
            )
        )
        count += 1
        usedBytes += size
        reservedBytes = 0
    }

    /// Empties an acknowledged page.
    func reset() {
        for index in 0..<count {
            // SAFETY: initialised below `count`; headers that nobody took over are ours.
            if let headers = unsafe slots[index].headers {
                unsafe rd_kafka_headers_destroy(headers)
            }
        }
        count = 0
        handedOver = 0
        usedBytes = 0
        reservedBytes = 0
        producer = nil
    }
}
