import Observation
public import Records

/// Reads values of the topics that are joined into what a pane holds.
///
/// Versions, routes and deployments come again and again: each is made a string once. Some thousands are
/// kept; a stream of ever new ones is refused from then on.
///
/// - Thread safety: one thread at a time.
public struct RecordIntake: ~Copyable {
    private var predictions: PredictionReader
    private var shadows: PredictionReader
    private var foreign: ForeignPredictionReader
    private var labels: LabelReader
    private var texts = TextTable()
    /// The numbers of the prediction that was read last, where they are counted.
    public private(set) var outputs: [Double] = []

    /// An intake of records.
    ///
    /// - Parameters:
    ///   - labels: where labels keep what.
    ///   - foreign: where predictions of another scorer keep what; nil: as ours do.
    ///   - classes: of so many classes predictions are counted.
    public init(_ labels: LabelLayout, foreign: PredictionLayout? = nil, classes: Int = 0) {
        self.labels = LabelReader(labels)
        self.foreign = ForeignPredictionReader(foreign ?? .standard)
        predictions = PredictionReader(.prediction, classes: classes)
        shadows = PredictionReader(.shadowPrediction, classes: classes)
    }

    /// Why a value is not taken.
    public enum Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        /// It is not what the topic holds.
        case unreadable(RecordFailure)
        /// It names a deployment, a version or a route beyond those that are kept.
        case tooManyNames
        /// It has no id, and labels are joined by ids.
        case withoutID

        /// What is wrong, and what would be right.
        public var description: String {
            switch self {
            case .unreadable(let failure): failure.description
            case .tooManyNames:
                "a name of more than \(TextTable.maxBytes) bytes, or too many different deployments, "
                    + "versions and routes; look for a producer that makes them up"
            case .withoutID:
                "foreign prediction: it has no id, and labels are joined by ids; name the place in "
                    + "`monitor.predictions.id`"
            }
        }
    }

    /// Reads a prediction.
    ///
    /// - Parameter payload: the record's value.
    /// - Returns: it and its deployment.
    /// - Throws: `Refusal` where it is no prediction, or of a name too many.
    public mutating func prediction(
        _ payload: RawSpan
    ) throws(Refusal) -> (deployment: String, prediction: ServedPrediction) {
        let record: PredictionRecord
        do {
            record = try predictions.read(payload)
            try predictions.outputs(payload, into: &outputs)
        } catch {
            throw .unreadable(error)
        }
        let arm = Arm(
            version: try text(record.version, payload),
            route: try text(record.route, payload)
        )
        return (
            try text(record.deployment, payload),
            ServedPrediction(
                key: EventKey(record.id),
                timeMs: record.timeMs,
                arm: arm,
                score: record.answer.score
            )
        )
    }

    /// Reads a shadow prediction.
    ///
    /// - Parameter payload: the record's value.
    /// - Returns: it and its deployment.
    /// - Throws: `Refusal` where it is no shadow prediction, or of a name too many.
    public mutating func shadow(
        _ payload: RawSpan
    ) throws(Refusal) -> (deployment: String, prediction: ShadowPrediction) {
        let record: PredictionRecord
        do {
            record = try shadows.read(payload)
            try shadows.outputs(payload, into: &outputs)
        } catch {
            throw .unreadable(error)
        }
        guard let served = record.served else {
            preconditionFailure("a shadow prediction is read with what was served")
        }
        return (
            try text(record.deployment, payload),
            ShadowPrediction(
                key: EventKey(record.id),
                timeMs: record.timeMs,
                version: try text(record.version, payload),
                score: record.answer.score,
                servedVersion: try text(served.version, payload),
                servedScore: served.answer.score
            )
        )
    }

    /// Reads a prediction of another scorer.
    ///
    /// - Parameters:
    ///   - payload: the record's value.
    ///   - recordTimeMs: the record's timestamp, for a prediction that does not say its time.
    ///   - needsID: whether one without an id is refused; else it gets none that anybody has.
    /// - Returns: it; its route is the champion's, because others do not tell why they answered.
    /// - Throws: `Refusal` where it is no prediction, or of a name too many.
    public mutating func foreignPrediction(
        _ payload: RawSpan,
        recordTimeMs: Int64,
        needsID: Bool
    ) throws(Refusal) -> ServedPrediction {
        let record: ForeignPredictionReader.Record
        do { record = try foreign.read(payload) } catch { throw .unreadable(error) }
        guard let key = record.id.map(EventKey.init) ?? (needsID ? nil : Self.nobody) else {
            throw .withoutID
        }
        outputs.removeAll(keepingCapacity: true)
        outputs.append(record.score)
        let name =
            switch foreign.layout.version {
            case .fixed(let name): name
            case .at: try text(record.version, payload)
            }
        return ServedPrediction(
            key: key,
            timeMs: record.timeMs ?? recordTimeMs,
            arm: Arm(version: name, route: Arm.champion),
            score: record.score
        )
    }

    private static let nobody = EventKey(high: 0, low: 0)

    /// Reads a label.
    ///
    /// - Parameters:
    ///   - payload: the record's value.
    ///   - recordTimeMs: the record's timestamp, for a label that does not say its time.
    /// - Returns: the label.
    /// - Throws: `Refusal` where it is no label.
    public mutating func label(
        _ payload: RawSpan,
        recordTimeMs: Int64
    ) throws(Refusal) -> Label {
        let record: LabelRecord
        do { record = try labels.read(payload) } catch { throw .unreadable(error) }
        return Label(
            key: EventKey(record.id),
            timeMs: record.timeMs ?? recordTimeMs,
            label: record.label,
            value: record.value
        )
    }

    private mutating func text(
        _ value: CapturedValue,
        _ payload: RawSpan
    ) throws(Refusal) -> String {
        guard let number = texts.number(of: value, in: payload) else { throw .tooManyNames }
        return texts.text(number)
    }
}
