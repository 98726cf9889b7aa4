internal import CZlib
import Glibc

/// The bytes of an open descriptor, through gzip where they are compressed.
///
/// A read brings what is there and waits only when there is nothing. zlib's own files wait until
/// their buffer is full, so that lines of a live pipe would come late.
///
/// Thread safety: one thread uses it.
@safe final class DecompressedInput {
    /// Why the bytes end before the input does.
    enum Problem: Error, Equatable {
        /// The system's error number.
        case system(Int32)
        /// The input ends within compressed data.
        case cutOff
        /// What zlib says of the bytes.
        case damaged(String)
    }

    private static let bufferBytes = 1 << 17
    private static let gzipMagic: [UInt8] = [0x1f, 0x8b]

    private let descriptor: Int32
    private let stop: StopFlag?
    private var raw = [UInt8](repeating: 0, count: bufferBytes)
    private var position = 0
    private var filled = 0
    /// Compressed bytes are inflated by it; nil for plain ones and before the first read.
    private var stream: UnsafeMutablePointer<z_stream>?
    private var isRecognised = false
    private var isWithinMember = false
    /// Bytes of the descriptor that were taken so far.
    private(set) var bytesTaken = 0

    /// Takes over a descriptor that is open for reading; the input ends when `stop` is raised.
    init(descriptor: Int32, stop: StopFlag? = nil) {
        self.descriptor = descriptor
        self.stop = stop
    }

    deinit {
        close(descriptor)
        guard let stream = unsafe stream else { return }
        // SAFETY: allocated and initialised together, and only in `recognise`.
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Reads bytes, waiting for the first only.
    ///
    /// - Parameter buffer: not empty; its first bytes are overwritten.
    /// - Returns: how many there are; 0 at the end.
    /// - Throws: `Problem`; what came before it was read.
    func read(into buffer: inout [UInt8]) throws(Problem) -> Int {
        if !isRecognised { try recognise() }
        guard let stream = unsafe stream else { return try readPlain(into: &buffer) }
        while true {
            if position == filled {
                try refill()
                if filled == 0 {
                    guard isWithinMember, stop?.isRaised != true else { return 0 }
                    throw .cutOff
                }
            }
            let count = unsafe try inflateOnce(stream, into: &buffer)
            if count > 0 { return count }
        }
    }

    private func readPlain(into buffer: inout [UInt8]) throws(Problem) -> Int {
        if position == filled { try refill() }
        let count = min(buffer.count, filled - position)
        buffer.replaceSubrange(0..<count, with: raw[position..<position + count])
        position += count
        return count
    }

    /// Looks at the first two bytes.
    private func recognise() throws(Problem) {
        isRecognised = true
        while filled < Self.gzipMagic.count {
            let count = try readDescriptor(at: filled)
            if count == 0 { break }
            filled += count
        }
        guard raw[..<filled].starts(with: Self.gzipMagic) else { return }
        let made = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe made.initialize(to: z_stream())
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        // SAFETY: the struct stays at its address, which zlib keeps; 31 is the largest window with
        // a gzip header.
        guard unsafe inflateInit2_(made, 31, ZLIB_VERSION, size) == Z_OK else {
            unsafe made.deallocate()
            throw .damaged("zlib cannot be started")
        }
        unsafe stream = unsafe made
    }

    /// Inflates what is at hand; 0 when that gives no bytes yet.
    private func inflateOnce(
        _ stream: UnsafeMutablePointer<z_stream>,
        into buffer: inout [UInt8]
    ) throws(Problem) -> Int {
        if !isWithinMember { unsafe inflateReset(stream) }
        isWithinMember = true
        let given = filled - position
        let room = buffer.count
        let code = unsafe raw.withUnsafeMutableBytes { input in
            unsafe buffer.withUnsafeMutableBytes { output in
                // SAFETY: both ranges lie inside arrays that live through the call.
                unsafe stream.pointee.next_in =
                    input.baseAddress.map { unsafe $0 + position }?
                    .assumingMemoryBound(to: UInt8.self)
                unsafe stream.pointee.avail_in = UInt32(given)
                unsafe stream.pointee.next_out = output.baseAddress?
                    .assumingMemoryBound(to: UInt8.self)
                unsafe stream.pointee.avail_out = UInt32(room)
                return unsafe inflate(stream, Z_NO_FLUSH)
            }
        }
        position += given - Int(unsafe stream.pointee.avail_in)
        switch code {
        case Z_STREAM_END: isWithinMember = false
        case Z_OK, Z_BUF_ERROR: break
        default:
            // SAFETY: zlib's message is a static text.
            let said = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
            throw .damaged(said ?? "zlib's code \(code)")
        }
        return room - Int(unsafe stream.pointee.avail_out)
    }

    private func refill() throws(Problem) {
        position = 0
        filled = 0
        filled = try readDescriptor(at: 0)
    }

    private func readDescriptor(at start: Int) throws(Problem) -> Int {
        while true {
            guard waitForBytes() else { return 0 }
            let count = unsafe raw.withUnsafeMutableBytes { buffer in
                // SAFETY: `start` is below the buffer's size.
                unsafe Glibc.read(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + start },
                    buffer.count - start
                )
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(errno) }
            bytesTaken += count
            return count
        }
    }

    /// Waits until a read would not; false when the stop flag is raised meanwhile.
    private func waitForBytes() -> Bool {
        guard let stop else { return true }
        while !stop.isRaised {
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            // SAFETY: one request, ours. A signal or an error ends the wait like bytes do.
            if unsafe poll(&request, 1, 100) != 0 { return !stop.isRaised }
        }
        return false
    }
}
