/// A property for librdkafka, with what may be shown of it.
///
/// The value of a secret, and of anything filled in from the environment or a file, is kept out of
/// every description, so that no log line can carry it by accident.
public struct KafkaProperty: Sendable, Hashable {
    /// librdkafka's name.
    public let name: String
    /// The value that librdkafka is given.
    public let value: String
    /// The value as it may be shown: hidden, or as written where it was filled in.
    public let shown: String

    init(name: String, written: String, value: String, isFilled: Bool) {
        self.name = name
        self.value = value
        shown = Self.isSecret(name) ? "(hidden)" : isFilled ? written : value
    }

    /// True for a property whose value is a credential or may hold one.
    public static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.hasPrefix("sasl.") || name.hasPrefix("ssl.key") || name.contains("password")
            || name.contains("secret") || name.contains("oauthbearer") || name.hasSuffix(".pem")
    }
}

extension KafkaProperty: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `NAME=VALUE` with a secret hidden.
    public var description: String { "\(name)=\(shown)" }
    /// The same as `description`.
    public var debugDescription: String { description }
    /// Holds the name and what may be shown.
    public var customMirror: Mirror { Mirror(self, children: ["name": name, "shown": shown]) }
}
