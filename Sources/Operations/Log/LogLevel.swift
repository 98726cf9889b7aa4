/// How much a log line matters to who operates the service.
public enum LogLevel: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// For who is looking for a fault; nothing per event.
    case debug
    /// A change in the service's life: started, assigned, stopped.
    case info
    /// Something went wrong and was made good.
    case warning
    /// Data was lost, or an operator is needed.
    case error

    /// The level's name in configuration and log lines.
    public var name: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        }
    }

    /// The level of a configured name.
    public init?(name: String) {
        guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }

    /// The level of a syslog severity, 0 (emergency) to 7 (debug), as librdkafka gives it.
    public init(syslogSeverity: Int) {
        switch syslogSeverity {
        case ...3: self = .error
        case 4: self = .warning
        case 5, 6: self = .info
        default: self = .debug
        }
    }

    /// Less means less important.
    public static func < (left: LogLevel, right: LogLevel) -> Bool {
        left.rawValue < right.rawValue
    }
}
