extension RawSpan {
    /// Copies the bytes to the start of `destination`.
    ///
    /// - Precondition: `destination` has room for them.
    @unsafe @inline(__always)
    func write(to destination: UnsafeMutableRawBufferPointer) {
        unsafe withUnsafeBytes { bytes in unsafe destination.copyMemory(from: bytes) }
    }
}

extension Span<Double> {
    /// Whether no element is NaN or infinite.
    var allFinite: Bool {
        for index in indices where !self[index].isFinite { return false }
        return true
    }
}
