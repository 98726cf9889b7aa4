internal import Yaml

/// Reads the `kafka` section and the `-X` overrides into properties.
struct KafkaSection {
    let substitution: Substitution
    let allowsSaslPlaintext: Bool

    /// Properties that another key or the service decides, with what to do instead.
    static let decided: [String: String] = [
        "group.id": "use the key 'group'",
        "group.instance.id": "use the key 'static_membership'",
        "transactional.id": "the service makes it of group, instance and worker",
        "transaction.timeout.ms": "use the key 'transaction_timeout_ms'",
        "enable.auto.commit": "offsets are committed as 'delivery' says",
        "auto.commit.enable": "offsets are committed as 'delivery' says",
        "auto.commit.interval.ms": "use the key 'commit_interval_ms'",
        "enable.auto.offset.store": "offsets are committed as 'delivery' says",
        "enable.idempotence": "the producer is always idempotent",
    ]

    /// The properties in the file's order, then those that only `overrides` name.
    ///
    /// - Throws: `YamlError` that names the key, and the variable or file that is missing.
    func read(
        _ mapping: YamlMapping,
        overrides: [(String, String)]
    ) throws(YamlError) -> [KafkaProperty] {
        var properties: [KafkaProperty] = []
        for member in mapping.members {
            let value = YamlValue(
                member.value,
                file: mapping.file,
                path: "\(mapping.path).\(member.key)"
            )
            let text = try value.string()
            properties.append(
                try property(member.key, text) { problem in value.error(problem) }
            )
        }
        for (name, text) in overrides {
            let property = try property(name, text) { problem in
                YamlError(file: "-X", place: nil, key: name, problem: problem)
            }
            properties.removeAll { $0.name == name }
            properties.append(property)
        }
        try check(properties, of: mapping)
        return properties
    }

    private func property(
        _ name: String,
        _ text: String,
        failure: (String) -> YamlError
    ) throws(YamlError) -> KafkaProperty {
        guard !name.isEmpty, TextRule.label.allows(name) else {
            throw failure("not a property's name")
        }
        if let instead = Self.decided[name] {
            throw failure("cannot be set here: \(instead)")
        }
        let filled: (value: String, isFilled: Bool)
        do throws(Substitution.Problem) {
            filled = try substitution.fill(text)
        } catch {
            throw failure(error.text)
        }
        guard !filled.value.utf8.contains(0) else { throw failure("holds a zero byte") }
        return KafkaProperty(
            name: name,
            written: text,
            value: filled.value,
            isFilled: filled.isFilled
        )
    }

    private func check(
        _ properties: [KafkaProperty],
        of mapping: YamlMapping
    ) throws(YamlError) {
        func value(_ name: String) -> String? { properties.last { $0.name == name }?.value }
        let servers = value("bootstrap.servers") ?? value("metadata.broker.list") ?? ""
        guard !servers.isEmpty else {
            throw mapping.error("bootstrap.servers", "required, but missing")
        }
        let security = value("security.protocol")?.lowercased() ?? "plaintext"
        if security == "sasl_plaintext" && !allowsSaslPlaintext {
            throw mapping.error(
                "security.protocol",
                "sasl_plaintext sends credentials unencrypted; use sasl_ssl,"
                    + " or set 'allow_sasl_plaintext: true'"
            )
        }
        let credentials = ["sasl.username", "sasl.password", "sasl.oauthbearer.config"]
        if !security.hasPrefix("sasl_"), let unused = credentials.first(where: { value($0) != nil })
        {
            throw mapping.error(
                unused,
                "is not used with security.protocol '\(security)'; set it to sasl_ssl"
            )
        }
    }
}
