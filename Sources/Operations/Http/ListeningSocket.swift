import Glibc

/// Opens the TCP socket that the endpoints listen on.
enum ListeningSocket {
    /// Resolves the host, binds and listens.
    ///
    /// - Returns: the socket, owned by the caller, and the port it is bound to.
    /// - Throws: `OperationsError` that names host and port, and the remedy.
    static func open(
        host: String,
        port: UInt16
    ) throws(OperationsError) -> (socket: Int32, port: UInt16) {
        let subject = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        // SAFETY: a zeroed struct; only its plain fields are set.
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        // SAFETY: the strings live through the call; the list is freed below.
        let code = unsafe getaddrinfo(host, "\(port)", &hints, &list)
        guard code == 0, let first = unsafe list else {
            let reason = unsafe gai_strerror(code).map { unsafe String(cString: $0) } ?? "\(code)"
            throw OperationsError(subject, "the host of 'http.host' is not found: \(reason)")
        }
        defer { unsafe freeaddrinfo(first) }
        // SAFETY: getaddrinfo filled the entry and its address of the stated length.
        let address = unsafe first.pointee
        let file = unsafe socket(
            address.ai_family,
            address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue),
            address.ai_protocol
        )
        guard file >= 0 else {
            throw OperationsError(subject, "no socket: \(systemText(errno))")
        }
        var yes: Int32 = 1
        unsafe setsockopt(
            file,
            SOL_SOCKET,
            SO_REUSEADDR,
            &yes,
            socklen_t(MemoryLayout<Int32>.size)
        )
        guard unsafe bind(file, address.ai_addr, address.ai_addrlen) == 0, listen(file, 64) == 0
        else {
            let reason = errno
            close(file)
            throw OperationsError(subject, problem(reason))
        }
        return (file, try boundPort(file, subject))
    }

    private static func problem(_ code: Int32) -> String {
        switch code {
        case EADDRINUSE:
            "the port is taken; stop the other process or set 'http.port' (0 takes a free one)"
        case EACCES: "ports below 1024 need privileges; set 'http.port' to a higher one"
        case EADDRNOTAVAIL: "this machine has no such address; set 'http.host'"
        default: "cannot be listened on: \(systemText(code))"
        }
    }

    private static func boundPort(
        _ file: Int32,
        _ subject: String
    ) throws(OperationsError) -> UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        // SAFETY: the storage is as large as the stated length; its port lies at the same place
        // for IPv4 and IPv6.
        let port: UInt16? = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe getsockname(file, address, &length) == 0 else { return nil }
                return unsafe address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    unsafe UInt16(bigEndian: $0.pointee.sin_port)
                }
            }
        }
        guard let port else {
            let reason = errno
            close(file)
            throw OperationsError(subject, "has no port: \(systemText(reason))")
        }
        return port
    }
}
