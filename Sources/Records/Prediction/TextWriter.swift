/// Puts text and numbers one after the other into memory, never past its end.
@safe
struct TextWriter {
    private let start: UnsafeMutableRawPointer?
    private let capacity: Int
    /// How many bytes were put.
    private(set) var count = 0

    @unsafe
    init(_ destination: UnsafeMutableRawBufferPointer) {
        unsafe start = destination.baseAddress
        capacity = destination.count
    }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        precondition(count < capacity)
        // SAFETY: 0 <= count < capacity, so that there is memory.
        unsafe start?.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count &+= 1
    }

    @inline(__always)
    mutating func put(_ text: RawSpan) {
        precondition(text.byteCount <= capacity &- count)
        unsafe text.withUnsafeBytes { bytes in
            guard let source = bytes.baseAddress, let start = unsafe start else { return }
            // SAFETY: the room was just checked; copyMemory allows for an overlap.
            unsafe start.advanced(by: count).copyMemory(from: source, byteCount: bytes.count)
        }
        count &+= text.byteCount
    }

    @inline(__always)
    mutating func put(_ value: Double) {
        // SAFETY: `room` has checked that there is room for the longest number.
        count &+= unsafe Decimal.write(value, to: room())
    }

    @inline(__always)
    mutating func put(_ value: Int64) {
        // SAFETY: `room` has checked that there is room for the longest number.
        count &+= unsafe Decimal.write(value, to: room())
    }

    @inline(__always)
    private func room() -> UnsafeMutablePointer<UInt8> {
        guard capacity &- count >= Decimal.maxBytes, let start = unsafe start else {
            preconditionFailure("no room for a number")
        }
        return unsafe start.advanced(by: count).assumingMemoryBound(to: UInt8.self)
    }
}
