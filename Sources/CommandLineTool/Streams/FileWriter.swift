import Glibc

/// Whole writes to a file descriptor.
enum FileWriter {
    /// Writes every byte, across interruptions and short writes.
    ///
    /// - Parameters:
    ///   - bytes: what to write.
    ///   - descriptor: an open descriptor.
    ///   - name: what the error calls it.
    /// - Throws: `OutputClosed` for a pipe without reader; `CommandFailure` for any other error.
    static func writeAll(_ bytes: [UInt8], to descriptor: Int32, name: String) throws {
        var written = 0
        while written < bytes.count {
            let step = unsafe bytes.withUnsafeBytes { buffer in
                // SAFETY: `written < bytes.count`, so the rebased rest is not empty.
                unsafe Glibc.write(
                    descriptor,
                    buffer.baseAddress?.advanced(by: written),
                    buffer.count - written
                )
            }
            if step >= 0 {
                written += step
                continue
            }
            switch errno {
            case EINTR: continue
            case EPIPE: throw OutputClosed()
            default: throw CommandFailure(.failed, "\(name): \(SystemError.text(errno))")
            }
        }
    }
}
