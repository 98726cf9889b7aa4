internal import Dispatch
internal import Inference
internal import Operations
internal import Synchronization

/// What a shelf and its loader's thread share.
final class ShelfCore: Sendable {
    /// Takes a version through everything that must hold.
    typealias Load = @Sendable (RepositoryVersion) throws(InferenceError) -> LoadedVersion

    private let entries = Mutex(ShelfEntries())
    private let wanted = DispatchSemaphore(value: 0)
    private let isStopped = StopFlag()
    private let logger: Logger
    private let changed: @Sendable () -> Void
    private let load: Load

    init(logger: Logger, changed: @escaping @Sendable () -> Void, load: @escaping Load) {
        self.logger = logger
        self.changed = changed
        self.load = load
    }

    func want(model: String, versions: Set<String>) {
        if entries.withLock({ $0.want(model: model, versions: versions) }) { wanted.signal() }
    }

    func retryFailed() {
        if entries.withLock({ $0.retryFailed() }) { wanted.signal() }
    }

    func state(_ version: RepositoryVersion) -> VersionState {
        entries.withLock { $0.state(version) }
    }

    func end() {
        isStopped.raise()
        wanted.signal()
    }

    /// Loads what is wanted, one version after another, until the end.
    func run() {
        while true {
            wanted.wait()
            while !isStopped.isRaised, let job = entries.withLock({ $0.next() }) {
                // By now this thread holds nothing of the model.
                if finish(job) { changed() }
            }
            if isStopped.isRaised { return }
        }
    }

    /// Loads a version.
    ///
    /// - Returns: whether its state has changed.
    private func finish(_ job: ShelfEntries.Job) -> Bool {
        let began = MonotonicClock.nanoseconds()
        let version = job.version
        let outcome: Result<LoadedVersion, InferenceError>
        do throws(InferenceError) {
            outcome = .success(try load(version))
        } catch {
            outcome = .failure(error)
        }
        guard let state = entries.withLock({ $0.finish(job, outcome) }) else {
            return false
        }
        switch state {
        case .routable(let loaded):
            logger.info(
                "Version routable",
                [
                    "model": .string(version.model), "version": .string(version.version),
                    "digest": .string(loaded.model.digest),
                    "golden": .string("\(loaded.golden)"),
                    "baseline": .string(loaded.baseline?.digest ?? "none"),
                    "ms": .int(Int((MonotonicClock.nanoseconds() - began) / 1_000_000)),
                ]
            )
        case .failed(let reason):
            logger.error(
                "Version failed",
                [
                    "model": .string(version.model), "version": .string(version.version),
                    "reason": .string(reason),
                ]
            )
        case .loading, .unknown: break
        }
        return true
    }
}
