/// The leading 128 bits of the powers of five from 5^-342 to 5^324.
///
/// Exact for 5^0…5^55. Else rounded down, but for 5^-27…5^-1, which are rounded up as the proof of
/// Eisel and Lemire's algorithm wants them. ``Shortest`` wants the others rounded up as well and
/// adds the one itself. Constant data: a table made at run time would be guarded by a test at
/// every use.
///
/// - Source: D. Lemire, Number parsing at a gigabyte per second (2021), section 5; table as in
///   its `fast_float` library.
enum PowersOfFive {
    static let smallest = -342
    static let largest = 324

    /// The two words of 5^exponent.
    ///
    /// - Precondition: `smallest...largest` contains `exponent`.
    @inline(__always)
    static func words(of exponent: Int) -> (high: UInt64, low: UInt64) {
        let index = 2 &* (exponent &- smallest)
        return (words[index], words[index &+ 1])
    }
}
