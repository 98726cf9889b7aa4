import Foundation
import Testing

@testable import Records

@Suite
struct RandomEventTests {
    private func layout() throws -> EventLayout {
        try EventLayout(
            columns: RandomEvents.names.map { name in
                switch name {
                case "c":
                    EventColumn(name: name, kind: .category(["x": 0, "ü": 1, "long category": 2]))
                case "n": EventColumn(name: name, kind: .category([:], numbers: [1: 5, 2.5: 6]))
                case "speed": EventColumn(name: name, missing: .substitute(-1))
                default: EventColumn(name: name)
                }
            }
        )
    }

    @Test func `valid events are read as Foundation reads them`() throws {
        let layout = try layout()
        let decoding = Decoding(layout)
        var events = RandomEvents(random: SeededGenerator(seed: Rounds.seed("valid events")))
        for _ in 0..<Rounds.count(10_000) {
            let text = events.event()
            let bytes = Array(text.utf8)
            guard let event = FoundationEvent.read(bytes) else {
                Issue.record("Foundation finds no event: \(text)")
                return
            }
            if let difference = event.difference(decoding.decode(bytes), layout) {
                Issue.record("\(difference): \(text)")
                return
            }
        }
    }

    @Test func `what is written into a row lies in its numbers as strtod reads them`() throws {
        let decoding = try Decoding(numbers: "a")
        var events = RandomEvents(random: SeededGenerator(seed: Rounds.seed("numbers in events")))
        for _ in 0..<Rounds.count(20_000) {
            let number = events.number()
            for text in [
                #"{"features":{"a":\#(number)}}"#, #"{"features":{"a":\#(number),"b":0}}"#,
                #"{"features":[\#(number)]}"#, #"{"features":{"a":\#(number) }   }          "#,
            ] {
                let found = decoding.decode(text).row[0]
                guard found.bitPattern == strtod(number, nil).bitPattern else {
                    Issue.record("\(found) from \(text)")
                    return
                }
            }
        }
    }

    @Test func `mutations never pass what Foundation refuses`() throws {
        let layout = try layout()
        let decoding = Decoding(layout)
        let seed = Rounds.seed("mutations")
        var events = RandomEvents(random: SeededGenerator(seed: seed))
        var mutator = Mutator(random: SeededGenerator(seed: seed ^ 1))
        var accepted = 0
        for _ in 0..<Rounds.count(30_000) {
            var bytes = Array(events.event().utf8)
            for _ in 0..<Int.random(in: 1...3, using: &mutator.random) { mutator.mutate(&bytes) }
            let isJSON = refusal(bytes) == nil
            let isEvent = decoding.decode(bytes).failure == nil
            if isEvent && !isJSON {
                Issue.record("an event that is not JSON: \(bytes)")
                return
            }
            guard isJSON else { continue }
            accepted += 1
            if !foundationAccepts(bytes) && !hasHugeNumber(bytes) {
                Issue.record("Foundation refuses \(String(decoding: bytes, as: UTF8.self))")
                return
            }
        }
        print("\(accepted) mutations are JSON still")
    }

    /// Foundation refuses numbers beyond its range, which JSON allows: an intended difference where
    /// a member is ignored.
    private func hasHugeNumber(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains(/[eE][+-]?[0-9]{2,}|[0-9]{30}/)
    }
}
