import Rollout

/// Of an event what routing looks at.
struct SimulatedEvent {
    let key: [UInt8]?
    let headers: [String: [UInt8]]
    let fields: [String: [UInt8]]

    init(_ chance: inout SeededGenerator) {
        func text() -> [UInt8] { Array("k\(chance.below(1_000))".utf8) }
        key = chance.once(in: 8) ? nil : text()
        headers = chance.once(in: 2) ? ["tier": Array("\(chance.below(4))".utf8)] : [:]
        var fields: [String: [UInt8]] = [:]
        if !chance.once(in: 4) { fields["/features/tail"] = text() }
        if chance.once(in: 2) { fields["/features/carrier"] = Array("c\(chance.below(4))".utf8) }
        self.fields = fields
    }
}

extension RoutePlan {
    /// What the hot path does with a plan.
    func route(_ event: SimulatedEvent) -> (version: String, route: String) {
        for rule in rules {
            let found: [UInt8]? =
                switch rule.source {
                case .header(let name): event.headers[name]
                case .capture(let index): event.fields[captures[index]]
                }
            if let found, rule.values.contains(found) {
                return (versions[rule.target], "rule:" + rule.name)
            }
        }
        if let canary {
            let value: [UInt8]? =
                switch canary.source {
                case .key: event.key
                case .capture(let index): event.fields[captures[index]]
                }
            if let value {
                let target = canary.target(of: value.span.bytes)
                if target >= 0 { return (versions[Int(target)], "canary") }
            }
        }
        return (versions[champion], "champion")
    }
}
