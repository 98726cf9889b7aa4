internal import Operations
internal import Synchronization

/// The state of every breaker of the process, for `/metrics` and `status`.
///
/// Workers write here when a breaker changes, and when a version comes or goes; anybody reads. What is
/// shown of a version is the worst of its workers. Thread safety: any thread may call any member.
final class BreakerBoard: Sendable {
    private struct Key: Hashable {
        let deployment: String
        let version: String
    }

    private let states = Mutex<[Key: [Int: CircuitBreaker.State]]>([:])
    private let registry: MetricRegistry

    init(registry: MetricRegistry) { self.registry = registry }

    /// Notes the state of one worker's breaker; nil: the worker holds the version no longer.
    func note(
        _ state: CircuitBreaker.State?,
        worker: Int,
        deployment: String,
        version: String
    ) {
        let key = Key(deployment: deployment, version: version)
        // The registry within the lock, so that a version that goes and comes back is shown; it calls
        // back outside of its own.
        states.withLock { states in
            let wasShown = states[key] != nil
            if state != nil || wasShown { states[key, default: [:]][worker] = state }
            if states[key]?.isEmpty == true { states[key] = nil }
            let isShown = states[key] != nil
            if isShown, !wasShown { show(key) }
            if wasShown, !isShown {
                registry.removeCallback(ScorerMetrics.breakerState, deployment, version)
            }
        }
    }

    private func show(_ key: Key) {
        registry.callback(ScorerMetrics.breakerState, key.deployment, key.version) { [weak self] in
            self?.state(deployment: key.deployment, version: key.version)
                .map { Double($0.rawValue) }
        }
    }

    /// The worst state of a version among the workers; nil where none holds it.
    func state(deployment: String, version: String) -> CircuitBreaker.State? {
        states.withLock { states in
            states[Key(deployment: deployment, version: version)]?.values
                .max { $0.rawValue < $1.rawValue }
        }
    }

    /// The worst state of each version that some worker holds, by name.
    func states(of deployment: String) -> [(version: String, state: CircuitBreaker.State)] {
        states.withLock { states in
            states.compactMap { key, workers in
                guard key.deployment == deployment,
                    let worst = workers.values.max(by: { $0.rawValue < $1.rawValue })
                else { return nil }
                return (key.version, worst)
            }
        }.sorted { $0.version < $1.version }
    }
}
