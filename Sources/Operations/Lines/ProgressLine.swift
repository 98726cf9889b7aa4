import Glibc

/// Shows on standard error how far a command is: one line that is rewritten on a terminal, a line
/// every five seconds elsewhere.
///
/// Thread safety: one thread uses it.
public struct ProgressLine: ~Copyable {
    private let text: ProgressText
    private let isTerminal: Bool
    private let isShown: Bool
    private let descriptor: Int32
    private let started: UInt64
    private var shownAt: UInt64
    private var isOnScreen = false

    /// Starts a progress.
    ///
    /// - Parameters:
    ///   - unit: what is counted, in the plural: `records`, `rows`.
    ///   - totalBytes: bytes of the input, or nil when they are not known.
    ///   - isShown: false keeps it silent, as for `--quiet`.
    public init(unit: String, totalBytes: Int?, isShown: Bool = true) {
        self.init(
            unit: unit,
            totalBytes: totalBytes,
            isShown: isShown,
            descriptor: STDERR_FILENO,
            isTerminal: isatty(STDERR_FILENO) == 1,
            now: MonotonicClock.nanoseconds()
        )
    }

    init(
        unit: String,
        totalBytes: Int?,
        isShown: Bool,
        descriptor: Int32,
        isTerminal: Bool,
        now: UInt64
    ) {
        text = ProgressText(unit: unit, totalBytes: totalBytes)
        self.isShown = isShown
        self.descriptor = descriptor
        self.isTerminal = isTerminal
        started = now
        shownAt = now
    }

    /// Tells how far it is; shows it when it is time to.
    ///
    /// - Parameters:
    ///   - count: things done.
    ///   - bytes: bytes of the input that were read.
    /// - Complexity: a look at the clock, but when it is shown.
    public mutating func update(count: Int, bytes: Int) {
        update(count: count, bytes: bytes, now: MonotonicClock.nanoseconds())
    }

    mutating func update(count: Int, bytes: Int, now: UInt64) {
        let pause: UInt64 = isTerminal ? 100_000_000 : 5_000_000_000
        guard isShown, now &- shownAt >= pause else { return }
        shownAt = now
        let line = text.running(count: count, bytes: bytes, nanoseconds: now &- started)
        write(isTerminal ? "\r\u{1b}[K" + line : line + "\n")
        isOnScreen = isTerminal
    }

    /// Shows the last line with the rate over the whole time.
    public consuming func finish(count: Int, bytes: Int) {
        finish(count: count, bytes: bytes, now: MonotonicClock.nanoseconds())
    }

    consuming func finish(count: Int, bytes: Int, now: UInt64) {
        guard isShown else { return }
        let line = text.finished(count: count, bytes: bytes, nanoseconds: now &- started)
        write((isOnScreen ? "\r\u{1b}[K" : "") + line + "\n")
    }

    /// Progress that cannot be shown is not worth an error.
    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        // SAFETY: the array lives through the call and is as long as stated.
        _ = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
    }
}

/// The words of a progress line.
struct ProgressText {
    let unit: String
    let totalBytes: Int?

    /// While it runs: `12,500 records, 25 %, 2,500/s, 00:15 left`.
    func running(count: Int, bytes: Int, nanoseconds: UInt64) -> String {
        let seconds = Double(nanoseconds) / 1e9
        var parts = ["\(Self.grouped(count)) \(unit)"]
        if let totalBytes, totalBytes > 0 {
            let share = min(1, max(0, Double(bytes) / Double(totalBytes)))
            parts += ["\(Int(share * 100)) %", rate(count, seconds)]
            if share > 0 && share < 1 {
                parts.append("\(Self.clock(seconds * (1 - share) / share)) left")
            }
        } else {
            parts.append(rate(count, seconds))
        }
        return parts.joined(separator: ", ")
    }

    /// At the end: `50,000 records in 20.0 s, 2,500/s`.
    func finished(count: Int, bytes: Int, nanoseconds: UInt64) -> String {
        let seconds = Double(nanoseconds) / 1e9
        let tenths = Int((seconds * 10).rounded())
        return "\(Self.grouped(count)) \(unit) in \(tenths / 10).\(tenths % 10) s, "
            + rate(count, seconds)
    }

    private func rate(_ count: Int, _ seconds: Double) -> String {
        seconds > 0 ? "\(Self.grouped(Int((Double(count) / seconds).rounded())))/s" : "–/s"
    }

    private static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 359_999).rounded(.up))
        func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
        let short = "\(two(whole / 60 % 60)):\(two(whole % 60))"
        return whole < 3600 ? short : "\(two(whole / 3600)):\(short)"
    }

    private static func grouped(_ number: Int) -> String {
        var text = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0 && index % 3 == 0 && digit != "-" { text = "," + text }
            text = String(digit) + text
        }
        return text
    }
}
