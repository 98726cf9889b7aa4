import Records

/// A number as the shortest text that reads back to it.
enum NumberText {
    /// Of any number; `nan`, `inf` and `-inf` as C's library writes them.
    static func bytes(_ value: Double) -> [UInt8] {
        guard value.isFinite else { return Array((value.isNaN ? "nan" : "\(value)").utf8) }
        return unsafe [UInt8](unsafeUninitializedCapacity: Decimal.maxBytes) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            // SAFETY: there is the room that the writer asks for; it says how much it has filled.
            count = unsafe Decimal.write(value, to: start)
        }
    }
}
