import Foundation
import Testing

@testable import Operations

private let second: UInt64 = 1_000_000_000

/// What a progress writes.
private func written(
    isTerminal: Bool,
    isShown: Bool = true,
    totalBytes: Int? = 1000
) -> String {
    let pipe = Pipe()
    var progress = ProgressLine(
        unit: "records",
        totalBytes: totalBytes,
        isShown: isShown,
        descriptor: pipe.fileHandleForWriting.fileDescriptor,
        isTerminal: isTerminal,
        now: 0
    )
    for tenth in 1...70 {
        progress.update(
            count: tenth * 100,
            bytes: tenth * 10,
            now: UInt64(tenth) * second / 10 + 1
        )
    }
    progress.finish(count: 10_000, bytes: 1_000, now: 10 * second)
    try? pipe.fileHandleForWriting.close()
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
}

@Suite struct ProgressLineTests {
    @Test func `a terminal's line is rewritten ten times a second`() {
        let text = written(isTerminal: true)
        #expect(text.components(separatedBy: "\r\u{1b}[K").count == 72)
        #expect(text.hasSuffix("\r\u{1b}[K10,000 records in 10.0 s, 1,000/s\n"))
        #expect(text.filter { $0 == "\n" }.count == 1)
    }

    @Test func `elsewhere a line is written every five seconds`() {
        #expect(
            written(isTerminal: false)
                == "5,000 records, 50 %, 1,000/s, 00:06 left\n10,000 records in 10.0 s, 1,000/s\n"
        )
    }

    @Test func `without a size there is no share and no time left`() {
        #expect(written(isTerminal: false, totalBytes: nil).hasPrefix("5,000 records, 1,000/s\n"))
    }

    @Test func `a silent progress writes nothing`() {
        #expect(written(isTerminal: true, isShown: false) == "")
    }

    @Test func `hours and millions are readable`() {
        let text = ProgressText(unit: "rows", totalBytes: 1_000_000)
        #expect(
            text.running(count: 1_234_567, bytes: 100_000, nanoseconds: 1_000 * second)
                == "1,234,567 rows, 10 %, 1,235/s, 02:30:00 left"
        )
        #expect(text.running(count: 0, bytes: 0, nanoseconds: 0) == "0 rows, 0 %, –/s")
    }
}
