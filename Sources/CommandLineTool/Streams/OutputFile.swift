import Glibc

/// A file that is written whole or not at all; or standard output, a pipe, a device.
///
/// A file's bytes go to `PATH.partial`, which takes the file's name in `finish`; without it the
/// partial file is removed. What is there and is no plain file (a pipe, a device, a link) is never
/// replaced: it is written as it stands.
final class OutputFile {
    private static let flushBytes = 1 << 20

    private let path: String
    /// Where the bytes go until the end; nil when they go to the path itself.
    private let partial: String?
    private let descriptor: Int32
    private var pending: [UInt8] = []
    private var isClosed = false

    /// - Parameter path: `-` for standard output.
    /// - Throws: `CommandFailure` naming the file and why it cannot be written.
    init(path: String) throws {
        self.path = path
        guard path != "-" else {
            partial = nil
            descriptor = STDOUT_FILENO
            return
        }
        partial = FileStatus.isReplaceable(path) ? path + ".partial" : nil
        let flags = O_WRONLY | O_TRUNC | O_CLOEXEC | (partial == nil ? 0 : O_CREAT)
        // SAFETY: here and below, a path is a terminated string for the length of the call.
        descriptor = unsafe open(partial ?? path, flags, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure(.failed, "\(path): \(SystemError.text(errno))")
        }
    }

    deinit {
        guard descriptor > STDOUT_FILENO, !isClosed else { return }
        close(descriptor)
        if let partial { unsafe unlink(partial) }
    }

    /// Appends bytes; they reach the system in large pieces.
    ///
    /// - Throws: `OutputClosed`, or `CommandFailure` when the system cannot write.
    func write(_ bytes: some Sequence<UInt8>) throws {
        pending.append(contentsOf: bytes)
        if pending.count >= Self.flushBytes { try flush() }
    }

    /// Hands over what is pending.
    ///
    /// - Throws: as `write`.
    func flush() throws {
        defer { pending.removeAll(keepingCapacity: true) }
        try FileWriter.writeAll(pending, to: descriptor, name: path)
    }

    /// Hands over the rest and gives the file its name.
    ///
    /// - Throws: as `write`.
    func finish() throws {
        try flush()
        guard descriptor > STDOUT_FILENO else { return }
        isClosed = true
        var isDone = close(descriptor) == 0
        if let partial { isDone = unsafe isDone && rename(partial, path) == 0 }
        guard !isDone else { return }
        let reason = SystemError.text(errno)
        if let partial { unsafe unlink(partial) }
        throw CommandFailure(.failed, "\(path): \(reason)")
    }
}
