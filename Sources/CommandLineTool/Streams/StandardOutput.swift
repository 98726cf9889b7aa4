import Glibc
import Synchronization

/// Standard output was closed by whoever read it.
struct OutputClosed: Error {}

/// Standard output, for results only.
///
/// Buffered to 64 KiB when it is a file or a pipe; a command that follows a stream flushes after
/// each turn, so that a reader never waits for what is already there.
///
/// - Thread safety: any thread; writes do not interleave within one call.
enum StandardOutput {
    private static let flushBytes = 1 << 16
    private static let pending = Mutex<[UInt8]>([])

    /// Appends text.
    ///
    /// - Throws: `OutputClosed` when the reader is gone; `CommandFailure` when the write fails.
    static func write(_ text: String) throws {
        try write(Array(text.utf8))
    }

    /// Appends bytes.
    ///
    /// - Throws: `OutputClosed` when the reader is gone; `CommandFailure` when the write fails.
    static func write(_ bytes: [UInt8]) throws {
        try pending.withLock { buffer in
            buffer.append(contentsOf: bytes)
            if buffer.count >= flushBytes { try drain(&buffer) }
        }
    }

    /// Hands everything over to the system.
    ///
    /// - Throws: as `write`.
    static func flush() throws {
        try pending.withLock { buffer in try drain(&buffer) }
    }

    private static func drain(_ buffer: inout [UInt8]) throws {
        defer { buffer.removeAll(keepingCapacity: true) }
        try FileWriter.writeAll(buffer, to: STDOUT_FILENO, name: "standard output")
    }
}
