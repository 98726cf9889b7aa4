import Glibc

/// Reads the lines of a file or standard input, through gzip where the bytes are compressed.
///
/// Compression is seen from the bytes, whatever the file is called. Memory is bounded by the
/// longest line that is allowed. A line of a live pipe is read as soon as it is there.
///
/// Thread safety: one thread uses it.
@safe public final class LineSource {
    /// Bytes of a line that are read unless another limit is given: 16 MiB.
    public static let standardMaxLineBytes = 16 << 20

    /// The file as the user named it; `-` is standard input.
    public let path: String
    /// The number of the line that was read last, from 1; 0 before the first.
    public private(set) var lineNumber = 0
    /// Bytes of the file, or nil for a pipe.
    public let totalBytes: Int?

    private let maxLineBytes: Int
    private let stop: StopFlag?
    private let input: DecompressedInput
    private var buffer = [UInt8](repeating: 0, count: 1 << 17)
    private var position = 0
    private var filled = 0
    private var isAtEnd = false

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: the file, or `-` for standard input.
    ///   - maxLineBytes: a longer line is an error.
    ///   - stop: ends the input when it is raised, also while a pipe is waited for; the line that is
    ///     not whole then is not given.
    /// - Throws: `OperationsError` when it cannot be opened.
    public init(
        path: String,
        maxLineBytes: Int = standardMaxLineBytes,
        stop: StopFlag? = nil
    ) throws(OperationsError) {
        self.path = path
        self.stop = stop
        self.maxLineBytes = maxLineBytes
        // SAFETY: plain system calls; the descriptor is closed here or belongs to the stream.
        let file = path == "-" ? dup(STDIN_FILENO) : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw OperationsError(path, "cannot be opened: \(systemText(errno))")
        }
        var facts = stat()
        let isKnown = unsafe fstat(file, &facts) == 0
        if isKnown && facts.st_mode & S_IFMT == S_IFDIR {
            close(file)
            throw OperationsError(path, "is a folder")
        }
        totalBytes =
            isKnown && facts.st_mode & S_IFMT == S_IFREG ? Int(facts.st_size) : nil
        input = DecompressedInput(descriptor: file, stop: stop)
    }

    /// Bytes of the file (compressed, where it is) that were taken so far.
    public var bytesRead: Int { input.bytesTaken }

    /// Reads the next line into `line`, without its line end (LF or CRLF).
    ///
    /// An empty line is a line; a last line needs no line end.
    ///
    /// - Parameter line: is replaced; its room is used again.
    /// - Returns: false at the end, and `line` is then empty.
    /// - Throws: `OperationsError` that names the line when it is too long, when the file cannot be
    ///   read, or when its compressed bytes are damaged or cut off.
    public func next(into line: inout [UInt8]) throws(OperationsError) -> Bool {
        line.removeAll(keepingCapacity: true)
        var hasBytes = false
        var isEnded = false
        while !isEnded {
            if position == filled {
                try fill()
                if filled == 0 { break }
            }
            hasBytes = true
            let rest = buffer[position..<filled]
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            let part = rest[..<(end ?? filled)]
            guard line.count + part.count <= maxLineBytes else {
                throw failure("is longer than \(maxLineBytes) bytes", line: lineNumber + 1)
            }
            line += part
            position = end.map { $0 + 1 } ?? filled
            isEnded = end != nil
        }
        // The rest at the end of the input is a line, unless the input was stopped within it.
        guard hasBytes, isEnded || stop?.isRaised != true else {
            line.removeAll(keepingCapacity: true)
            return false
        }
        lineNumber += 1
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return true
    }

    /// The next line, or nil at the end.
    ///
    /// - Throws: as `next(into:)`.
    public func next() throws(OperationsError) -> [UInt8]? {
        var line: [UInt8] = []
        return try next(into: &line) ? line : nil
    }

    private func fill() throws(OperationsError) {
        position = 0
        filled = 0
        if isAtEnd { return }
        do throws(DecompressedInput.Problem) {
            filled = try input.read(into: &buffer)
        } catch {
            isAtEnd = true
            switch error {
            case .system(let code): throw failure("cannot be read: \(systemText(code))")
            case .cutOff: throw failure("the compressed file is cut off", line: lineNumber + 1)
            case .damaged(let said):
                throw failure("the compressed bytes are damaged (\(said))", line: lineNumber + 1)
            }
        }
        isAtEnd = filled == 0
    }

    private func failure(_ problem: String, line: Int? = nil) -> OperationsError {
        OperationsError(line.map { "\(path):\($0)" } ?? path, problem)
    }
}
