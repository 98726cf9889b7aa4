import Glibc

/// The bytes of a file or of standard input, in large pieces.
final class ByteSource {
    private let descriptor: Int32
    private let name: String
    /// Bytes of the file, or nil for a pipe.
    let totalBytes: Int?
    /// Bytes that were taken so far.
    private(set) var bytesRead = 0

    /// Opens a file.
    ///
    /// - Parameter path: `-` for standard input.
    /// - Throws: `CommandFailure` naming the file and why it cannot be read.
    init(path: String) throws {
        // SAFETY: the path is a terminated string for the length of the call.
        name = path == "-" ? "standard input" : path
        descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(.failed, "\(path): \(SystemError.text(errno))")
        }
        var status = stat()
        // SAFETY: the struct is ours.
        let isFile = unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        totalBytes = isFile ? Int(status.st_size) : nil
    }

    deinit {
        if descriptor != STDIN_FILENO { close(descriptor) }
    }

    /// Reads until `count` bytes are there or the input ends.
    ///
    /// - Parameter count: more than 0.
    /// - Returns: fewer than `count` bytes only at the end of the input.
    /// - Throws: `CommandFailure` when the system cannot read.
    func read(upTo count: Int) throws -> [UInt8] {
        var filled = 0
        var bytes = [UInt8](repeating: 0, count: count)
        while filled < count {
            let step = unsafe bytes.withUnsafeMutableBytes { buffer in
                // SAFETY: `filled < count`, the buffer's size.
                unsafe Glibc.read(
                    descriptor,
                    buffer.baseAddress?.advanced(by: filled),
                    count - filled
                )
            }
            if step < 0, errno == EINTR { continue }
            guard step >= 0 else {
                throw CommandFailure(.failed, "\(name): \(SystemError.text(errno))")
            }
            if step == 0 { break }
            filled += step
        }
        bytes.removeLast(count - filled)
        bytesRead += filled
        return bytes
    }
}
