/// Makes one model's row from a row that was decoded for several (``SharedLayout``).
///
/// What comes out, success or failure, is what decoding the event for that model alone would give.
///
/// - Thread safety: immutable; may be shared.
public struct RowProjection: Sendable {
    /// How many features the model's row has.
    public var columnCount: Int { columns.count }
    /// How many columns the shared row has.
    public let sourceCount: Int

    /// Where a column comes from, and what becomes of it.
    private struct Column: BitwiseCopyable {
        enum Step: UInt8, BitwiseCopyable {
            /// As it is.
            case copy
            case number
            case category
        }
        var source: Int32
        /// Its place in the model's row.
        var place: Int32
        var step = Step.copy
        var takesText = true
        var takesNumber = true
        var takesBoolean = false
        var isRequired = false
        var valueWhenMissing = Double.nan
        /// Where the codes of the marks from `firstText` on begin in `codes`.
        var firstCode: Int32 = 0
        var yes = Double.nan
        var no = Double.nan
    }

    private let columns: [Column]
    private let codes: [Double]
    private let categories: CategoryCodes
    private let rejectsUnseen: Bool

    /// How rows of `target` come from those of `shared`, whose columns are at the places `order`
    /// names; nil where they need not be made.
    init?(_ target: EventLayout, from shared: EventLayout, order: [[UInt8]: Int]) {
        var columns: [Column] = []
        var codes: [Double] = []
        for column in target.columns {
            guard let source = order[column.nameBytes] else {
                preconditionFailure("a shared layout has every column of its layouts")
            }
            var made = Self.column(column, shared.columns[source], &codes)
            made.source = Int32(source)
            made.place = Int32(columns.count)
            columns.append(made)
        }
        let isInPlace = columns.enumerated().allSatisfy { place, column in
            column.step == .copy && Int(column.source) == place
        }
        guard !isInPlace else { return nil }
        sourceCount = shared.columns.count
        self.columns = columns
        self.codes = codes
        categories = CategoryCodes(target.columns)
        rejectsUnseen = target.rejectsUnseenCategories
    }

    private static func column(
        _ column: EventColumn,
        _ shared: EventColumn,
        _ codes: inout [Double]
    ) -> Column {
        var made = Column(source: 0, place: 0)
        guard !column.reads(as: shared) else { return made }
        let rule = JSONEventDecoder.Rule(column)
        made.step = rule.isCategory ? .category : .number
        made.takesText = rule.takesText
        made.takesNumber = rule.takesNumber
        made.takesBoolean = rule.takesBoolean
        made.isRequired = rule.isRequired
        made.valueWhenMissing = rule.valueWhenMissing
        made.firstCode = Int32(codes.count)
        if case .category(let texts, _) = column.kind, case .open(let known) = shared.kind {
            var byBytes: [[UInt8]: Double] = [:]
            for (text, code) in texts { byBytes[Array(text.utf8)] = code }
            codes += known.map { byBytes[Array($0.utf8)] ?? .nan }
            made.yes = texts["true"] ?? .nan
            made.no = texts["false"] ?? .nan
        }
        return made
    }

    /// Makes the model's row.
    ///
    /// - Parameters:
    ///   - row: decoded by the shared layout.
    ///   - target: overwritten with the model's features in its order; after a failure it holds
    ///     anything.
    ///   - payloadBytes: the event's length, which is where a failure is reported.
    ///   - unseen: counts the categories that the model has not seen.
    /// - Returns: success, or why the model takes no such event; the failure's column is the shared
    ///   layout's.
    /// - Precondition: `row` has as many elements as the shared layout has columns, `target`
    ///   ``columnCount``.
    /// - Complexity: O(columns). Allocates nothing.
    public func project(
        _ row: Span<Double>,
        into target: inout MutableSpan<Double>,
        payloadBytes: Int,
        unseen: inout Int
    ) -> DecodeOutcome {
        precondition(target.count == columns.count, "a row has one element for every column")
        let columns = columns.span
        for place in columns.indices {
            let column = columns[place]
            let value = row[Int(column.source)]
            if column.step == .copy || (column.step == .number && !value.isNaN) {
                target[place] = value
                continue
            }
            let (result, reason) = read(value, by: column)
            if let reason {
                return DecodeOutcome(
                    failure: DecodeFailure(
                        reason: reason,
                        byteOffset: payloadBytes,
                        column: Int(column.source)
                    )
                )
            }
            if result.isNaN, column.step == .category, !Self.isMissing(value) { unseen &+= 1 }
            target[place] = result
        }
        return DecodeOutcome()
    }

    @inline(__always)
    private static func isMissing(_ value: Double) -> Bool {
        value.isNaN && ColumnMark.number(of: value) == 0
    }

    /// What the model makes of a value that is not simply its own.
    @inline(__always)
    private func read(_ value: Double, by column: Column) -> (Double, DecodeFailure.Reason?) {
        guard value.isNaN else {
            // A number where the model has a category.
            guard column.takesNumber else { return (0, .wrongType) }
            return category(categories.code(of: value, column: Int(column.place)))
        }
        let mark = ColumnMark.number(of: value)
        if mark == 0 {
            return (column.valueWhenMissing, column.isRequired ? .missingFeature : nil)
        }
        let isCategory = column.step == .category
        if mark == ColumnMark.number(of: ColumnMark.outOfRange) {
            return (0, isCategory && !column.takesNumber ? .wrongType : .numberOutOfRange)
        }
        guard isCategory else { return (0, .wrongType) }
        if mark >= ColumnMark.firstText {
            guard column.takesText else { return (0, .wrongType) }
            return category(codes[Int(column.firstCode) &+ mark &- ColumnMark.firstText])
        }
        switch mark {
        case ColumnMark.number(of: ColumnMark.unseenText):
            return column.takesText ? category(.nan) : (0, .wrongType)
        case ColumnMark.number(of: ColumnMark.yes):
            return column.takesBoolean ? category(column.yes) : (0, .wrongType)
        case ColumnMark.number(of: ColumnMark.no):
            return column.takesBoolean ? category(column.no) : (0, .wrongType)
        default: return (0, .wrongType)
        }
    }

    @inline(__always)
    private func category(_ code: Double) -> (Double, DecodeFailure.Reason?) {
        guard code.isNaN else { return (code, nil) }
        return (ColumnMark.unseenText, rejectsUnseen ? .unseenCategory : nil)
    }
}
