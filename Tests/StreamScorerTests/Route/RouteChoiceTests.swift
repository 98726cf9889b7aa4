import BrokerFixture
import Foundation
import Kafka
import Rollout
import Testing

@testable import StreamScorer

/// Which event goes which way, beside a plain reading of the plan.
@Suite
struct RouteChoiceTests {
    private static let keyCount = 100_000

    @Test func `a hundred thousand keys keep to their shares and stay where they are`() throws {
        let harness = try Self.harness()
        try harness.send(
            (0..<Self.keyCount).map { place in
                TestRecord(key: "N\(place)", value: #"{"features":{}}"#, partition: 0)
            }
        )
        var log = try RoutingLog(harness.deployment())
        let batches = try RoutedBatches(harness, log.table(), capacity: 4_096)
        var before: Set<String> = []
        for percent in ["0.001", "1", "5", "25", "50", "100"] {
            try log.send(#""kind":"canary","version":"v2","percent":\#(percent)"#)
            let table = try log.table(following: batches.table)
            batches.adopt(table)
            try batches.rewind()
            let routes = try batches.routes(of: Self.keyCount)
            let canary = Set(routes.filter { $0.value == "canary v2" }.keys)
            #expect(routes.count == Self.keyCount)
            #expect(routes.values.allSatisfy { $0 == "canary v2" || $0 == "champion v1" })
            // Growing moves nobody back.
            #expect(before.isSubset(of: canary), "at \(percent) %")
            before = canary
            let plan = try #require(try log.plan.canary)
            for key in routes.keys where (plan.target(of: key) >= 0) != canary.contains(key) {
                Issue.record("\(key) at \(percent) %")
            }
            let share = try #require(Double(percent)) / 100
            let deviation = (Double(Self.keyCount) * share * (1 - share)).squareRoot()
            let expected = Double(Self.keyCount) * share
            #expect(abs(Double(canary.count) - expected) <= max(5, 5 * deviation))
        }
        try log.send(#""kind":"canary","version":"v2","percent":0"#)
        batches.adopt(try log.table(following: batches.table))
        try batches.rewind()
        let after = try batches.routes(of: Self.keyCount)
        #expect(after.values.allSatisfy { $0 == "champion v1" })
    }

    @Test func `rules by header and field come first, in order, then canaries`() throws {
        let harness = try Self.harness()
        var random = SeededRandom("routes")
        var records: [TestRecord] = []
        for place in 0..<4_000 {
            records.append(Self.event(place, &random))
        }
        try harness.send(records)
        var log = try RoutingLog(harness.deployment())
        for command in Self.commands { try log.send(command) }
        let table = try log.table()
        let plan = try log.plan
        let batches = try RoutedBatches(harness, table)
        let routes = try batches.routes(of: records.count)
        var counts: [String: Int] = [:]
        for record in records {
            let key = String(decoding: record.key ?? [], as: UTF8.self)
            let expected = try Self.expected(record, plan)
            counts[expected, default: 0] += 1
            #expect(routes[key] == expected, "\(key): seed \(random.seed)")
        }
        #expect(counts.count == 8, "every route is taken: \(counts)")
    }

    @Test func `without the sticky value the champion serves, and it is counted`() throws {
        let harness = try Self.harness()
        try harness.send(
            (0..<300).map { place in
                TestRecord(
                    key: place % 3 == 0 ? nil : "k\(place)",
                    value: place % 3 == 1
                        ? #"{"user":null,"features":{}}"# : #"{"user":"u\#(place)","features":{}}"#,
                    partition: 0
                )
            }
        )
        for (sticky, lacking) in [("key", 100), ("/user", 100)] {
            var log = try RoutingLog(harness.deployment())
            try log.send(#""kind":"canary","version":"v2","percent":100,"sticky":"\#(sticky)""#)
            let batches = try RoutedBatches(harness, log.table())
            var champions = 0
            var counted: UInt64 = 0
            var seen = 0
            while seen < 300, batches.next() {
                for row in 0..<batches.batch.count where batches.answer(row).route == "champion" {
                    champions += 1
                }
                counted += batches.route.unsticky[0]
                seen += batches.batch.count
            }
            #expect(seen == 300 && champions == lacking && counted == UInt64(lacking))
        }
    }

    private static func harness() throws -> ServiceHarness {
        var options = ServiceHarness.Options()
        options.partitions = 1
        return try ServiceHarness(.embedded(), options)
    }

    /// Five rules at four places, and three canaries by a field.
    private static let commands = [
        #""kind":"rule","name":"internal","header":"tenant","equals":["acme","globex"],"version":"v2""#,
        #""kind":"rule","name":"hub","field":"/features/origin","equals":["EWR","J\u0046K"],"version":"v3-hours""#,
        #""kind":"rule","name":"flag","header":"beta","equals":[true,1],"version":"v2""#,
        #""kind":"rule","name":"late","field":"/priority","equals":[3,"3b"],"version":"v2""#,
        #""kind":"rule","name":"hub2","field":"/features/origin","equals":["EWR","LGA"],"version":"v2""#,
        #""kind":"canary","version":"v2","percent":20,"sticky":"/user","salt":"s""#,
        #""kind":"canary","version":"v3-hours","percent":7.5"#,
    ]

    private static func event(_ place: Int, _ random: inout SeededRandom) -> TestRecord {
        func one(_ choices: String...) -> String { choices.randomElement(using: &random) ?? "" }
        let origin = one("\"EWR\"", "\"E\\u0057R\"", "\"LGA\"", "\"SFO\"", "\"SFO\"", "null")
        let priority = one("1", "2", "1", "3", "\"3\"", "\"3b\"", "true")
        let user = one("\"u\(place)\"", "\"u\(place)\"", "\"u\\n\(place)\"", "\(place)", "null")
        var headers: [TestHeader] = []
        for _ in 0..<Int.random(in: 0...3, using: &random) where Bool.random(using: &random) {
            headers.append(
                TestHeader(
                    one("tenant", "beta", "trace"),
                    one("acme", "initech", "true", "1", "globex", "yes")
                )
            )
        }
        if place % 40 == 0 { headers.append(TestHeader("tenant", nil)) }
        return TestRecord(
            key: Array("\(place)".utf8),
            value: Array(
                #"{"user":\#(user),"priority":\#(priority),"features":{"origin":\#(origin)}}"#.utf8
            ),
            partition: 0,
            timestampMs: 1_700_000_000_000,
            headers: headers
        )
    }

    /// The plan read plainly: rule by rule, value by value.
    private static func expected(_ record: TestRecord, _ plan: RoutePlan) throws -> String {
        let text = Data(record.value ?? [])
        guard let event = try JSONSerialization.jsonObject(with: text) as? [String: Any],
            let features = event["features"] as? [String: Any]
        else { throw FixtureError("no event") }
        func word(_ value: Any?) -> String? {
            switch value {
            case let text as String: text
            case let number as NSNumber where CFGetTypeIDIsBoolean(number):
                number.boolValue ? "true" : "false"
            case let number as NSNumber: "\(number)"
            default: nil
            }
        }
        let fields = [
            "/features/origin": word(features["origin"]), "/priority": word(event["priority"]),
        ]
        for rule in plan.rules {
            let found: String? =
                switch rule.source {
                case .header(let name):
                    record.headers.last { $0.name == name }?.value.map {
                        String(decoding: $0, as: UTF8.self)
                    }
                case .capture(let capture): fields[plan.captures[capture]] ?? nil
                }
            let values = rule.values.map { String(decoding: $0, as: UTF8.self) }
            if let found, values.contains(found) {
                return "rule:\(rule.name) \(plan.versions[rule.target])"
            }
        }
        guard let canary = plan.canary, let user = rawUser(record) else {
            return "champion \(plan.versions[plan.champion])"
        }
        let target = Int(canary.target(of: user))
        return target < 0
            ? "champion \(plan.versions[plan.champion])" : "canary \(plan.versions[target])"
    }

    /// The user as it stands in the event, escapes kept.
    private static func rawUser(_ record: TestRecord) -> String? {
        let text = String(decoding: record.value ?? [], as: UTF8.self).dropFirst(8)
        let end = text.range(of: ",\"priority\"")?.lowerBound ?? text.endIndex
        let raw = text[..<end]
        return raw == "null" ? nil : raw.trimmingCharacters(in: ["\""])
    }
}

private func CFGetTypeIDIsBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c"
}

extension CanaryPlan {
    fileprivate func target(of text: String) -> Int32 {
        var bytes = Array(text.utf8)
        return bytes.withUnsafeMutableBytes { buffer in
            target(of: RawSpan(_unsafeBytes: UnsafeRawBufferPointer(buffer)))
        }
    }
}
