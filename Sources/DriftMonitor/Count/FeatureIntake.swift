internal import Observation
internal import Operations
internal import Records
internal import Rollout

/// Reads the events of a deployment's input topic as a scorer of one version reads them, for counting.
///
/// What comes out is what the scorer counts: an event that cannot be decoded, one that the version
/// refuses, or a row with what is missing left missing.
///
/// Not thread-safe: one thread, one intake.
final class FeatureIntake {
    /// What an event is.
    enum Event {
        /// It cannot be decoded.
        case undecodable(DecodeFailure)
        /// The version does not take it.
        case refused(timeMs: Int64, DecodeFailure)
        /// It is a row of features, until the next is read.
        case decoded(timeMs: Int64)
    }

    /// The version under whose name the features are counted.
    let version: String
    /// How it reads and counts.
    let contract: VersionContract
    private let maxEventBytes: Int
    private var reader: FeatureReader

    /// An intake of a deployment's events.
    ///
    /// - Parameters:
    ///   - input: where events hold what.
    ///   - version: the version's name.
    ///   - contract: what it goes by.
    ///   - maxEventBytes: a longer value is undecodable, whatever it holds.
    /// - Throws: `RecordsError` for pointers that contradict each other.
    init(
        _ input: Declaration.Input,
        version: String,
        _ contract: VersionContract,
        maxEventBytes: Int
    ) throws(RecordsError) {
        self.version = version
        self.contract = contract
        self.maxEventBytes = maxEventBytes
        reader = try FeatureReader(
            input,
            contract.layout,
            isObserved: contract.counter != nil
        )
    }

    /// Reads one event.
    ///
    /// - Parameters:
    ///   - value: the record's value.
    ///   - recordMs: its timestamp, for an event that has no time.
    /// - Returns: what it is.
    /// - Complexity: O(bytes + features). Allocates nothing.
    func read(_ value: RawSpan, recordMs: Int64) -> Event {
        guard value.byteCount <= maxEventBytes else {
            return .undecodable(
                DecodeFailure(reason: .valueTooLarge, byteOffset: value.byteCount)
            )
        }
        return reader.read(value, recordMs: recordMs)
    }

    /// Counts the row that was read last.
    ///
    /// - Parameter cells: as many as the version's counter has; none where it has no counter.
    func count(into cells: inout [UInt32]) {
        guard let counter = contract.counter else { return }
        reader.count(by: counter, into: &cells)
    }

    /// A failure in words.
    func words(_ failure: DecodeFailure) -> String { reader.words(failure) }
}

extension FeatureIntake {
    /// The intake of a deployment whose events the monitor counts itself: by the champion.
    ///
    /// - Returns: nil where scorers count them.
    /// - Throws: `MonitorError` for a version that the repository does not have.
    static func counting(
        _ deployment: MonitorPlan.Deployment,
        _ configuration: ServeConfiguration,
        _ facts: VersionFactsShelf
    ) throws(MonitorError) -> FeatureIntake? {
        guard configuration.monitor.source == .topics else { return nil }
        guard let contract = facts.contract(of: deployment.model, deployment.version) else {
            throw MonitorError(
                .configuration,
                "deployment '\(deployment.name)': features are counted by version "
                    + "'\(deployment.version)' of model '\(deployment.model)', which cannot be read "
                    + "(its folder in 'models' needs the model and a baseline.json; "
                    + "'stream-scorer model check' says why)"
            )
        }
        do throws(RecordsError) {
            return try FeatureIntake(
                deployment.events,
                version: deployment.version,
                contract,
                maxEventBytes: configuration.maxEventBytes
            )
        } catch {
            throw MonitorError(.configuration, "deployment '\(deployment.name)': \(error)")
        }
    }
}
