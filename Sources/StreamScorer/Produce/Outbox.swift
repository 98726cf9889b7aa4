internal import Kafka

/// The encoded records of one worker, from the encode step until the broker has them.
///
/// Two lanes of pages, each a queue in the order it was written: what is served, and what shadows give,
/// which nobody waits for. Records are handed to the producer page by page; a page comes back to the
/// arena when everything on it is done. Bounded by the arena: a full outbox is the worker's
/// backpressure. Not thread-safe.
struct Outbox: ~Copyable {
    /// Which records are meant.
    struct Lanes: OptionSet, BitwiseCopyable {
        let rawValue: UInt8
        /// Predictions, dead letters and counts.
        static let served = Lanes(rawValue: 1)
        /// Shadow predictions.
        static let shadows = Lanes(rawValue: 2)
        static let all: Lanes = [.served, .shadows]
    }

    private struct Queued {
        let page: RecordPage
        let sequence: UInt64
        let lane: Lanes
    }

    /// The most pages queued at once, those of single large records included.
    private static let maxPages = 512

    /// Counts pages ever taken: `sequence` numbers the next one.
    private(set) var sequence: UInt64 = 0
    private var arena: RecordArena
    /// In the order of their sequence.
    private var pages: [Queued] = []
    /// The pages being written, where they are not closed to further records.
    private var openServed: RecordPage?
    private var openShadows: RecordPage?
    private let pageLimit: Int

    init(pageBytes: Int, recordsPerPage: Int, pages count: Int) {
        arena = RecordArena(pageBytes: pageBytes, recordsPerPage: recordsPerPage, pages: count)
        pages.reserveCapacity(count)
        pageLimit = count
    }

    /// Whether some records have not been handed to the producer.
    var hasUnsent: Bool { pages.contains { $0.page.handedOver < $0.page.count } }

    /// How many records have not been handed to the producer.
    func unsentRecords(_ lanes: Lanes = .all) -> Int {
        var count = 0
        for queued in pages where lanes.contains(queued.lane) {
            count += queued.page.count - queued.page.handedOver
        }
        return count
    }

    /// Whether some records of a lane are handed over and not acknowledged.
    func isInFlight(_ lane: Lanes) -> Bool {
        pages.contains { $0.lane == lane && !$0.page.isAcknowledged }
    }

    /// Whether at least half of the pages are free.
    var isRoomy: Bool { pages.count <= pageLimit / 2 }

    /// Whether nothing is queued or in flight.
    var isEmpty: Bool { pages.allSatisfy { $0.page.count == 0 } }

    /// The sequence of the oldest page still queued.
    var firstSequence: UInt64 { pages.isEmpty ? sequence : pages[0].sequence }

    /// The page that can hold a served record of `byteCount` bytes; nil: none is free until some come
    /// back.
    mutating func page(for byteCount: Int) -> RecordPage? {
        if let page = openServed, page.freeBytes >= byteCount { return page }
        openServed = takePage(for: byteCount, .served)
        return openServed
    }

    /// The page that can hold a shadow's record of `byteCount` bytes; nil: none is free.
    mutating func shadowPage(for byteCount: Int) -> RecordPage? {
        if let page = openShadows, page.freeBytes >= byteCount { return page }
        openShadows = takePage(for: byteCount, .shadows)
        return openShadows
    }

    /// A page that can hold a served record of `byteCount` bytes, beyond the arena where it has none:
    /// for the few records that a commit cannot go without.
    mutating func certainPage(for byteCount: Int) -> RecordPage {
        page(for: byteCount) ?? pageBeyondArena(for: byteCount, .served)
    }

    /// A page that can hold a shadow's record of `byteCount` bytes, beyond the arena where it has none:
    /// where no row of a shadow may be shed.
    mutating func certainShadowPage(for byteCount: Int) -> RecordPage {
        shadowPage(for: byteCount) ?? pageBeyondArena(for: byteCount, .shadows)
    }

    private mutating func pageBeyondArena(for byteCount: Int, _ lane: Lanes) -> RecordPage {
        let page = RecordPage(bytes: byteCount, records: 1)
        queue(page, lane)
        return page
    }

    /// A free page; one of its own for a record larger than a page.
    private mutating func takePage(for byteCount: Int, _ lane: Lanes) -> RecordPage? {
        var page: RecordPage?
        if byteCount <= arena.pageBytes {
            page = arena.takePage()
        } else if pages.count < Self.maxPages {
            page = RecordPage(bytes: byteCount, records: 1)
        }
        if let page { queue(page, lane) }
        return page
    }

    private mutating func queue(_ page: RecordPage, _ lane: Lanes) {
        pages.append(Queued(page: page, sequence: sequence, lane: lane))
        sequence += 1
    }

    /// Closes the pages being written: later records go to new ones.
    ///
    /// - Returns: the sequence of the first page that is not covered.
    @discardableResult
    mutating func seal() -> UInt64 {
        while let last = pages.last, last.page.count == 0 {
            arena.giveBack(last.page)
            pages.removeLast()
            sequence -= 1
        }
        openServed = nil
        openShadows = nil
        return sequence
    }

    /// Hands unsent records to `producer`, what is served first and each lane in order, until its queue
    /// is full.
    ///
    /// - Returns: whether everything was taken.
    mutating func submit(
        _ lanes: Lanes = .all,
        to producer: Producer
    ) throws(KafkaError) -> Bool {
        if lanes.contains(.served) {
            let areTaken = try submit(lane: .served, to: producer)
            guard areTaken else { return false }
        }
        guard lanes.contains(.shadows) else { return true }
        return try submit(lane: .shadows, to: producer)
    }

    private func submit(lane: Lanes, to producer: Producer) throws(KafkaError) -> Bool {
        for queued in pages where queued.lane == lane {
            let page = queued.page
            guard page.handedOver < page.count else { continue }
            _ = try producer.produce(page, from: page.handedOver)
            if page.handedOver < page.count { return false }
        }
        return true
    }

    /// Gives pages back to the arena: those that are closed, sent and acknowledged, and before page
    /// `limit`; of each lane the oldest first.
    ///
    /// - Parameters:
    ///   - limit: the sequence of the first page that stays.
    ///   - done: called with each page before it is reused.
    mutating func recycle(before limit: UInt64 = .max, _ done: (RecordPage) -> Void) {
        var blocked: Lanes = []
        var kept = 0
        for place in 0..<pages.count {
            let queued = pages[place]
            if !blocked.contains(queued.lane), queued.sequence < limit, isDone(queued.page) {
                done(queued.page)
                arena.giveBack(queued.page)
                continue
            }
            blocked.insert(queued.lane)
            if kept < place { pages[kept] = queued }
            kept += 1
        }
        if kept < pages.count { pages.removeSubrange(kept...) }
    }

    private func isDone(_ page: RecordPage) -> Bool {
        page !== openServed && page !== openShadows && page.handedOver == page.count
            && page.isAcknowledged
    }

    /// Forgets every record: for after an abort, when none is in flight.
    mutating func reset() {
        for queued in pages { arena.giveBack(queued.page) }
        pages.removeAll(keepingCapacity: true)
        openServed = nil
        openShadows = nil
    }
}
