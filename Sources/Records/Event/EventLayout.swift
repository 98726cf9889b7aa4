/// Where an event keeps its id, its time and its features, and which features it has.
///
/// The features are an object, whose members are found by name in any order, or an array in the
/// order of ``columns``. The features may be the whole event (pointer `""`), with the id and the
/// time among them.
public struct EventLayout: Sendable {
    /// The deepest nesting that a layout may allow.
    public static let depthLimit = 512
    /// The most columns.
    public static let maxColumns = 65_536
    /// The most values that a layout may capture.
    public static let maxCaptures = 256

    /// The features, in the order of the model's row.
    public let columns: [EventColumn]
    /// Where the id is.
    public let id: JSONPointer
    /// Where the time is.
    public let time: JSONPointer
    /// Where the features are.
    public let features: JSONPointer
    /// The deepest nesting of arrays and objects in an event; 1 is the event itself.
    public let maxDepth: Int
    /// Whether raw float rows may hold infinities; JSON has none.
    public let allowsInfinity: Bool
    /// Whether a category that is in no table fails the event instead of being NaN.
    public let rejectsUnseenCategories: Bool
    /// Values whose places in the payload are noted besides, wherever they are.
    public let captures: [JSONPointer]
    /// How many elements an array of features has: the first columns; the others are absent then.
    public let arrayColumns: Int

    /// What a row holds for a category that is in no table: a NaN like a missing value's to every
    /// model, but of other bits.
    public static let unseenCategory = ColumnMark.unseenText

    /// Checks and keeps a layout.
    ///
    /// - Parameters:
    ///   - columns: 1…``maxColumns``, names distinct.
    ///   - id: where the id is.
    ///   - time: where the time is.
    ///   - features: where the features are.
    ///   - maxDepth: 1…``depthLimit``; at least as deep as the pointers go.
    ///   - allowsInfinity: whether raw float rows may hold infinities.
    ///   - rejectsUnseenCategories: whether a category in no table fails the event.
    ///   - captures: at most ``maxCaptures`` pointers, distinct.
    ///   - arrayColumns: 1…the columns' number, which it is unless given.
    /// - Throws: `RecordsError` for no or too many columns, two of one name, a substitute or code
    ///   that is not finite, a depth out of range, too many captures or two of one pointer, and
    ///   pointers that contradict each other: the id or the time in the place of the features or
    ///   of what encloses the other.
    public init(
        columns: [EventColumn],
        id: JSONPointer,
        time: JSONPointer,
        features: JSONPointer,
        maxDepth: Int = 64,
        allowsInfinity: Bool = false,
        rejectsUnseenCategories: Bool = false,
        captures: [JSONPointer] = [],
        arrayColumns: Int? = nil
    ) throws(RecordsError) {
        self.columns = columns
        self.id = id
        self.time = time
        self.features = features
        self.maxDepth = maxDepth
        self.allowsInfinity = allowsInfinity
        self.rejectsUnseenCategories = rejectsUnseenCategories
        self.captures = captures
        self.arrayColumns = arrayColumns ?? columns.count
        precondition(
            (0...columns.count).contains(self.arrayColumns),
            "an array has no more elements than there are columns"
        )
        try Self.check(columns)
        try checkCaptures()
        try checkPointers()
    }

    /// Checks and keeps a layout of the usual places: `/id`, `/ts`, `/features`.
    ///
    /// - Throws: `RecordsError` as the full initialiser does.
    public init(
        columns: [EventColumn],
        maxDepth: Int = 64,
        allowsInfinity: Bool = false,
        rejectsUnseenCategories: Bool = false
    ) throws(RecordsError) {
        try self.init(
            columns: columns,
            id: JSONPointer("/id"),
            time: JSONPointer("/ts"),
            features: JSONPointer("/features"),
            maxDepth: maxDepth,
            allowsInfinity: allowsInfinity,
            rejectsUnseenCategories: rejectsUnseenCategories
        )
    }

    private static func check(_ columns: [EventColumn]) throws(RecordsError) {
        guard (1...maxColumns).contains(columns.count) else {
            throw RecordsError(
                subject: "features",
                problem: "there are \(columns.count); 1 to \(maxColumns) can be read"
            )
        }
        // Bytes, not characters: names equal only under Unicode's canonical equivalence differ
        // on the wire.
        var names: Set<[UInt8]> = []
        for column in columns {
            let subject = "feature '\(column.name)'"
            guard names.insert(Array(column.name.utf8)).inserted else {
                throw RecordsError(subject: subject, problem: "appears twice")
            }
            if case .substitute(let value) = column.missing, !value.isFinite {
                throw RecordsError(
                    subject: subject,
                    problem: "its value for missing must be finite"
                )
            }
            if case .category(let texts, let numbers) = column.kind,
                !texts.values.allSatisfy(\.isFinite) || !numbers.values.allSatisfy(\.isFinite)
                    || !numbers.keys.allSatisfy(\.isFinite)
            {
                throw RecordsError(
                    subject: subject,
                    problem: "its categories and codes must be finite"
                )
            }
        }
    }

    private func checkCaptures() throws(RecordsError) {
        guard captures.count <= Self.maxCaptures else {
            throw RecordsError(
                subject: "captures",
                problem: "there are \(captures.count); \(Self.maxCaptures) can be noted"
            )
        }
        var seen: Set<JSONPointer> = []
        for pointer in captures {
            guard seen.insert(pointer).inserted else {
                throw RecordsError(
                    subject: "pointer '\(pointer)'",
                    problem: "is captured twice"
                )
            }
            guard pointer.steps.count <= maxDepth else {
                throw RecordsError(
                    subject: "pointer '\(pointer)'",
                    problem: "goes deeper than \(maxDepth), the deepest that events may nest"
                )
            }
        }
    }

    private func checkPointers() throws(RecordsError) {
        guard (1...Self.depthLimit).contains(maxDepth) else {
            throw RecordsError(
                subject: "depth \(maxDepth)",
                problem: "must be 1 to \(Self.depthLimit)"
            )
        }
        let deepest = max(id.steps.count, time.steps.count, features.steps.count + 1)
        guard deepest <= maxDepth else {
            throw RecordsError(
                subject: "depth \(maxDepth)",
                problem: "the pointers go \(deepest) deep"
            )
        }
        for (name, pointer, others) in [
            ("id", id, [time, features]), ("time", time, [id, features]),
        ] {
            let steps = pointer.steps
            for other in others
            where other.steps.starts(with: steps)
                && (other == features || other.steps.count > steps.count)
            {
                throw RecordsError(
                    subject: "pointer '\(pointer)' of the \(name)",
                    problem: "is also the place of '\(other)', which cannot be inside it"
                )
            }
        }
    }
}
