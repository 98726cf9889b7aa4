internal import CThreads
import Glibc

/// A thread that is joined or detached exactly once: the value cannot be copied and both consume it.
///
/// Blocking polls live on threads like this and never on the pool of Swift's tasks, whose width is
/// the number of cores.
public struct OwnedThread: ~Copyable {
    private let id: pthread_t

    /// Starts `body` on a new thread.
    ///
    /// - Parameters:
    ///   - name: shown by `top -H` and debuggers; the kernel keeps the first 15 bytes.
    ///   - body: runs once. It has to return when its stop flag is raised.
    /// - Throws: `OperationsError` when the system gives no thread (its limit is reached).
    public init(
        name: String,
        _ body: sending @escaping () -> Void
    ) throws(OperationsError) {
        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
        var id = pthread_t()
        // SAFETY: the one retain is taken back by the new thread, or here when there is none.
        let code = unsafe pthread_create(&id, nil, enter, start.toOpaque())
        guard code == 0 else {
            unsafe start.release()
            throw OperationsError(
                "thread \(name)",
                "cannot be started: \(systemText(code));"
                    + " raise the limit of processes and threads (ulimit -u, pids.max)"
            )
        }
        self.id = id
    }

    deinit {
        // Reached only without `join` or `detach`, which discard the value; an id is never 0.
        precondition(id == 0, "a thread was dropped without being joined or detached")
    }

    /// Waits until the thread's body has returned.
    public consuming func join() {
        // Joined once, as the value is consumed here.
        pthread_join(id, nil)
        discard self
    }

    /// Leaves the thread to itself: for one that is held up by somebody else's code.
    ///
    /// What its body uses must stay alive by the body's own references.
    public consuming func detach() {
        // Neither joined nor detached before, as the value is consumed here.
        pthread_detach(id)
        discard self
    }

    /// The number of processors that this process may use.
    public static var usableCores: Int { max(1, shim_usable_cores()) }
}

private final class Start {
    let name: String
    let body: () -> Void
    init(name: String, body: @escaping () -> Void) {
        self.name = name
        self.body = body
    }
}

/// A free function: a closure may belong to an actor, which the runtime forbids a foreign thread.
private func enter(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    // SAFETY: the pointer is the retained Start of init, taken back exactly once.
    let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    let name = String(decoding: start.name.utf8.prefix(15), as: UTF8.self)
    // SAFETY: a terminated string of at most 15 bytes, read during the call.
    _ = unsafe shim_set_thread_name(pthread_self(), name)
    start.body()
    return nil
}
