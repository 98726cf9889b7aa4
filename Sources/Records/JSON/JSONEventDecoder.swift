/// Reads JSON events into rows of numbers, in one pass over the payload's own bytes.
///
/// The payload is checked as a whole, members that are ignored included: grammar, UTF-8, escapes,
/// depth. Numbers become exactly what `strtod` reads. Names are expected in the order of the last
/// event, and looked up where they come in another. A name that comes again replaces what came
/// before.
///
/// ```swift
/// var decoder = JSONEventDecoder(layout)
/// let outcome = decoder.decode(payload, into: &row)
/// if let failure = outcome.failure { print(failure.message(layout)) }
/// ```
///
/// - Thread safety: one thread at a time. Make one for every worker.
public struct JSONEventDecoder: ~Copyable, Sendable {
    /// What was found besides the row by the last successful ``decode(_:into:)``.
    public internal(set) var event = DecodedEvent()

    let maxDepth: Int
    let arrayColumns: Int
    let rejectsUnseen: Bool
    let rules: FixedArray<Rule>
    let places: FixedArray<EventPlan.Place>
    let patterns: FixedArray<KeyPattern>
    let patternWords: FixedArray<UInt64>
    let names: ByteTable
    let elements: [EventPlan.Element]
    let categories: CategoryCodes

    /// Behind each pattern the one that followed it last; then, for each place, its first.
    var successors: FixedArray<Int32>
    /// When each column and each place was last seen, as a reading of `clock`.
    var columnSeen: FixedArray<UInt64>
    var placeSeen: FixedArray<UInt64>
    /// When each column was last null.
    var columnNull: FixedArray<UInt64>
    /// By the layout's captures: where each value is.
    var captures: FixedArray<CapturedValue>
    /// Text with its escapes resolved.
    var scratch: [UInt8]

    /// Advances with every event, and whenever features are read anew.
    var clock: UInt64 = 0
    var eventStart: UInt64 = 0
    var featuresStart: UInt64 = 0
    var hasFeatures = false
    /// How many arrays and objects enclose a feature's value.
    var featureDepth = 1
    var columnsSeen = 0
    var hasRequiredNull = false

    /// Makes a decoder and all the memory it needs.
    public init(_ layout: EventLayout) { self.init(DecodingPlan(layout)) }

    /// Makes a decoder of a layout that is prepared already.
    ///
    /// - Complexity: O(columns + pointers' steps).
    public init(_ prepared: DecodingPlan) {
        let layout = prepared.layout
        let plan = prepared.events
        maxDepth = layout.maxDepth
        arrayColumns = layout.arrayColumns
        rejectsUnseen = layout.rejectsUnseenCategories
        rules = FixedArray(prepared.rules)
        places = FixedArray(plan.places)
        patterns = FixedArray(plan.patterns)
        patternWords = FixedArray(plan.patternWords)
        names = plan.names
        elements = plan.elements
        categories = prepared.categories
        successors = FixedArray(
            plan.successors + plan.places.map { Int32(max($0.firstMember, 0)) }
        )
        columnSeen = FixedArray(repeating: 0, count: layout.columns.count)
        columnNull = FixedArray(repeating: 0, count: layout.columns.count)
        placeSeen = FixedArray(repeating: 0, count: plan.places.count)
        captures = FixedArray(repeating: .absent, count: layout.captures.count)
        scratch = Array(
            repeating: 0,
            count: max(Timestamp.maxBytes, plan.names.longestKey, categories.longestText) + 4
        )
    }

    /// Where the value of the layout's capture `index` stands in the last event; of use only after
    /// success.
    @inline(__always)
    public func capture(_ index: Int) -> CapturedValue { captures[index] }

    /// Calls `body` with each of the layout's captures: where its value stands in the last event; of
    /// use only after success.
    ///
    /// It changes nothing: a decoder that is borrowed for a call is copied to the stack, some hundreds
    /// of bytes, and one that may be changed is passed by its address.
    @inline(never)
    public mutating func forEachCapture(_ body: (_ index: Int, _ value: CapturedValue) -> Void) {
        for index in 0..<captures.count { body(index, captures[index]) }
    }

    /// Reads one event.
    ///
    /// - Parameters:
    ///   - payload: the record's value.
    ///   - row: overwritten with the features in the layout's order: a number's value, a
    ///     category's code, NaN or the substitute where the feature is missing. After a failure it
    ///     holds anything.
    /// - Returns: success, or why not. ``event`` is of use only after success.
    /// - Precondition: the row has as many elements as the layout has columns.
    /// - Complexity: O(bytes + columns). Allocates nothing.
    public mutating func decode(
        _ payload: RawSpan,
        into row: inout MutableSpan<Double>
    ) -> DecodeOutcome {
        precondition(row.count == rules.count, "a row has one element for every column")
        event = DecodedEvent()
        clock &+= 1
        eventStart = clock
        featuresStart = clock
        hasFeatures = false
        columnsSeen = 0
        hasRequiredNull = false
        for index in 0..<captures.count { captures[index] = .absent }
        var scanner = JSONScanner(payload, maxDepth: maxDepth)
        do throws(DecodeFailure) {
            try scanner.begin()
            let opening = scanner.index
            let first = scanner.next
            try readPlace(0, depth: 0, &scanner, &row)
            try scanner.finish()
            guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
                throw DecodeFailure(reason: .notAnEvent, byteOffset: opening)
            }
            try fillMissing(&row, end: payload.byteCount)
            return DecodeOutcome()
        } catch {
            return DecodeOutcome(failure: error)
        }
    }

    /// Gives the columns that were null or absent their values.
    @inline(__always)
    private mutating func fillMissing(
        _ row: inout MutableSpan<Double>,
        end: Int
    ) throws(DecodeFailure) {
        guard hasFeatures else { throw DecodeFailure(reason: .missingFeatures, byteOffset: end) }
        guard columnsSeen < rules.count || hasRequiredNull else { return }
        try fillAbsent(&row, end: end)
    }

    @inline(never)
    private mutating func fillAbsent(
        _ row: inout MutableSpan<Double>,
        end: Int
    ) throws(DecodeFailure) {
        for column in 0..<rules.count {
            let isAbsent = columnSeen[column] != featuresStart
            let rule = rules[column]
            if rule.isRequired && (isAbsent || columnNull[column] == featuresStart) {
                throw DecodeFailure(reason: .missingFeature, byteOffset: end, column: column)
            }
            if isAbsent { row[column] = rule.valueWhenMissing }
        }
    }
}
