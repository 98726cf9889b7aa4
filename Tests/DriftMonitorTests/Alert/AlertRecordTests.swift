import DriftMonitor
import Foundation
import Rollout
import Testing

/// Alerts as records: identity, key and text.
@Suite struct AlertRecordTests {
    static func alert(
        version: String? = "v1",
        subject: String = "temp",
        state: Alert.State = .firing,
        value: Double = 0.61,
        baseline: String? = "sha256:" + String(repeating: "0", count: 64)
    ) -> Alert {
        Alert(
            deployment: "flights",
            version: version,
            rule: "nulls",
            subject: subject,
            state: state,
            severity: .critical,
            stretch: .init(fromMs: 60_000, toMs: 120_000, events: 812),
            statistic: "null_rate_change",
            value: value,
            threshold: 0.05,
            pValue: 3.1e-190,
            evidence: .object(of: [("since", .integer(60_000))]),
            baselineDigest: baseline
        )
    }

    @Test func `a record reads back as the alert it was`() throws {
        for alert in [
            Self.alert(), Self.alert(version: nil),
            Self.alert(subject: "a\"/@\u{1}ü", state: .resolved),
            Self.alert(value: .leastNonzeroMagnitude, baseline: nil),
        ] {
            let bytes = alert.encoded()
            #expect(try Alert(decoding: bytes) == alert)
            #expect(try Alert(decoding: bytes).encoded() == bytes)
        }
    }

    @Test func `the id is of the decision and of nothing else`() {
        let id = Self.alert().id
        #expect(id.utf8.count == 32)
        #expect(Self.alert(value: 0.5).id == id)
        #expect(Self.alert(version: "v2").id != id)
        #expect(Self.alert(subject: "tem").id != id)
        #expect(Self.alert(state: .resolved).id != id)
        #expect(Self.alert(baseline: nil).id != id)
    }

    @Test func `the key names rule, subject and version`() {
        #expect(Self.alert().key == "flights/nulls/temp@v1")
        #expect(Self.alert(version: nil).key == "flights/nulls/temp")
    }

    @Test func `a number that JSON has no text for does not come into a record`() throws {
        let alert = Self.alert(value: .infinity)
        #expect(alert.value == .greatestFiniteMagnitude)
        #expect(Self.alert(value: .nan).value == 0)
        #expect(try Alert(decoding: alert.encoded()) == alert)
    }

    @Test func `a changed or broken record is refused with the member's name`() throws {
        func reason(_ from: String, _ to: String) -> String {
            let text = String(decoding: Self.alert().encoded(), as: UTF8.self)
                .replacingOccurrences(of: from, with: to)
            do throws(AlertError) {
                _ = try Alert(decoding: Array(text.utf8))
                return "read"
            } catch { return error.description }
        }
        #expect(reason("\"temp\"", "\"gust\"").hasPrefix("`id` is "))
        #expect(reason("\"firing\"", "\"smoking\"") == "`state` must be a known word")
        #expect(reason("812", "\"x\"") == "`window.events` must be a whole number")
        #expect(reason("0.61", "1e999") == "`value` must be a number")
        #expect(reason("{\"since\":60000}", "7") == "`evidence` must be an object")
        #expect(reason("}", "").hasPrefix("the alert is no JSON"))
    }

    @Test func `no cut or flipped byte of a record is a trap`() {
        let bytes = AlertRecordTests.alert().encoded()
        var random = SplitMix64(7)
        for place in bytes.indices {
            _ = try? Alert(decoding: Array(bytes[..<place]))
            var other = bytes
            other[place] = UInt8(truncatingIfNeeded: random.next())
            _ = try? Alert(decoding: other)
        }
    }

    @Test func `a snapshot keeps an alert`() throws {
        let data = try JSONEncoder().encode([Self.alert()])
        #expect(try JSONDecoder().decode([Alert].self, from: data) == [Self.alert()])
    }
}
