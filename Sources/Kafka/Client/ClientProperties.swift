internal import CKafka

/// librdkafka's properties by name, in the order in which they were given.
public struct ClientProperties: Sendable, ExpressibleByDictionaryLiteral {
    /// Which kind of client properties are meant for.
    public enum Role: Sendable {
        /// A client that reads.
        case consumer
        /// A client that writes.
        case producer
    }

    /// Names and values; a name occurs once.
    public private(set) var pairs: [(name: String, value: String)] = []

    /// No property.
    public init() {}

    /// The properties of a literal; of a repeated name the last value counts.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { self[name] = value }
    }

    /// The properties of a list; of a repeated name the last value counts.
    public init(_ pairs: [(name: String, value: String)]) {
        for (name, value) in pairs { self[name] = value }
    }

    /// The names, in order.
    public var names: [String] { pairs.map(\.name) }

    /// The value of a property; nil removes it.
    public subscript(name: String) -> String? {
        get { pairs.first { $0.name == name }?.value }
        set {
            let place = pairs.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): pairs[place].value = value
            case (let place?, nil): pairs.remove(at: place)
            case (nil, let value?): pairs.append((name, value))
            case (nil, nil): break
            }
        }
    }

    /// Takes over the other's properties; where both have one, the other's value counts.
    public mutating func merge(_ other: ClientProperties) {
        for (name, value) in other.pairs { self[name] = value }
    }

    /// These properties with the other's merged in.
    public func merging(_ other: ClientProperties) -> ClientProperties {
        var merged = self
        merged.merge(other)
        return merged
    }

    /// Checks names, values and how they fit together, as librdkafka would when a client is made.
    ///
    /// Makes a client without brokers and destroys it: nothing is connected to.
    ///
    /// - Throws: `invalidArgument` with librdkafka's own text, which names the property.
    public func validate(as role: Role) throws(KafkaError) {
        if self["bootstrap.servers"] == "" {
            throw KafkaError(
                code: .invalidArgument,
                operation: "rd_kafka_conf_set",
                detail: "bootstrap.servers is empty: give HOST:PORT[,HOST:PORT…]"
            )
        }
        // Without brokers nothing is reached; every other rule is the same.
        var checked = self
        checked["bootstrap.servers"] = nil
        checked["metadata.broker.list"] = nil
        let configuration = try ClientConfiguration(checked)
        _ = try Client(role, configuration, context: ClientContext(checked, ClientEvents()))
    }
}
