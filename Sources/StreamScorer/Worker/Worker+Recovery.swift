internal import Glibc
internal import Kafka
internal import Operations

extension Worker {
    /// Carries out the rebalances that arrived during the poll, as the machine decides: what is
    /// revoked is committed before it is given up, what is lost is not committed at all.
    mutating func rebalance() throws(DeliveryError) {
        while let event = consumer.takeRebalance() {
            let hasWork = ledger.hasPending || !outbox.isEmpty
            var action = rebalancing.handle(.polled(event, hasWork: hasWork))
            while action != .proceed { action = rebalancing.handle(try perform(action)) }
        }
    }

    /// Voids what is not committed and reads it again, so that nothing is lost or answered twice.
    mutating func recover(from error: DeliveryError) throws(WorkerFailure) {
        do throws(DeliveryError) {
            try giveUp(after: error)
            try rewind()
        } catch {
            batch.clear()
            throw WorkerFailure(error)
        }
    }

    /// At a stop, leaves to the group what could not be committed: it is read again, by whoever has the
    /// partitions next.
    ///
    /// A group that changes hands at that moment takes no commit, and that is nobody's failure.
    mutating func giveBack(after error: DeliveryError) throws(WorkerFailure) {
        do throws(DeliveryError) {
            switch error {
            case .stop, .abandoned, .restless: throw error
            case .rewind, .replace, .refused: break
            }
            logger.warning(
                "What was in hand at the stop is left to the group",
                ["cause": .string("\(error)")]
            )
            try delivery.abandon(after: error, &outbox)
        } catch {
            batch.clear()
            consumer.close(timeoutMs: Self.hastyCloseMs)
            throw WorkerFailure(error)
        }
    }

    private mutating func perform(
        _ action: RebalanceMachine.Action
    ) throws(DeliveryError) -> RebalanceMachine.Input {
        switch action {
        case .proceed:
            return .applied
        case .finishBatch:
            // The batch in hand was encoded in this turn; what is left is to hand it over.
            do throws(DeliveryError) {
                try delivery.submit(&outbox)
                return .batchFinished
            } catch {
                return try failed(error)
            }
        case .commit:
            do throws(DeliveryError) {
                try delivery.finish(&outbox, &ledger, consumer)
                return .committed
            } catch {
                return try failed(error)
            }
        case .abort:
            try giveUp(after: cause ?? .rewind(Self.assignmentLost))
            cause = nil
            return .aborted
        case .apply(let event):
            try apply(event)
            return .applied
        case .applyAndRewind(let event):
            try apply(event)
            try rewind()
            return .applied
        }
    }

    private mutating func failed(
        _ error: DeliveryError
    ) throws(DeliveryError) -> RebalanceMachine.Input {
        cause = error
        return .failed
    }

    /// Drops everything that is not committed.
    private mutating func giveUp(after error: DeliveryError) throws(DeliveryError) {
        logger.warning(
            "Reading again from the committed offsets",
            ["cause": .string("\(error)")]
        )
        batch.clear()
        switch error {
        case .refused(let tags): try pipeline.refuse(tags)
        case .stop, .abandoned, .restless: throw error
        case .rewind, .replace: break
        }
        // Whatever failed: shadows cost the stream one recovery at most.
        if pipeline.hasShadows { shadows.close(nowNs: MonotonicClock.nanoseconds()) }
        guard recoveries.note() else { throw .restless("\(error)") }
        try delivery.abandon(after: error, &outbox)
        pipeline.redirect(to: delivery.targets)
        ledger.forgetProgress()
        observations?.forget()
        hasUnknownClocks = true
    }

    private mutating func apply(_ event: RebalanceEvent) throws(DeliveryError) {
        do throws(KafkaError) {
            try consumer.apply(event)
        } catch {
            throw .stop(error)
        }
        ledger.apply(event)
        observations?.forgetClocks(of: event.partitions)
        hasUnknownClocks = true
        let assigned = ledger.assigned.count
        metrics.rebalanced(event, assigned: assigned)
        health.joined()
        logger.info(
            "Rebalanced",
            [
                "kind": .string(event.kind), "partitions": .int(event.partitions.count),
                "assigned": .int(assigned),
            ]
        )
    }

    /// Reads every partition that is left again from where the group has committed it.
    ///
    /// A rebalance that has come up meanwhile is applied first.
    private mutating func rewind() throws(DeliveryError) {
        for _ in 0..<Self.maxRewindAttempts {
            while let event = consumer.takeRebalance() { try apply(event) }
            do throws(KafkaError) {
                let places = ledger.assigned.map { partition in
                    PartitionOffset(
                        topic: partition.topic,
                        partition: partition.partition,
                        offset: PartitionOffset.none
                    )
                }
                if try consumer.rewind(to: places) { return }
            } catch {
                throw .stop(error)
            }
            usleep(Self.rewindPauseUs)
        }
        throw .stop(Self.assignmentLost)
    }

    /// A group takes a rebalance back within seconds; thirty are waited.
    private static let maxRewindAttempts = 3_000
    private static let rewindPauseUs: UInt32 = 10_000
    private static let assignmentLost = KafkaError(
        code: .unknownMember,
        operation: "rebalance",
        detail: "the group took the partitions away"
    )
}
