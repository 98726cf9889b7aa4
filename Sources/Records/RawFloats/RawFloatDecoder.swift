/// Reads raw rows: little-endian 32-bit floats in the model's order, nothing else.
///
/// A row is scored where it lies, at any alignment, unless a column substitutes missing values.
/// NaN means missing; a category is its code.
public struct RawFloatDecoder: Sendable {
    /// How many features a row has.
    public let columnCount: Int
    /// Whether a row must be copied because a column has a substitute for missing values.
    public let needsCopy: Bool

    private let allowsInfinity: Bool
    private let hasRequired: Bool
    private let isRequired: [Bool]
    /// NaN where there is no substitute.
    private let substitutes: [Float]

    /// Prepares for rows of a layout's columns.
    public init(_ layout: EventLayout) {
        columnCount = layout.columns.count
        allowsInfinity = layout.allowsInfinity
        isRequired = layout.columns.map { $0.missing == .required }
        hasRequired = isRequired.contains(true)
        substitutes = layout.columns.map {
            guard case .substitute(let value) = $0.missing else { return .nan }
            return Float(value)
        }
        needsCopy = substitutes.contains { !$0.isNaN }
    }

    /// Checks a row's length, and that no value is NaN or infinite where that is forbidden.
    ///
    /// - Returns: success, or `wrong_length`, `missing_feature`, `infinite_value`, or
    ///   `empty_value` for no bytes at all.
    /// - Complexity: O(columns). Allocates nothing.
    public func check(_ payload: RawSpan) -> DecodeOutcome {
        guard payload.byteCount == 4 &* columnCount else {
            let isEmpty = payload.byteCount == 0
            return DecodeOutcome(
                failure: DecodeFailure(
                    reason: isEmpty ? .emptyValue : .wrongLength,
                    byteOffset: payload.byteCount
                )
            )
        }
        guard hasRequired || !allowsInfinity, hasSpecial(payload) else { return DecodeOutcome() }
        for column in 0..<columnCount {
            let value = Self.value(payload, column)
            if value.isNaN ? isRequired[column] : value.isInfinite && !allowsInfinity {
                return DecodeOutcome(
                    failure: DecodeFailure(
                        reason: value.isNaN ? .missingFeature : .infiniteValue,
                        byteOffset: 4 &* column,
                        column: column
                    )
                )
            }
        }
        return DecodeOutcome()
    }

    /// Copies a row, with substitutes for what is missing.
    ///
    /// - Precondition: ``check(_:)`` accepted the payload; the row has ``columnCount`` elements.
    /// - Complexity: O(columns). Allocates nothing.
    public func copy(_ payload: RawSpan, into row: inout MutableSpan<Float>) {
        precondition(row.count == columnCount && payload.byteCount == 4 &* columnCount)
        for column in 0..<columnCount {
            let value = Self.value(payload, column)
            row[column] = value.isNaN ? substitutes[column] : value
        }
    }

    /// Whether any value is NaN or infinite: its exponent has all bits set.
    private func hasSpecial(_ payload: RawSpan) -> Bool {
        var found = false
        for column in 0..<columnCount {
            let bits = Self.bits(payload, column)
            found = (bits & 0x7F80_0000 == 0x7F80_0000) || found
        }
        return found
    }

    @inline(__always)
    private static func value(_ payload: RawSpan, _ column: Int) -> Float {
        Float(bitPattern: bits(payload, column))
    }

    @inline(__always)
    private static func bits(_ payload: RawSpan, _ column: Int) -> UInt32 {
        // SAFETY: callers have checked that the payload has four bytes for every column.
        let bits = unsafe payload.unsafeLoadUnaligned(
            fromUncheckedByteOffset: 4 &* column,
            as: UInt32.self
        )
        return UInt32(littleEndian: bits)
    }
}
