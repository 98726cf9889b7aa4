internal import Kafka
internal import Operations

/// The way back from a transaction that is void, or from a producer that is lost.
extension TransactionalDelivery {
    func abandon(after error: DeliveryError, _ outbox: inout Outbox) throws(DeliveryError) {
        report.transactionAborted()
        var mustReplace = false
        if case .replace = error { mustReplace = true }
        if case .committing = state {
            // The broker alone settles a commit under way; what it came to is read back with the
            // committed offsets.
            mustReplace = try endCommit() || mustReplace
        }
        if case .open = state, !mustReplace { mustReplace = try !abortTransaction() }
        state = .idle
        if mustReplace { try replaceProducer() }
        outbox.reset()
        _ = producer.takeDeliveryFailures()
    }

    /// Waits for the commit under way, whatever it comes to.
    ///
    /// - Returns: whether the producer is unusable after it.
    private func endCommit() throws(DeliveryError) -> Bool {
        while true {
            switch committer.waitForOutcome(timeoutMs: 50) {
            case nil:
                noteWait()
                try checkPatience()
            case .committed:
                factory.notice.ended()
                state = .idle
                return false
            case .failed(let error):
                factory.notice.ended()
                state = .open
                return error.isFatal
            }
        }
    }

    /// Aborts the open transaction.
    ///
    /// - Returns: false when the producer cannot: it must be replaced.
    private func abortTransaction() throws(DeliveryError) -> Bool {
        defer { factory.notice.ended() }
        while true {
            do throws(KafkaError) {
                try producer.abortTransaction(timeoutMs: Self.abortAttemptMs)
                return true
            } catch {
                guard error.isRetriable, !error.isFatal else { return false }
                factory.notice.goesOn { "an abort is tried again: \(error)" }
                try checkPatience()
            }
        }
    }

    private static let abortAttemptMs: Int32 = 1_000

    private func replaceProducer() throws(DeliveryError) {
        do throws(KafkaError) {
            producer.purge()
            producer = try factory.makeTransactional(isReplacement: true)
            targets = try factory.targets(of: producer)
        } catch {
            throw .stop(error)
        }
    }
}
