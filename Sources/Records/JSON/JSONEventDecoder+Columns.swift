/// The features' values.
extension JSONEventDecoder {
    /// Notes that a column is there, and whether it came before.
    @inline(__always)
    mutating func noteSeen(_ column: Int) {
        if columnSeen[column] == featuresStart {
            event.duplicateKeys &+= 1
            columnNull[column] = 0
        } else {
            columnSeen[column] = featuresStart
            columnsSeen &+= 1
        }
    }

    /// A feature's value and its end, for the values that most events hold.
    ///
    /// - Returns: an end of 0 where the value is of another kind. The caller checks that a comma
    ///   stands at the end: with anything else the value is not decided.
    @inline(__always)
    mutating func usualValue(
        _ column: Int,
        isNumber: Bool,
        _ bytes: RawSpan,
        at index: Int
    ) -> (value: Double, end: Int) {
        if isNumber {
            let (value, end) = FastNumber.read(bytes, at: index)
            if end > 0 { return (value, end) }
        }
        return plainValue(column, bytes, at: index)
    }

    /// A null, or a known category without escapes, in ASCII.
    @inline(never)
    private mutating func plainValue(
        _ column: Int,
        _ bytes: RawSpan,
        at index: Int
    ) -> (value: Double, end: Int) {
        let rule = rules[column]
        let word = bytes.word(index)
        if word & 0xFFFF_FFFF == 0x6C6C_756E, !rule.isRequired {
            return (rule.valueWhenMissing, index &+ 4)
        }
        guard rule.isCategory, word & 0xFF == 0x22 else { return (0, 0) }
        var end = index &+ 1
        var marks = Octets.specials(bytes.word(end))
        while marks == 0 {
            end &+= 8
            marks = Octets.specials(bytes.word(end))
        }
        end &+= marks.trailingZeroBitCount >> 3
        guard bytes.octet(end) == 0x22 else { return (0, 0) }
        let found = categories.find(
            bytes,
            from: index &+ 1,
            count: end &- index &- 1,
            column: column
        )
        return found < 0 ? (0, 0) : (categories.code(at: found), end &+ 1)
    }

    /// Reads a feature's value, whatever it is.
    @inline(never)
    mutating func readColumn(
        _ column: Int,
        _ scanner: inout JSONScanner,
        _ row: inout MutableSpan<Double>
    ) throws(DecodeFailure) {
        let byte = scanner.next
        if (byte == UInt8(ascii: "-") || JSONScanner.isDigit(byte)) && !rules[column].isCategory {
            row[column] = try readNumber(column, &scanner)
        } else {
            row[column] = try readOther(column, &scanner)
        }
    }

    @inline(__always)
    private mutating func readNumber(
        _ column: Int,
        _ scanner: inout JSONScanner
    ) throws(DecodeFailure) -> Double {
        let start = scanner.index
        let value: Double
        do throws(DecodeFailure) {
            value = try scanner.number()
        } catch {
            throw named(error, column)
        }
        guard value.magnitude < .infinity else {
            throw DecodeFailure(reason: .numberOutOfRange, byteOffset: start, column: column)
        }
        return value
    }

    /// Reads a category or a null, or says what is wrong.
    @inline(__always)
    private mutating func readOther(
        _ column: Int,
        _ scanner: inout JSONScanner
    ) throws(DecodeFailure) -> Double {
        let rule = rules[column]
        do throws(DecodeFailure) {
            if rule.isOpen { return try readOpen(column, &scanner) }
            switch scanner.next {
            case UInt8(ascii: "\"") where rule.isCategory && rule.takesText:
                return try readText(column, &scanner)
            case UInt8(ascii: "n"):
                try scanner.skip(.null)
                if rule.isRequired {
                    columnNull[column] = featuresStart
                    hasRequiredNull = true
                }
                return rule.valueWhenMissing
            case UInt8(ascii: "-") where rule.isCategory && rule.takesNumber,
                0x30...0x39 where rule.isCategory && rule.takesNumber:
                let start = scanner.index
                let value = try scanner.number()
                guard value.magnitude < .infinity else {
                    throw DecodeFailure(reason: .numberOutOfRange, byteOffset: start)
                }
                return try seen(categories.code(of: value, column: column), at: start)
            case UInt8(ascii: "t") where rule.takesBoolean,
                UInt8(ascii: "f") where rule.takesBoolean:
                return try readBoolean(column, &scanner)
            default:
                let start = scanner.index
                // A value that is not even JSON is reported as that.
                try scanner.skipValue(depth: featureDepth)
                throw DecodeFailure(reason: .wrongType, byteOffset: start)
            }
        } catch {
            throw named(error, column)
        }
    }

    /// Reads any value: a number, or a mark of what else it is.
    @inline(never)
    private mutating func readOpen(
        _ column: Int,
        _ scanner: inout JSONScanner
    ) throws(DecodeFailure) -> Double {
        switch scanner.next {
        case UInt8(ascii: "\""):
            let code = try textCode(column, &scanner)
            return code.isNaN && ColumnMark.number(of: code) == 0 ? ColumnMark.unseenText : code
        case UInt8(ascii: "n"):
            try scanner.skip(.null)
            return ColumnMark.missing
        case UInt8(ascii: "t"):
            try scanner.skip(.true)
            return ColumnMark.yes
        case UInt8(ascii: "f"):
            try scanner.skip(.false)
            return ColumnMark.no
        case UInt8(ascii: "-"), 0x30...0x39:
            let value = try scanner.number()
            return value.magnitude < .infinity ? value : ColumnMark.outOfRange
        default:
            try scanner.skipValue(depth: featureDepth)
            return ColumnMark.structure
        }
    }

    @inline(__always)
    private mutating func readText(
        _ column: Int,
        _ scanner: inout JSONScanner
    ) throws(DecodeFailure) -> Double {
        let start = scanner.index
        return try seen(textCode(column, &scanner), at: start)
    }

    /// The code of a string; NaN where it has none.
    @inline(__always)
    private mutating func textCode(
        _ column: Int,
        _ scanner: inout JSONScanner
    ) throws(DecodeFailure) -> Double {
        let text = try scanner.string()
        guard text.isEscaped else {
            return categories.code(
                of: scanner.bytes,
                from: text.start,
                count: text.count,
                column: column
            )
        }
        var unescaped = scratch.mutableSpan
        guard let count = scanner.unescape(text, into: &unescaped) else { return .nan }
        return categories.code(of: scratch.span.octets, from: 0, count: count, column: column)
    }

    private mutating func readBoolean(
        _ column: Int,
        _ scanner: inout JSONScanner
    ) throws(DecodeFailure) -> Double {
        let start = scanner.index
        try scanner.skip(scanner.next == UInt8(ascii: "t") ? .true : .false)
        let code = categories.code(
            of: scanner.bytes,
            from: start,
            count: scanner.index &- start,
            column: column
        )
        return try seen(code, at: start)
    }

    /// Counts or rejects a category that has no code.
    @inline(__always)
    private mutating func seen(_ code: Double, at start: Int) throws(DecodeFailure) -> Double {
        guard code.isNaN else { return code }
        guard !rejectsUnseen else {
            throw DecodeFailure(reason: .unseenCategory, byteOffset: start)
        }
        event.unseenCategories &+= 1
        return ColumnMark.unseenText
    }

    private func named(_ failure: DecodeFailure, _ column: Int) -> DecodeFailure {
        DecodeFailure(reason: failure.reason, byteOffset: failure.byteOffset, column: column)
    }
}
