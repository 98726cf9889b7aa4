internal import CKafka

/// The librdkafka that this process runs with.
public enum KafkaLibrary {
    /// The oldest version that the code is written and tested for: 2.0.2.
    public static let oldestVersion = "2.0.2"

    /// The version of the linked library, such as `2.0.2`.
    public static var linkedVersion: String {
        // SAFETY: a static text of librdkafka.
        unsafe String(cString: rd_kafka_version_str())
    }

    /// The version as librdkafka packs it: `0xMMmmrrxx`, `xx` being `ff` for a release.
    static var packedVersion: UInt32 { UInt32(bitPattern: rd_kafka_version()) }

    /// Checks that the linked library is new enough.
    ///
    /// - Throws: `notImplemented`, naming both versions and the remedy.
    public static func checkVersion() throws(KafkaError) {
        try checkVersion(packedVersion, text: linkedVersion)
    }

    static func checkVersion(_ packed: UInt32, text: String) throws(KafkaError) {
        guard packed >> 8 >= 0x02_00_02 else {
            throw KafkaError(
                code: .notImplemented,
                operation: "rd_kafka_version",
                detail: "librdkafka \(text) is linked, \(oldestVersion) or newer is needed: "
                    + "install the distribution's librdkafka1 of Debian 12 or later"
            )
        }
    }

    /// Whether a member of a cooperative group may be destroyed before its first assignment.
    ///
    /// Before 2.3.0 librdkafka ends the process there: it frees the assignor's state, which only an
    /// assignment makes, without looking whether there is one.
    static var destroysUnassignedMembers: Bool { packedVersion >> 8 >= 0x02_03_00 }

    /// What to add to a refused login, if the linked library is known to be its cause.
    ///
    /// Before 2.6.1 librdkafka repeats its nonce in the last SCRAM message, which Apache Kafka
    /// refuses from 3.8.1 on: the right password is answered like a wrong one.
    static func loginHint(mechanism: String, packed: UInt32, text: String) -> String? {
        guard mechanism.uppercased().hasPrefix("SCRAM"), packed >> 8 < 0x02_06_01 else {
            return nil
        }
        return "librdkafka \(text) cannot log in by \(mechanism) to Apache Kafka 3.8.1 or newer, "
            + "even with the right password: use librdkafka 2.6.1 or newer, or PLAIN over TLS, "
            + "mutual TLS or OAUTHBEARER"
    }
}
