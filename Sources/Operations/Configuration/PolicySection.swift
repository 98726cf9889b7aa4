internal import Rollout
internal import Yaml

/// Reads the policy of a deployment from the file, by the rules of the control log's policies.
enum PolicySection {
    /// The section's path in the declared keys.
    static let path = "deployments[].policy"

    /// The policy of a deployment; nil where it has none.
    ///
    /// - Throws: `YamlError` at the key that is wrong.
    static func read(_ deployment: YamlMapping) throws(YamlError) -> Policy? {
        guard let section = deployment["policy"] else { return nil }
        let value = try json(section.node, section)
        do throws(PolicyError) {
            return try Policy.read(value)
        } catch {
            throw placed(error, in: section)
        }
    }

    /// A scalar that is a plain number or flag is one; all other text is a string.
    private static func json(
        _ node: YamlNode,
        _ section: YamlValue
    ) throws(YamlError) -> JSONValue {
        switch node.content {
        case .sequence(let elements):
            var values: [JSONValue] = []
            for element in elements { values.append(try json(element, section)) }
            return .array(values)
        case .mapping(let members):
            var values: [(String, JSONValue?)] = []
            for member in members { values.append((member.key, try json(member.value, section))) }
            return .object(of: values)
        case .scalar(let text, _):
            let value = YamlValue(node, file: section.file, path: section.path)
            if node.isNull { throw value.error("a key without a value; leave it out") }
            if let flag = try? value.bool() { return .bool(flag) }
            if let whole = try? value.int() { return .integer(whole) }
            if let number = try? value.double() { return .double(number) }
            return .string(text)
        }
    }

    /// The error at the place of the key that it names, or of the nearest one above it.
    private static func placed(_ error: PolicyError, in section: YamlValue) -> YamlError {
        var (place, node) = (section.node.place, section.node)
        for part in error.path.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" }) {
            switch node.content {
            case .mapping(let members):
                guard let member = members.first(where: { $0.key == part }) else { break }
                node = member.value
                let isUnknown = error.reason.hasPrefix("unknown key")
                place = isUnknown ? member.keyPlace : node.place
            case .sequence(let elements):
                guard let index = Int(part), elements.indices.contains(index) else { break }
                node = elements[index]
                place = node.place
            case .scalar: break
            }
        }
        return YamlError(
            file: section.file,
            place: place,
            key: error.path.isEmpty ? section.path : "\(section.path).\(error.path)",
            problem: error.reason
        )
    }

    /// The keys of a policy as keys of the file.
    static var keys: [ConfigurationKey] {
        let section = ConfigurationKey(
            path,
            .section,
            "What the monitor may do with versions of this deployment, and how sure it must be"
                + " ([operations.md](operations.md#policy)). Without it the monitor raises alerts"
                + " and nothing else."
        )
        return [section] + PolicyKey.all.map(configurationKey)
    }

    private static func configurationKey(_ key: PolicyKey) -> ConfigurationKey {
        let form: ConfigurationKey.Form =
            switch key.form {
            case .whole(let range, let standard): .whole(range, default: standard)
            case .number(let range, let standard): .number(range, default: standard)
            case .span(let range, let standard):
                .span(
                    "\(SpanText.text(range.lowerBound)) to \(SpanText.text(range.upperBound))",
                    default: SpanText.text(standard)
                )
            case .flag(let standard): .flag(default: standard)
            case .choice(let words, let standard): .choice(words, default: standard)
            case .percent: .number(0.001...100, default: 0)
            case .section: .section
            case .list: .list(isRequired: false)
            }
        var computed: String?
        if case .percent = key.form { computed = "none" }
        if case .list = key.form { computed = "five stages" }
        return ConfigurationKey(
            "\(path).\(key.path)",
            form,
            unit: key.unit,
            computedDefault: computed,
            key.meaning
        )
    }
}
