/// A fixed number of pages that go round: taken, filled, sent, acknowledged, taken again.
///
/// One thread uses an arena. When no page is free the caller polls its producer: that is
/// backpressure.
@safe
public struct RecordArena: ~Copyable {
    private let pages: [RecordPage]
    private var next = 0
    /// The largest record (key and value) that a page takes.
    public let pageBytes: Int

    /// Allocates all pages.
    ///
    /// - Precondition: `pageBytes` in 1…1 GiB, `recordsPerPage` in 1…1,000,000, `pages` in 1…4,096.
    public init(pageBytes: Int, recordsPerPage: Int, pages: Int) {
        precondition((1...(1 << 30)).contains(pageBytes), "a page has 1 B…1 GiB")
        precondition((1...1_000_000).contains(recordsPerPage), "a page has 1…1,000,000 records")
        precondition((1...4_096).contains(pages), "an arena has 1…4,096 pages")
        self.pageBytes = pageBytes
        self.pages = (0..<pages).map { _ in
            RecordPage(pageBytes: pageBytes, records: recordsPerPage)
        }
    }

    /// An empty page, or nil if every page is filled or waits for delivery reports.
    ///
    /// - Complexity: O(pages), no allocation.
    public mutating func takePage() -> RecordPage? {
        for step in 0..<pages.count {
            let index = (next + step) % pages.count
            let page = pages[index]
            if page.isRetired, page.isAcknowledged { free(page) }
            if page.isFree {
                page.isFree = false
                next = (index + 1) % pages.count
                return page
            }
        }
        return nil
    }

    /// Gives a page back, into which nothing more is written.
    ///
    /// It is taken again as soon as all its records are acknowledged. Records that were not handed
    /// to a producer are dropped.
    public mutating func giveBack(_ page: RecordPage) {
        page.isRetired = true
        if page.isAcknowledged { free(page) }
    }

    /// How many pages can be taken now.
    public mutating func freePages() -> Int {
        for page in pages where page.isRetired && page.isAcknowledged { free(page) }
        return pages.count { $0.isFree }
    }

    private func free(_ page: RecordPage) {
        page.reset()
        page.isRetired = false
        page.isFree = true
    }
}
