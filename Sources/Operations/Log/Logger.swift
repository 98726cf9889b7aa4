import Glibc

/// Writes log lines to standard error: text on a terminal, JSON lines elsewhere.
///
/// A line is one `write`, so lines of several threads do not mix. Thread safety: a value; any
/// thread may use it.
public struct Logger: Sendable {
    /// How lines look.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// `2026-01-31T09:30:00.250Z INFO  Assigned partitions topic=features count=4`
        case text
        /// One JSON object a line: `ts`, `level`, `message`, then the fields.
        case json
        /// Text when standard error is a terminal, else JSON.
        case automatic
    }

    /// Lines below this level are not written.
    public let level: LogLevel
    private let form: LogLine.Form
    private let descriptor: Int32
    private let fixed: [(String, LogValue)]

    /// Makes a logger on standard error.
    ///
    /// Colour is used on a terminal only, and not when `NO_COLOR` is set or `TERM` is `dumb`.
    public init(format: Format = .automatic, minimum: LogLevel = .info) {
        self.init(format: format, minimum: minimum, descriptor: STDERR_FILENO)
    }

    init(format: Format, minimum: LogLevel, descriptor: Int32) {
        let isTerminal = isatty(descriptor) == 1
        level = minimum
        switch format {
        case .json: form = .json
        case .text, .automatic:
            let isText = isTerminal || format == .text
            form = isText ? .text(coloured: isTerminal && Self.allowsColour) : .json
        }
        self.descriptor = descriptor
        fixed = []
    }

    private init(_ other: Logger, adding fields: [(String, LogValue)]) {
        level = other.level
        form = other.form
        descriptor = other.descriptor
        fixed = other.fixed + fields
    }

    /// The same logger with fields that every line of it carries.
    public func with(_ fields: KeyValuePairs<String, LogValue>) -> Logger {
        Logger(self, adding: fields.map { ($0.key, $0.value) })
    }

    /// For who is looking for a fault; nothing per event.
    public func debug(_ message: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        log(.debug, message, fields)
    }

    /// A change in the service's life.
    public func info(_ message: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        log(.info, message, fields)
    }

    /// Something went wrong and was made good.
    public func warning(_ message: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        log(.warning, message, fields)
    }

    /// Data was lost, or an operator is needed.
    public func error(_ message: String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
        log(.error, message, fields)
    }

    /// A line of a level known at run time only, such as one of librdkafka's.
    public func log(
        _ level: LogLevel,
        _ message: String,
        _ fields: KeyValuePairs<String, LogValue> = [:]
    ) {
        guard level >= self.level else { return }
        var line = LogLine(form: form)
        line.begin(level: level, message: message, milliseconds: WallClock.milliseconds())
        for (name, value) in fixed { line.add(name, value) }
        for (name, value) in fields { line.add(name, value) }
        write(line.end())
    }

    /// A log line that cannot be written is given up: there is nowhere left to say so.
    private func write(_ bytes: [UInt8]) {
        var written = 0
        while written < bytes.count {
            // SAFETY: the range lies inside the array, which lives through the call.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    descriptor,
                    buffer.baseAddress?.advanced(by: written),
                    bytes.count - written
                )
            }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return }
            written += count
        }
    }

    private static var allowsColour: Bool {
        // SAFETY: getenv's text is read at once; nothing here sets the environment.
        guard unsafe getenv("NO_COLOR") == nil else { return false }
        return unsafe getenv("TERM").map { unsafe String(cString: $0) } != "dumb"
    }
}
