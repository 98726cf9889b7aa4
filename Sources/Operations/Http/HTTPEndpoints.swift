internal import CMicroHTTPD
import Glibc
import Synchronization

/// Health, metrics and model metadata over HTTP, on a thread of libmicrohttpd's own.
///
/// `/livez`, `/readyz` (503 with reasons), `/metrics` (Prometheus text 0.0.4), and the Open
/// Inference Protocol's `/v2`, `/v2/health/live`, `/v2/health/ready`,
/// `/v2/models/NAME[/versions/VERSION][/ready]`. GET and HEAD only; no authentication, so it
/// listens on loopback unless configured.
///
/// Limits: 64 connections, 10 s without a byte, 32 KiB of request line and headers.
///
/// Thread safety: any thread may call `stop`, also more than once.
public final class HTTPEndpoints: Sendable {
    /// The port that it listens on; the given one, or the free one taken for 0.
    public let boundPort: UInt16
    private let daemon: Mutex<Daemon?>

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - host: an address or a name that resolves to one.
    ///   - port: 0 takes a free one.
    ///   - version: of this program, told by `/v2`.
    ///   - metrics: shown by `/metrics`.
    ///   - readiness: shown by `/readyz`.
    ///   - models: shown below `/v2/models`.
    /// - Throws: `OperationsError` that names host, port and remedy, such as when the port is taken.
    public init(
        host: String,
        port: UInt16,
        version: String,
        metrics: MetricRegistry,
        readiness: Readiness,
        models: ServedModels
    ) throws(OperationsError) {
        let router = EndpointRouter(
            version: version,
            metrics: metrics,
            readiness: readiness,
            models: models
        )
        let listening = try ListeningSocket.open(host: host, port: port)
        boundPort = listening.port
        daemon = Mutex(try Daemon(socket: listening.socket, router: router))
    }

    deinit { stop() }

    /// Closes the port and all connections, and waits for the thread to end.
    public func stop() {
        daemon.withLock {
            $0?.stop(); $0 = nil
        }
    }
}

/// Owns libmicrohttpd's daemon and the router that its thread reads.
@safe private final class Daemon: @unchecked Sendable {
    // Sendable: both are set once; `stop` runs under the mutex of the owner.
    private let handle: OpaquePointer
    private let context: Unmanaged<Context>

    init(socket: Int32, router: EndpointRouter) throws(OperationsError) {
        let context = unsafe Unmanaged.passRetained(Context(router: router))
        // SAFETY: the context stays retained until the daemon's thread has ended.
        let started = unsafe shim_start(socket, 64, 10, 32 << 10, answer, context.toOpaque())
        guard let handle = unsafe started else {
            unsafe context.release()
            close(socket)
            throw OperationsError("http", "libmicrohttpd cannot be started")
        }
        unsafe self.handle = unsafe handle
        unsafe self.context = unsafe context
    }

    func stop() {
        // SAFETY: called once, by the owner that then forgets this value.
        unsafe MHD_stop_daemon(handle)
        unsafe context.release()
    }
}

private final class Context: Sendable {
    let router: EndpointRouter
    init(router: EndpointRouter) { self.router = router }
}

/// Answers one request on libmicrohttpd's thread.
///
/// libmicrohttpd calls twice: after the headers, and when the request is complete. An answer at
/// the first call closes the connection, so only what comes with a body is answered there: the
/// body is never read.
///
/// A free function: a closure may belong to an actor, which the runtime forbids a foreign thread.
private func answer(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    url: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?,
    _: UnsafePointer<CChar>?,
    _: UnsafePointer<CChar>?,
    _: UnsafeMutablePointer<Int>?,
    request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context = unsafe context, let connection = unsafe connection,
        let url = unsafe url, let method = unsafe method, let request = unsafe request
    else { return shim_refuse() }
    // SAFETY: the context is retained while the daemon runs; both strings are terminated and live
    // through this call; `request` is a slot of this request, of which only nil or not is read.
    let router = unsafe Unmanaged<Context>.fromOpaque(context).takeUnretainedValue().router
    let hasBody = unsafe shim_has_body(connection) != 0
    if unsafe request.pointee == nil && !hasBody {
        unsafe request.pointee = context
        return shim_continue()
    }
    var answer = unsafe router.answer(
        method: String(cString: method),
        path: String(cString: url)
    )
    if hasBody && answer.status != 405 { answer = .error(400, "a body is not read") }
    // SAFETY: the shim copies the body and reads the strings during the call.
    return unsafe answer.body.withUnsafeBytes { body in
        unsafe shim_respond(
            connection,
            answer.status,
            answer.type,
            answer.allow,
            body.baseAddress,
            body.count
        )
    }
}
