internal import Kafka
internal import Observation
internal import Operations
internal import Records

/// Reads the values of the input topics, whatever they hold.
///
/// Not thread-safe: one thread, one reader.
final class RecordReaders {
    private var predictions = PredictionReader(.prediction)
    private var shadows = PredictionReader(.shadowPrediction)
    private var labels: LabelReader?
    private var names = TextTable()

    /// - Throws: `MonitorError` for pointers of labels that do not go together.
    init(_ labels: MonitorConfiguration.Labels?) throws(MonitorError) {
        guard let labels else { return }
        do throws(RecordsError) {
            self.labels = LabelReader(
                try LabelLayout(
                    id: labels.id,
                    time: labels.time,
                    label: labels.label,
                    value: labels.value
                )
            )
        } catch {
            throw MonitorError(.configuration, "monitor.labels: \(error)")
        }
    }

    /// What a scorer counted.
    ///
    /// - Throws: `ObservationError`.
    func observation(_ value: RawSpan) throws(ObservationError) -> ObservationRecord {
        try ObservationRecord(decoding: value)
    }

    /// A prediction and its deployment.
    ///
    /// - Throws: `RecordFailure`.
    func prediction(
        _ value: RawSpan
    ) throws(RecordFailure) -> (deployment: String, prediction: ServedPrediction) {
        let record = try predictions.read(value)
        let prediction = ServedPrediction(
            key: EventKey(record.id),
            timeMs: record.timeMs,
            arm: Arm(version: text(record.version, value), route: text(record.route, value)),
            score: record.answer.score
        )
        return (text(record.deployment, value), prediction)
    }

    /// A shadow prediction and its deployment; nil where it has none served beside it.
    ///
    /// - Throws: `RecordFailure`.
    func shadow(
        _ value: RawSpan
    ) throws(RecordFailure) -> (deployment: String, shadow: ShadowPrediction)? {
        let record = try shadows.read(value)
        guard let served = record.served else { return nil }
        let shadow = ShadowPrediction(
            key: EventKey(record.id),
            timeMs: record.timeMs,
            version: text(record.version, value),
            score: record.answer.score,
            servedVersion: text(served.version, value),
            servedScore: served.answer.score
        )
        return (text(record.deployment, value), shadow)
    }

    /// A label; one without a time has its record's.
    ///
    /// - Throws: `RecordFailure`.
    func label(_ value: RawSpan, timestampMs: Int64) throws(RecordFailure) -> Label? {
        guard let record = try labels?.read(value) else { return nil }
        return Label(
            key: EventKey(record.id),
            timeMs: record.timeMs ?? timestampMs,
            label: record.label,
            value: record.value
        )
    }

    /// A name that is one of few; the empty one where there are too many.
    private func text(_ value: CapturedValue, _ payload: RawSpan) -> String {
        names.number(of: value, in: payload).map { names.text($0) } ?? ""
    }
}
