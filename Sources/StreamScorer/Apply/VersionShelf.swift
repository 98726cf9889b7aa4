internal import Dispatch
internal import Glibc
internal import Inference
internal import Operations
internal import Synchronization

/// The versions that an instance holds in memory, and the thread that loads them.
///
///     let shelf = try VersionShelf(repository: "models", logger: logger) { builder.wake() }
///     shelf.want(model: "delay", versions: ["v1", "v2"])
///     if case .routable(let loaded) = shelf.state(model: "delay", version: "v2") { … }
///
/// A version is loaded once, off the hot path, on a thread of its own and at a low priority:
/// one version at a time, so that beside the models in memory there is one file (1 GiB at most) and
/// what it is parsed into. Whatever becomes of its folder afterwards, the one in memory stays what
/// it is; a folder that has changed is refused when it is loaded again. What nobody wants is let go,
/// and its memory is free as soon as the last routing table that holds the model is dropped.
///
/// - Thread safety: any thread may call anything.
final class VersionShelf: Sendable {
    private let core: ShelfCore
    private let thread: Mutex<LoaderThread>

    /// Starts the loader.
    ///
    /// - Parameters:
    ///   - repository: the folder of models.
    ///   - logger: told of every version that became routable or failed.
    ///   - changed: called on the loader's thread after a version's state has changed; must be quick.
    /// - Throws: `ScoringError` when the system gives no thread.
    convenience init(
        repository: String,
        logger: Logger,
        changed: @escaping @Sendable () -> Void
    ) throws(ScoringError) {
        try self.init(logger: logger, changed: changed) { version throws(InferenceError) in
            try version.load(from: repository)
        }
    }

    /// As above, loading by `load`.
    init(
        logger: Logger,
        changed: @escaping @Sendable () -> Void,
        load: @escaping ShelfCore.Load
    ) throws(ScoringError) {
        let core = ShelfCore(logger: logger, changed: changed, load: load)
        self.core = core
        do throws(OperationsError) {
            thread = Mutex(
                LoaderThread(
                    thread: try OwnedThread(name: "load-models") {
                        LoaderThread.yieldToOthers()
                        core.run()
                    }
                )
            )
        } catch {
            throw ScoringError(.failed, "\(error)")
        }
    }

    deinit { stop() }

    /// Wants exactly these versions of a model: loads what is missing, lets go of the rest.
    ///
    /// Several deployments that share a model want the union of their versions. A version that
    /// failed is not tried again by this: see `retryFailed`.
    func want(model: String, versions: Set<String>) {
        core.want(model: model, versions: versions)
    }

    /// How far a version is.
    func state(model: String, version: String) -> VersionState {
        core.state(RepositoryVersion(model: model, version: version))
    }

    /// Tries every version again that failed and is still wanted.
    func retryFailed() { core.retryFailed() }

    /// Ends the loader's thread and waits for it: for the load in hand, which cannot be cut short.
    ///
    /// What is in memory stays. May be called more than once.
    func stop() {
        core.end()
        thread.withLock { $0.join() }
    }
}

/// The loader's thread, joined once.
private struct LoaderThread: ~Copyable {
    var thread: OwnedThread?

    /// A tenth of a busy core: loads go on under full load, and take little from the workers.
    private static let niceness: Int32 = 10

    mutating func join() { thread.take()?.join() }

    /// Lets the workers have the processor first: on Linux this sets the calling thread alone.
    static func yieldToOthers() {
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
    }
}
