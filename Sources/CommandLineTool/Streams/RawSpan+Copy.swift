extension [UInt8] {
    /// The bytes of a span, in memory of their own.
    init(copying span: RawSpan) {
        // SAFETY: the buffer is read within the call.
        self = unsafe span.withUnsafeBytes { buffer in unsafe [UInt8](buffer) }
    }
}
