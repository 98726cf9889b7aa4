import Observation
public import Records

/// Reads values of the topics that are joined into what a pane holds.
///
/// Versions, routes and deployments come again and again: each is made a string once. Some thousands are
/// kept; a stream of ever new ones is refused from then on.
///
/// - Thread safety: one thread at a time.
public struct RecordIntake: ~Copyable {
    private var predictions = PredictionReader(.prediction)
    private var shadows = PredictionReader(.shadowPrediction)
    private var labels: LabelReader
    private var texts = TextTable()

    /// An intake that finds labels as the layout says.
    public init(_ labels: LabelLayout) { self.labels = LabelReader(labels) }

    /// Why a value is not taken.
    public enum Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        /// It is not what the topic holds.
        case unreadable(RecordFailure)
        /// It names a deployment, a version or a route beyond those that are kept.
        case tooManyNames

        /// What is wrong, and what would be right.
        public var description: String {
            switch self {
            case .unreadable(let failure): failure.description
            case .tooManyNames:
                "a name of more than \(TextTable.maxBytes) bytes, or too many different deployments, "
                    + "versions and routes; look for a producer that makes them up"
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
        do { record = try predictions.read(payload) } catch { throw .unreadable(error) }
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
        do { record = try shadows.read(payload) } catch { throw .unreadable(error) }
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
