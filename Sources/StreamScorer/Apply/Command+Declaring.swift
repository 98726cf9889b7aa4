internal import Operations
internal import Rollout

extension Command {
    /// What an instance writes where the log lacks a deployment of its configuration.
    ///
    /// The id follows from what is declared, and the command holds only while there is no such
    /// deployment: of several instances that declare it at once the first is accepted, and the others
    /// change nothing, whether they say the same or not.
    static func declaring(
        _ configured: DeploymentConfiguration,
        by instance: String
    ) -> Command {
        let kind = Command.Kind.deploy(Declaration(configured))
        let nameless = Command(id: "", deployment: configured.name, kind: kind, issuer: "")
        return Command(
            id: "declare/\(configured.name)/\(fingerprint(nameless.encoded()))",
            deployment: configured.name,
            kind: kind,
            issuer: "instance@\(instance)",
            reason: "the control log has no such deployment",
            expects: 0
        )
    }

    /// FNV-1a of 64 bits, in hexadecimal digits: tells declarations apart, proves nothing.
    private static func fingerprint(_ bytes: [UInt8]) -> String {
        let hash = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 16)
    }
}
