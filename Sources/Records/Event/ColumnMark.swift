/// What an open column holds where the value is no number: NaN with a payload that says what stood
/// there.
///
/// A number read from JSON is never NaN, so that no number can be taken for a mark. Marks are moved
/// and compared by their bits only; arithmetic would lose them.
enum ColumnMark {
    /// Null or absent; the NaN that other columns hold then as well.
    static let missing = mark(0)
    /// A text that none of the column's models knows; in a model's own row, a category that it does
    /// not know.
    static let unseenText = mark(1)
    static let yes = mark(2)
    static let no = mark(3)
    /// An array or an object.
    static let structure = mark(4)
    /// A number too large for a 64-bit float.
    static let outOfRange = mark(5)

    /// A text that some model knows: the one at this place of the column's list.
    static func text(_ place: Int) -> Double { mark(UInt64(firstText + place)) }

    /// The number of marks before the first text's.
    static let firstText = 6

    /// Which mark a NaN is.
    @inline(__always)
    static func number(of value: Double) -> Int {
        Int(truncatingIfNeeded: value.bitPattern & 0x7_FFFF_FFFF_FFFF)
    }

    private static func mark(_ number: UInt64) -> Double {
        Double(bitPattern: Double.nan.bitPattern | number)
    }
}
