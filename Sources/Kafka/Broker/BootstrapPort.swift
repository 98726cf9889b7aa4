import Glibc
internal import Synchronization

/// Answers on a port of the user's choice for a broker that listens elsewhere.
///
/// A thread takes connections on loopback and carries their bytes to and from the broker. Clients
/// need that only for their first question: the answer names the broker's own address, where they
/// connect for everything else. See `docs/decisions/0006-embedded-broker-port.md`.
// Unchecked: the sockets are made in init and closed after the thread has been joined.
@safe
final class BootstrapPort: @unchecked Sendable {
    /// Connections beyond this wait in the system's backlog.
    static let maxConnections = 128

    private let listener: Int32
    private let target: UInt16
    private let stopping = Atomic<Bool>(false)
    private var thread = pthread_t()

    /// Listens on `127.0.0.1:port`.
    ///
    /// - Throws: `transport` if the port is taken or may not be used.
    init(port: UInt16, forwardingTo target: UInt16) throws(KafkaError) {
        self.target = target
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var reuse: Int32 = 1
        // SAFETY: option and address are read within the calls.
        unsafe setsockopt(
            listener,
            SOL_SOCKET,
            SO_REUSEADDR,
            &reuse,
            socklen_t(MemoryLayout<Int32>.size)
        )
        let bound = unsafe withLoopback(port) { unsafe bind(listener, $0, $1) }
        guard listener >= 0, bound == 0, listen(listener, 64) == 0 else {
            let reason = unsafe String(cString: strerror(errno))
            if listener >= 0 { close(listener) }
            throw KafkaError(
                code: .transport,
                operation: "bind",
                detail: "port \(port): \(reason); "
                    + "choose another port or stop what listens there",
                isRetriable: false
            )
        }
        // SAFETY: the thread is joined in `stop()`, before self ends.
        let started = unsafe pthread_create(
            &thread,
            nil,
            forwardBootstrap,
            Unmanaged.passUnretained(self).toOpaque()
        )
        guard started == 0 else {
            close(listener)
            throw KafkaError(code: .transport, operation: "pthread_create", detail: "no thread")
        }
    }

    /// Closes the port and every connection through it.
    func stop() {
        guard !stopping.exchange(true, ordering: .acquiringAndReleasing) else { return }
        // SAFETY: started in init, joined once.
        pthread_join(thread, nil)
        close(listener)
    }

    /// Carries bytes until stopped.
    fileprivate func run() {
        var pairs: [ForwardedConnection] = []
        while !stopping.load(ordering: .acquiring) {
            var polled = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
            if pairs.count >= Self.maxConnections { polled[0].events = 0 }
            for pair in pairs { polled += pair.interests }
            // A tenth of a second is how long a stop may take.
            // SAFETY: the array is passed with its own count.
            guard unsafe poll(&polled, nfds_t(polled.count), 100) > 0 else { continue }
            var kept: [ForwardedConnection] = []
            for (index, var pair) in pairs.enumerated() {
                if pair.carry(polled[1 + 2 * index].revents, polled[2 + 2 * index].revents) {
                    kept.append(pair)
                } else {
                    pair.close()
                }
            }
            pairs = kept
            if polled[0].revents & Int16(POLLIN) != 0, let pair = takeConnection() {
                pairs.append(pair)
            }
        }
        for pair in pairs { pair.close() }
    }

    private func takeConnection() -> ForwardedConnection? {
        let near = accept(listener, nil, nil)
        guard near >= 0 else { return nil }
        _ = fcntl(near, F_SETFD, FD_CLOEXEC)
        let far = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        // SAFETY: the address is read within the call.
        let connected = unsafe withLoopback(target) { unsafe connect(far, $0, $1) }
        guard far >= 0, connected == 0 else {
            Glibc.close(near)
            if far >= 0 { Glibc.close(far) }
            return nil
        }
        return ForwardedConnection(near: near, far: far)
    }
}

/// Two sockets whose bytes go from one to the other; each direction holds at most one chunk.
private struct ForwardedConnection {
    private let sockets: [Int32]
    /// Bytes read from socket i and not yet written to the other.
    private var waiting: [[UInt8]] = [[], []]

    init(near: Int32, far: Int32) {
        sockets = [near, far]
        for socket in sockets { _ = fcntl(socket, F_SETFL, O_NONBLOCK) }
    }

    /// What to wait for: a socket is read when nothing of it waits, and written when the other's
    /// bytes do.
    var interests: [pollfd] {
        (0..<2).map { (index) in
            var events: Int32 = 0
            if waiting[index].isEmpty { events |= POLLIN }
            if !waiting[1 - index].isEmpty { events |= POLLOUT }
            return pollfd(fd: sockets[index], events: Int16(events), revents: 0)
        }
    }

    /// Moves what can be moved; false when either side has ended.
    mutating func carry(_ near: Int16, _ far: Int16) -> Bool {
        for (index, found) in [near, far].enumerated() {
            if found & Int16(POLLIN | POLLHUP | POLLERR) != 0, waiting[index].isEmpty {
                var chunk = [UInt8](repeating: 0, count: 65_536)
                // SAFETY: the array is passed with its own count.
                let count = unsafe recv(sockets[index], &chunk, chunk.count, 0)
                if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { return false }
                waiting[index] = Array(chunk.prefix(max(0, count)))
            }
        }
        for index in 0..<2 where !waiting[index].isEmpty {
            let chunk = waiting[index]
            // SAFETY: the array is passed with its own count.
            let count = unsafe send(
                sockets[1 - index],
                chunk,
                chunk.count,
                Int32(MSG_NOSIGNAL)
            )
            if count < 0, errno != EAGAIN, errno != EINTR { return false }
            waiting[index].removeFirst(max(0, count))
        }
        return true
    }

    func close() { for socket in sockets { Glibc.close(socket) } }
}

/// The thread's body: a free function, as every C callback is.
private func forwardBootstrap(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    // SAFETY: `BootstrapPort` passes itself and joins the thread before it ends.
    unsafe Unmanaged<BootstrapPort>.fromOpaque(argument).takeUnretainedValue().run()
    return nil
}

/// Lends the address `127.0.0.1:port`.
private func withLoopback<R>(
    _ port: UInt16,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
) -> R {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    // SAFETY: every socket address begins as `sockaddr` does.
    return unsafe withUnsafePointer(to: &address) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
