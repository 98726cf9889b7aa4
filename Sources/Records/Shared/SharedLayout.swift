/// One layout that serves several models: each event is decoded once, whichever of them scores it.
///
/// A column on which all models agree is decoded as each of them would. One that they read
/// differently (other categories, another rule for missing values, another type, or unknown to some)
/// is kept open: what an event holds there fails only those models that would refuse it. The first
/// columns are the base's, in its order: an array of features is an array of the base's.
///
/// - Thread safety: immutable; may be shared.
public struct SharedLayout: Sendable {
    /// What the decoder reads.
    public let layout: EventLayout
    /// By model: how its row comes from the shared one; nil where the first columns of the shared
    /// row are its row.
    public let projections: [RowProjection?]
    /// By model: how its row comes from the shared one with what is missing left missing, whatever the
    /// model fills in; nil where the first columns of the shared row are that row.
    public let observed: [RowProjection?]
    /// By model: whether it takes events whose features are an array: its features are the base's,
    /// in the same order.
    public let takesArrays: [Bool]

    /// Brings layouts together.
    ///
    /// - Parameters:
    ///   - layouts: one a model; pointers and depth are the base's.
    ///   - base: which of them an array of features is in the order of.
    ///   - captures: the values whose places are noted.
    ///   - isObserved: whether ``observed`` rows are wanted: a missing value that every model fills in
    ///     is then filled in by projections only.
    /// - Throws: `RecordsError` where the layouts together have more columns than a layout may, or
    ///   the captures are not a layout's.
    /// - Precondition: `layouts` has an element `base`.
    /// - Complexity: O(columns + categories).
    public init(
        _ layouts: [EventLayout],
        base: Int,
        captures: [JSONPointer] = [],
        isObserved: Bool = false
    ) throws(RecordsError) {
        precondition(layouts.indices.contains(base), "the base is one of the layouts")
        let places = layouts.map { Self.places(of: $0.columns) }
        let names = Self.names(of: layouts, base: base)
        let rejects = Set(layouts.map(\.rejectsUnseenCategories)).count == 1
        var columns: [EventColumn] = []
        for name in names {
            let known = zip(layouts, places).compactMap { layout, places in
                places[Array(name.utf8)].map { layout.columns[$0] }
            }
            let column = Self.column(
                name,
                known,
                isCommon: known.count == layouts.count,
                agreesOnUnseen: rejects,
                isObserved: isObserved
            )
            columns.append(column)
        }
        let first = layouts[base]
        layout = try EventLayout(
            columns: columns,
            id: first.id,
            time: first.time,
            features: first.features,
            maxDepth: first.maxDepth,
            allowsInfinity: first.allowsInfinity,
            rejectsUnseenCategories: first.rejectsUnseenCategories,
            captures: captures,
            arrayColumns: first.columns.count
        )
        let shared = layout
        let order = Self.places(of: shared.columns)
        projections = layouts.map { RowProjection($0, from: shared, order: order) }
        if isObserved {
            observed = try layouts.map { (layout) throws(RecordsError) in
                RowProjection(try layout.withoutSubstitutes, from: shared, order: order)
            }
        } else {
            observed = projections
        }
        takesArrays = layouts.map { layout in
            layout.columns.map(\.nameBytes) == first.columns.map(\.nameBytes)
        }
    }

    /// Names in the base's order, then the others' as they come.
    private static func names(of layouts: [EventLayout], base: Int) -> [String] {
        var known: Set<[UInt8]> = []
        var names: [String] = []
        for layout in [layouts[base]] + layouts {
            for column in layout.columns where known.insert(column.nameBytes).inserted {
                names.append(column.name)
            }
        }
        return names
    }

    private static func places(of columns: [EventColumn]) -> [[UInt8]: Int] {
        var places: [[UInt8]: Int] = [:]
        for (place, column) in columns.enumerated() { places[column.nameBytes] = place }
        return places
    }

    /// How a column is decoded for all that know it.
    private static func column(
        _ name: String,
        _ known: [EventColumn],
        isCommon: Bool,
        agreesOnUnseen: Bool,
        isObserved: Bool
    ) -> EventColumn {
        if isCommon, let first = known.first {
            let isNumber = known.allSatisfy(\.isNumber)
            let hidesMissing = isObserved && first.hasSubstitute
            if hidesMissing {
                if isNumber { return EventColumn(name: name) }
            } else if isNumber || agreesOnUnseen, known.allSatisfy({ $0.reads(as: first) }) {
                return first
            } else if isNumber {
                return EventColumn(name: name)
            }
        }
        var seen: Set<[UInt8]> = []
        var texts: [String] = []
        for column in known {
            guard case .category(let codes, _) = column.kind else { continue }
            for text in codes.keys.sorted() where seen.insert(Array(text.utf8)).inserted {
                texts.append(text)
            }
        }
        return EventColumn(name: name, kind: .open(texts))
    }
}

extension EventColumn {
    var nameBytes: [UInt8] { Array(name.utf8) }

    var isNumber: Bool { if case .number = kind { true } else { false } }

    var hasSubstitute: Bool { if case .substitute = missing { true } else { false } }

    /// Whether every value is read as by another column, byte for byte.
    func reads(as other: EventColumn) -> Bool {
        guard missing == other.missing else { return false }
        switch (kind, other.kind) {
        case (.number, .number): return true
        case (.category(let texts, let numbers), .category(let otherTexts, let otherNumbers)):
            return numbers == otherNumbers && Self.bytes(texts) == Self.bytes(otherTexts)
        case (.open(let texts), .open(let others)):
            return texts.map { Array($0.utf8) } == others.map { Array($0.utf8) }
        default: return false
        }
    }

    /// Codes by bytes: texts that only Unicode takes for equal differ on the wire.
    private static func bytes(_ codes: [String: Double]) -> [[UInt8]: Double] {
        var bytes: [[UInt8]: Double] = [:]
        for (text, code) in codes { bytes[Array(text.utf8)] = code }
        return bytes
    }
}

extension EventLayout {
    /// The same, with what is missing left missing where something is filled in.
    fileprivate var withoutSubstitutes: EventLayout {
        get throws(RecordsError) {
            try EventLayout(
                columns: columns.map { column in
                    column.hasSubstitute
                        ? EventColumn(name: column.name, kind: column.kind) : column
                },
                id: id,
                time: time,
                features: features,
                maxDepth: maxDepth,
                allowsInfinity: allowsInfinity,
                rejectsUnseenCategories: rejectsUnseenCategories
            )
        }
    }

    /// Whether a decoder of this layout does all that one of `other` does, and the other way round.
    public func reads(as other: EventLayout) -> Bool {
        id == other.id && time == other.time && features == other.features
            && maxDepth == other.maxDepth && allowsInfinity == other.allowsInfinity
            && rejectsUnseenCategories == other.rejectsUnseenCategories
            && captures == other.captures && arrayColumns == other.arrayColumns
            && columns.count == other.columns.count
            && zip(columns, other.columns).allSatisfy {
                $0.nameBytes == $1.nameBytes && $0.reads(as: $1)
            }
    }
}
