internal import Kafka

/// The encoded records of one worker, from the encode step until the broker has them.
///
/// A queue of pages in the order they were written. Records are handed to the producer page by
/// page; a page comes back to the arena when everything on it, and on the pages before it, is done.
/// Bounded by the arena: a full outbox is the worker's backpressure. Not thread-safe.
struct Outbox: ~Copyable {
    /// The most pages queued at once, those of single large records included.
    private static let maxPages = 512

    /// Counts pages ever taken: `sequence` numbers the next one.
    private(set) var sequence: UInt64 = 0
    private var arena: RecordArena
    private var pages: [RecordPage] = []
    /// Whether the last page is closed to further records.
    private var isSealed = true
    /// Records that may wait for others to be handed over with, written since all were handed over.
    private var deferrable = 0
    private let pageLimit: Int

    init(pageBytes: Int, recordsPerPage: Int, pages count: Int) {
        arena = RecordArena(pageBytes: pageBytes, recordsPerPage: recordsPerPage, pages: count)
        pages.reserveCapacity(count)
        pageLimit = count
    }

    /// Whether some records have not been handed to the producer.
    var hasUnsent: Bool { pages.contains { $0.handedOver < $0.count } }

    /// How many records have not been handed to the producer.
    var unsentRecords: Int {
        var count = 0
        for page in pages { count += page.count - page.handedOver }
        return count
    }

    /// How many of them nobody should have to wait for.
    var urgentRecords: Int { max(0, unsentRecords - deferrable) }

    /// Whether at least half of the pages are free.
    var isRoomy: Bool { pages.count <= pageLimit / 2 }

    /// Notes that the last record may wait until others are handed over.
    mutating func noteDeferrable() { deferrable += 1 }

    /// Whether nothing is queued or in flight.
    var isEmpty: Bool { pages.allSatisfy { $0.count == 0 } }

    /// The sequence of the oldest page still queued.
    var firstSequence: UInt64 { sequence - UInt64(pages.count) }

    /// The page that can hold a record of `byteCount` bytes; nil: none is free until some come back.
    mutating func page(for byteCount: Int) -> RecordPage? {
        if !isSealed, !pages.isEmpty {
            // Not `last`, which allocates where generics are not specialised.
            let page = pages[pages.count - 1]
            if page.freeBytes >= byteCount { return page }
        }
        guard let page = takePage(for: byteCount) else { return nil }
        pages.append(page)
        sequence += 1
        isSealed = false
        return page
    }

    /// A page that can hold a record of `byteCount` bytes, beyond the arena where it has none: for
    /// records that a commit cannot go without.
    mutating func certainPage(for byteCount: Int) -> RecordPage {
        if let page = page(for: byteCount) { return page }
        let page = RecordPage(bytes: byteCount, records: 1)
        pages.append(page)
        sequence += 1
        isSealed = true
        return page
    }

    /// A free page; one of its own for a record larger than a page.
    private mutating func takePage(for byteCount: Int) -> RecordPage? {
        guard byteCount > arena.pageBytes else { return arena.takePage() }
        guard pages.count < Self.maxPages else { return nil }
        return RecordPage(bytes: byteCount, records: 1)
    }

    /// Closes the page being written: later records go to a new one.
    ///
    /// - Returns: the sequence of the first page that is not covered.
    @discardableResult
    mutating func seal() -> UInt64 {
        if let last = pages.last, last.count == 0 {
            arena.giveBack(last)
            pages.removeLast()
            sequence -= 1
        }
        isSealed = true
        return sequence
    }

    /// Hands unsent records to `producer`, in order, until its queue is full.
    ///
    /// - Returns: whether everything was taken.
    mutating func submit(to producer: Producer) throws(KafkaError) -> Bool {
        for page in pages where page.handedOver < page.count {
            _ = try producer.produce(page, from: page.handedOver)
            if page.handedOver < page.count { return false }
        }
        deferrable = 0
        return true
    }

    /// Gives pages back to the arena: from the front, as long as they are closed, sent and
    /// acknowledged, and before page `limit`.
    ///
    /// - Parameters:
    ///   - limit: the sequence of the first page that stays.
    ///   - done: called with each page before it is reused.
    mutating func recycle(before limit: UInt64 = .max, _ done: (RecordPage) -> Void) {
        let closed = isSealed ? pages.count : pages.count - 1
        let first = firstSequence
        var finished = 0
        while finished < closed, first + UInt64(finished) < limit {
            let page = pages[finished]
            guard page.handedOver == page.count, page.isAcknowledged else { break }
            done(page)
            arena.giveBack(page)
            finished += 1
        }
        if finished > 0 { pages.removeFirst(finished) }
    }

    /// Forgets every record: for after an abort, when none is in flight.
    mutating func reset() {
        for page in pages { arena.giveBack(page) }
        pages.removeAll(keepingCapacity: true)
        isSealed = true
        deferrable = 0
    }
}
