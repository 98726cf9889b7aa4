/// What encoding counted, drained into the metrics once a turn.
struct EncodeTally: ~Copyable {
    /// Where and why an event failed: the labels of its counter.
    struct Failure: Hashable, Sendable {
        let deployment: Int
        let stage: String
        let reason: String
    }

    /// By route: predictions written.
    private let predictions: FixedColumn<UInt64>
    /// Failures are rare; this is empty in a healthy stream.
    private var failures: [Failure: UInt64] = [:]

    init(routes: Int) { predictions = FixedColumn(repeating: 0, count: routes) }

    @inline(__always)
    func notePrediction(route: Int) { predictions[route] &+= 1 }

    mutating func noteFailure(deployment: Int, stage: String, reason: String) {
        failures[Failure(deployment: deployment, stage: stage, reason: reason), default: 0] += 1
    }

    /// Hands each count over and starts from zero.
    mutating func drain(
        predictions report: (_ route: Int, _ count: UInt64) -> Void,
        failures reportFailure: (Failure, UInt64) -> Void
    ) {
        for route in 0..<predictions.count where predictions[route] > 0 {
            report(route, predictions[route])
            predictions[route] = 0
        }
        guard !failures.isEmpty else { return }
        for (failure, count) in failures { reportFailure(failure, count) }
        failures.removeAll(keepingCapacity: true)
    }
}
