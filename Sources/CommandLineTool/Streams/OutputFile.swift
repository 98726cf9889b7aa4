import Glibc

/// A file that is written whole or not at all, or standard output.
///
/// The bytes go to `PATH.partial`, which takes the file's name in `finish`; without it the partial
/// file is removed.
final class OutputFile {
    private static let flushBytes = 1 << 20

    private let path: String
    private let partial: String
    private let descriptor: Int32
    private var pending: [UInt8] = []
    private var isFinished = false

    /// - Parameter path: `-` for standard output.
    /// - Throws: `CommandFailure` naming the file and why it cannot be written.
    init(path: String) throws {
        self.path = path
        partial = path + ".partial"
        guard path != "-" else {
            descriptor = STDOUT_FILENO
            return
        }
        // SAFETY: here and below, a path is a terminated string for the length of the call.
        descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure(.failed, "\(path): \(SystemError.text(errno))")
        }
    }

    deinit {
        guard descriptor != STDOUT_FILENO, descriptor >= 0, !isFinished else { return }
        close(descriptor)
        unsafe unlink(partial)
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
        guard descriptor != STDOUT_FILENO else { return }
        isFinished = true
        guard close(descriptor) == 0, unsafe rename(partial, path) == 0 else {
            let reason = SystemError.text(errno)
            unsafe unlink(partial)
            throw CommandFailure(.failed, "\(path): \(reason)")
        }
    }
}
