/// The codes of all columns' categories, found by a value's bytes.
struct CategoryCodes: Sendable {
    private var table: ByteTable
    private var codes: [Double] = []
    private let columns: Int
    /// The length of the longest category's text.
    var longestText: Int { table.longestKey }

    init(_ columns: [EventColumn]) {
        var count = 0
        for column in columns {
            switch column.kind {
            case .number: break
            case .category(let texts, let numbers): count += texts.count + numbers.count
            case .open(let texts): count += texts.count
            }
        }
        table = ByteTable(capacity: count)
        self.columns = columns.count
        for (index, column) in columns.enumerated() {
            if case .open(let texts) = column.kind {
                for (place, text) in texts.enumerated() {
                    add(Array(text.utf8), owner: index, ColumnMark.text(place))
                }
            }
            guard case .category(let texts, let numbers) = column.kind else { continue }
            for (text, code) in texts { add(Array(text.utf8), owner: index, code) }
            for (number, code) in numbers {
                let bits = Self.key(number)
                let bytes = (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
                add(bytes, owner: index + self.columns, code)
            }
        }
    }

    private mutating func add(_ key: [UInt8], owner: Int, _ code: Double) {
        table.add(key, owner: owner, value: codes.count)
        codes.append(code)
    }

    /// Where the code of a text is; -1 where the text is none of the column's.
    @inline(__always)
    func find(_ bytes: RawSpan, from start: Int, count: Int, column: Int) -> Int {
        table.find(bytes, from: start, count: count, owner: column)
    }

    /// The code at a place that ``find`` gave.
    @inline(__always)
    func code(at place: Int) -> Double { codes[place] }

    /// The code of a text; NaN where it is none of the column's.
    @inline(__always)
    func code(of bytes: RawSpan, from start: Int, count: Int, column: Int) -> Double {
        let found = table.find(bytes, from: start, count: count, owner: column)
        return found < 0 ? .nan : codes[found]
    }

    /// The code of a number; NaN where it is none of the column's.
    @inline(never)
    func code(of number: Double, column: Int) -> Double {
        let key: InlineArray<1, UInt64> = [Self.key(number).littleEndian]
        let found = table.find(
            key.span.octets,
            from: 0,
            count: 8,
            owner: column &+ columns
        )
        return found < 0 ? .nan : codes[found]
    }

    /// Zero and negative zero are one category.
    private static func key(_ number: Double) -> UInt64 { number == 0 ? 0 : number.bitPattern }
}
