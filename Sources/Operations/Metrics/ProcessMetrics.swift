import Glibc

/// The process's own metrics under the names that Prometheus' client libraries use.
public enum ProcessMetrics {
    /// The families, in the order of the documentation.
    public static let all: [MetricFamily] = sources.map(\.family)

    /// Registers all; each is read when it is shown.
    ///
    /// One that the system does not tell is left out.
    public static func register(in registry: MetricRegistry) {
        for source in sources { registry.callback(source.family, read: source.read) }
    }

    private struct Source: Sendable {
        let family: MetricFamily
        let read: @Sendable () -> Double?
    }

    private static let sources = [
        Source(
            family: MetricFamily(
                .counter,
                "process_cpu_seconds_total",
                help: "User and system CPU time of the process."
            ),
            read: cpuSeconds
        ),
        Source(
            family: MetricFamily(
                .gauge,
                "process_resident_memory_bytes",
                help: "Memory that is resident."
            ),
            read: { pages(field: 1) }
        ),
        Source(
            family: MetricFamily(
                .gauge,
                "process_virtual_memory_bytes",
                help: "Memory that is mapped."
            ),
            read: { pages(field: 0) }
        ),
        Source(
            family: MetricFamily(.gauge, "process_open_fds", help: "Open file descriptors."),
            read: openFiles
        ),
        Source(
            family: MetricFamily(
                .gauge,
                "process_max_fds",
                help: "File descriptors that may be open."
            ),
            read: maxFiles
        ),
        Source(
            family: MetricFamily(.gauge, "process_threads", help: "Threads of the process."),
            read: { statField(19) }
        ),
        Source(
            family: MetricFamily(
                .gauge,
                "process_start_time_seconds",
                help: "When the process was started, in Unix seconds."
            ),
            read: startSeconds
        ),
    ]

    @Sendable private static func cpuSeconds() -> Double? {
        var time = timespec()
        // SAFETY: clock_gettime fills the struct.
        guard unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func pages(field: Int) -> Double? {
        let fields = SmallFile.read("/proc/self/statm")?.split(separator: " ") ?? []
        guard fields.count > field, let pages = Double(fields[field]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    @Sendable private static func openFiles() -> Double? {
        guard let folder = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(folder) }
        var count = 0
        // SAFETY: the folder is open until the function returns; entries are only counted.
        while unsafe readdir(folder) != nil { count += 1 }
        // `.`, `..` and the folder itself.
        return Double(max(0, count - 3))
    }

    @Sendable private static func maxFiles() -> Double? {
        var limit = rlimit()
        // SAFETY: getrlimit fills the struct.
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return nil
        }
        return Double(limit.rlim_cur)
    }

    @Sendable private static func startSeconds() -> Double? {
        let lines = SmallFile.read("/proc/stat")?.split(separator: "\n") ?? []
        guard let booted = lines.first(where: { $0.hasPrefix("btime ") }),
            let boot = Double(booted.dropFirst(6)), let ticks = statField(21)
        else { return nil }
        return boot + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// A number of `/proc/self/stat`, counted from 0; the name, field 1, may hold blanks.
    private static func statField(_ index: Int) -> Double? {
        guard let text = SmallFile.read("/proc/self/stat"), let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[end...].dropFirst(2).split(separator: " ")
        return fields.count > index - 2 ? Double(fields[index - 2]) : nil
    }
}

/// Reads a file of the kernel's, of at most 1 MiB.
private enum SmallFile {
    static func read(_ path: String) -> String? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while content.count < 1 << 20 {
            // SAFETY: `read` writes within the array's own storage.
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe Glibc.read(file, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            content += chunk[..<count]
        }
        return String(decoding: content, as: UTF8.self)
    }
}
