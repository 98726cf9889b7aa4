internal import Glibc
internal import Kafka
internal import Operations
internal import Rollout

/// What happens when the log does not go on where it was left.
///
/// A topic that is unknown for a moment, or holds nothing at the next offset, may be that of a broker
/// that has just started; or it was cut, or deleted and made again. Reading it once more from its
/// beginning tells: it must lead to the very same state.
extension ControlReader {
    private static let part = "control log"
    private static let pauseUs: UInt32 = 20_000
    private static let pauses = 25

    mutating func doubt(_ failure: ControlLog.Failure) {
        switch failure {
        case .doubtful(let why):
            if rereading == nil {
                logger.warning(
                    "The control log is in doubt; reading it again from its beginning",
                    ["cause": .string(why), "offset": .int(Int(state.nextOffset))]
                )
            }
            around.outer.readiness.set(reason: "\(why); it is read again", for: Self.part)
            rereading = ControlState()
            reopen(from: 0)
        case .client(let error):
            logger.warning("Opening the control log again", ["cause": .string("\(error)")])
            around.outer.readiness.set(reason: "\(error)", for: Self.part)
            reopen(from: rereading?.nextOffset ?? log.nextOffset)
        }
    }

    /// Folds what is read again, up to where the reader stood.
    ///
    /// - Returns: the records behind that place, once the log is known to be the same.
    mutating func reread(_ records: [ControlRecord]) -> [ControlRecord] {
        guard var again = rereading else { return records }
        let known = records.prefix { $0.offset < state.nextOffset }
        for record in known { _ = again.apply(record) }
        rereading = again
        guard known.count < records.count || log.isAtEnd else { return [] }
        guard again.nextOffset == state.nextOffset, again.digest == state.digest else {
            lose(
                "\(log.topic) is not what it was: offset \(state.nextOffset) was reached with "
                    + "\(state.digest), and reading it again leads to offset \(again.nextOffset) with "
                    + "\(again.digest)"
            )
            return []
        }
        rereading = nil
        around.outer.readiness.set(reason: nil, for: Self.part)
        logger.info("The control log is the same", ["offset": .int(Int(state.nextOffset))])
        return Array(records.dropFirst(known.count))
    }

    /// Stops following: what is served stays, and somebody has to look.
    mutating func lose(_ reason: String) {
        isLost = true
        rereading = nil
        around.outer.readiness.set(
            reason: "\(reason); it was cut, or deleted and made again. What is served stays as it "
                + "is. Bring the topic back and restart, or restart to follow what there is now",
            for: Self.part
        )
        logger.error("The control log is lost", ["cause": .string(reason)])
    }

    private mutating func reopen(from offset: Int64) {
        for _ in 0..<Self.pauses where !around.outer.stop.isRaised { usleep(Self.pauseUs) }
        log.close()
        do throws(KafkaError) {
            log = try ControlLog(
                configuration,
                from: offset,
                events: ControlHealth(around.outer.logger).events
            )
        } catch {
            // The same properties made a client before: only memory or threads can be short.
            around.failed(ScoringError(.failed, "the control log cannot be opened: \(error)"))
        }
    }
}
