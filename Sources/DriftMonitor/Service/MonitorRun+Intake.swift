internal import Kafka
internal import Observation
internal import Operations
internal import Records

/// Where records go.
extension MonitorRun {
    /// What reads records that are joined, and predictions that are counted.
    ///
    /// - Throws: `MonitorError` for pointers that contradict each other.
    static func intake(
        _ monitor: MonitorConfiguration
    ) throws(MonitorError) -> RecordIntake {
        do throws(RecordsError) {
            let labels =
                if let labels = monitor.labels { try labels.layout } else { try LabelLayout() }
            return RecordIntake(
                labels,
                foreign: try monitor.predictions?.layout,
                classes: monitor.source == .topics ? PredictionReader.maxClasses : 0
            )
        } catch {
            throw MonitorError(.configuration, "monitor: \(error)")
        }
    }

    /// Hands a record on to the deployments that its topic is read for.
    func dispatch(
        _ message: borrowing MessageView,
        of topic: InputTopic,
        at place: InputPlace
    ) {
        guard !message.isTombstone else { return skip(place, topic) }
        let value = message.value
        let recordMs = message.timestampMs
        do {
            switch place.source.input {
            case .observations:
                let record = try ObservationRecord(decoding: value)
                give(to: record.deployment, topic, place) { $0.add(record, at: place) }
            case .features:
                for reader in topic.readers {
                    let why = watches[reader].count(value, recordMs: recordMs, at: place)
                    if let why { noteRejected(place, why) }
                }
            case .predictions, .shadowPredictions:
                if clients.monitor.source == .topics {
                    count(value, of: topic, recordMs: recordMs, at: place)
                } else if place.source.input == .predictions {
                    let (deployment, prediction) = try intake.prediction(value)
                    give(to: deployment, topic, place) { $0.add(prediction, at: place) }
                } else {
                    let (deployment, shadow) = try intake.shadow(value)
                    give(to: deployment, topic, place) {
                        $0.add(shadow, recordMs: recordMs, at: place)
                    }
                }
            case .labels:
                let label = try intake.label(value, recordTimeMs: recordMs)
                give(to: nil, topic, place) { $0.add(label, at: place) }
            }
        } catch {
            noteRejected(place, "\(error)")
            skip(place, topic)
        }
    }

    /// Counts a prediction, and has it joined where there are labels; one that cannot be read counts
    /// as undecodable.
    private func count(
        _ value: RawSpan,
        of topic: InputTopic,
        recordMs: Int64,
        at place: InputPlace
    ) {
        do throws(RecordIntake.Refusal) {
            if place.source.input == .shadowPredictions {
                let (deployment, shadow) = try intake.shadow(value)
                let outputs = intake.outputs
                giveWatch(to: deployment, topic, place) {
                    $0.count(shadow, outputs, recordMs: recordMs, at: place)
                }
                return
            }
            let (deployment, prediction) = try servedPrediction(value, recordMs: recordMs)
            let outputs = intake.outputs
            giveWatch(to: deployment, topic, place) {
                $0.count(prediction, outputs, recordMs: recordMs, at: place)
            }
        } catch {
            noteRejected(place, "\(error)")
            for reader in topic.readers {
                watches[reader].assembler.addUnreadable(recordMs: recordMs, at: place)
            }
        }
    }

    /// Reads a prediction; those of another scorer are of whichever deployment reads their topic.
    private func servedPrediction(
        _ value: RawSpan,
        recordMs: Int64
    ) throws(RecordIntake.Refusal) -> (deployment: String?, prediction: ServedPrediction) {
        guard clients.monitor.predictions != nil else { return try intake.prediction(value) }
        return (
            nil,
            try intake.foreignPrediction(
                value,
                recordTimeMs: recordMs,
                needsID: clients.monitor.labels != nil
            )
        )
    }

    /// Hands a record to its deployment, or to all; the others pass over it.
    private func give(
        to deployment: String?,
        _ topic: InputTopic,
        _ place: InputPlace,
        _ add: (inout PaneAssembler) -> Void
    ) {
        giveWatch(to: deployment, topic, place) { add(&$0.assembler) }
    }

    private func giveWatch(
        to deployment: String?,
        _ topic: InputTopic,
        _ place: InputPlace,
        _ add: (inout DeploymentWatch) -> Void
    ) {
        for index in topic.readers {
            if deployment.map({ $0 == watches[index].name }) ?? true {
                add(&watches[index])
            } else {
                watches[index].assembler.skip(place)
            }
        }
    }

    private func skip(_ place: InputPlace, _ topic: InputTopic) {
        for index in topic.readers { watches[index].assembler.skip(place) }
    }

    private func noteRejected(_ place: InputPlace, _ why: String) {
        if metrics.rejected(place.source.input) {
            outer.logger.warning(
                "Record passed over",
                [
                    "input": .string(place.source.input.rawValue),
                    "partition": .int(place.source.partition), "offset": .int(place.offset),
                    "reason": .string(why),
                ]
            )
        }
    }
}
