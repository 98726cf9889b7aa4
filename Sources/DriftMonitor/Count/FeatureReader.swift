internal import Observation
internal import Records
internal import Rollout

/// Decodes events into rows of one version's features, with what is missing left missing.
///
/// Not thread-safe: one thread, one reader.
struct FeatureReader: ~Copyable {
    private let format: Declaration.InputFormat
    /// What the decoder goes by.
    private let layout: EventLayout
    private var json: JSONEventDecoder
    private var shared: [Double]
    private let projection: RowProjection?
    private let observed: RowProjection?
    private let raw: RawFloatDecoder
    private let bare: RawFloatDecoder
    private var floats: [Float]
    private var row: [Double]

    /// A reader of events that hold a version's features where `input` says.
    ///
    /// - Parameters:
    ///   - input: where events hold what.
    ///   - features: the version's.
    ///   - isObserved: whether rows are counted by a baseline.
    /// - Throws: `RecordsError` for pointers that contradict each other.
    init(
        _ input: Declaration.Input,
        _ features: EventLayout,
        isObserved: Bool
    ) throws(RecordsError) {
        format = input.format
        let columns = features.columns
        let own = try EventLayout(
            columns: columns,
            id: JSONPointer(input.id),
            time: JSONPointer(input.time),
            features: JSONPointer(input.features),
            allowsInfinity: features.allowsInfinity,
            rejectsUnseenCategories: features.rejectsUnseenCategories
        )
        let rows = try SharedLayout([own], base: 0, isObserved: isObserved)
        // Nothing is filled in, and what is missing or infinite was checked before.
        let bare = try EventLayout(
            columns: columns.map { EventColumn(name: $0.name) },
            allowsInfinity: true
        )
        layout = rows.layout
        json = JSONEventDecoder(rows.layout)
        projection = rows.projections[0]
        observed = rows.observed[0]
        raw = RawFloatDecoder(own)
        self.bare = RawFloatDecoder(bare)
        shared = [Double](repeating: 0, count: rows.layout.columns.count)
        row = [Double](repeating: 0, count: columns.count)
        floats = [Float](repeating: 0, count: columns.count)
    }

    /// Reads one event.
    mutating func read(_ value: RawSpan, recordMs: Int64) -> FeatureIntake.Event {
        switch format {
        case .json: readJSON(value, recordMs: recordMs)
        case .f32: readFloats(value, recordMs: recordMs)
        }
    }

    /// Counts the row that was read last.
    func count(by counter: ColumnCounter, into cells: inout [UInt32]) {
        counter.countFeatures(of: row.span, into: &cells)
    }

    /// A failure in words.
    func words(_ failure: DecodeFailure) -> String { failure.message(layout) }

    private mutating func readJSON(_ value: RawSpan, recordMs: Int64) -> FeatureIntake.Event {
        if let failure = Self.decode(value, by: &json, into: &shared).failure {
            return .undecodable(failure)
        }
        let timeMs = json.event.timeMs ?? recordMs
        if let projection {
            // Only for whether the version takes it: nothing is filled in of the row that is counted.
            let outcome = Self.project(shared, by: projection, into: &row, value.byteCount)
            if let failure = outcome.failure { return .refused(timeMs: timeMs, failure) }
        }
        if let observed {
            _ = Self.project(shared, by: observed, into: &row, value.byteCount)
        } else {
            for place in row.indices { row[place] = shared[place] }
        }
        return .decoded(timeMs: timeMs)
    }

    private mutating func readFloats(_ value: RawSpan, recordMs: Int64) -> FeatureIntake.Event {
        if let failure = raw.check(value).failure { return .undecodable(failure) }
        Self.copy(value, by: bare, into: &floats)
        for place in row.indices { row[place] = Double(floats[place]) }
        return .decoded(timeMs: recordMs)
    }

    private static func decode(
        _ value: RawSpan,
        by json: inout JSONEventDecoder,
        into row: inout [Double]
    ) -> DecodeOutcome {
        var target = row.mutableSpan
        return json.decode(value, into: &target)
    }

    private static func project(
        _ shared: [Double],
        by projection: RowProjection,
        into row: inout [Double],
        _ bytes: Int
    ) -> DecodeOutcome {
        var unseen = 0
        var target = row.mutableSpan
        return projection.project(
            shared.span,
            into: &target,
            payloadBytes: bytes,
            unseen: &unseen
        )
    }

    private static func copy(
        _ value: RawSpan,
        by bare: RawFloatDecoder,
        into floats: inout [Float]
    ) {
        var target = floats.mutableSpan
        bare.copy(value, into: &target)
    }
}
