import Foundation
import Synchronization

/// Ports on loopback that nobody listens on.
///
/// Taken from `STREAM_SCORER_TEST_PORTS` (`first-last`; default 21000-29999), below the range from
/// which the system serves outgoing connections.
public enum FreePorts {
    private static let next = Mutex<Int?>(nil)

    /// The first of `count` free ports in a row.
    public static func take(count: Int = 1) throws -> Int {
        let range = try range()
        return try next.withLock { next in
            var candidate =
                next ?? range.lowerBound + Int(getpid()) * 16 % max(1, range.count - count)
            for _ in 0..<range.count {
                if candidate + count - 1 > range.upperBound { candidate = range.lowerBound }
                if (candidate..<candidate + count).allSatisfy(isFree) {
                    next = candidate + count
                    return candidate
                }
                candidate += 1
            }
            throw FixtureError("no \(count) free ports in \(range)")
        }
    }

    private static func range() throws -> ClosedRange<Int> {
        guard let text = ProcessInfo.processInfo.environment["STREAM_SCORER_TEST_PORTS"] else {
            return 21_000...29_999
        }
        let bounds = text.split(separator: "-").compactMap { Int($0) }
        guard bounds.count == 2, 1024 <= bounds[0], bounds[0] < bounds[1], bounds[1] < 65_536 else {
            throw FixtureError("STREAM_SCORER_TEST_PORTS is '\(text)', not FIRST-LAST")
        }
        return bounds[0]...bounds[1]
    }

    private static func isFree(_ port: Int) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        var reuse: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
