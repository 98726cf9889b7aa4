import Testing

@testable import CommandLineTool

@Suite struct TerminalTests {
    @Test func `columns are aligned by what is seen, with colour and without`() {
        let style = TextStyle(isColoured: true)
        let lines = TextTable.lines([["a", "b"], [style.bad("long"), "c"], ["ü", "d"]])
        #expect(lines == ["a     b", "\u{1B}[31mlong\u{1B}[0m  c", "ü     d"])
        #expect(TextStyle(isColoured: false).bad("plain") == "plain")
    }

    @Test func `text of others cannot steer the terminal or break the line`() {
        #expect(TerminalText.line("a\u{1B}[2J\nb\u{202E}c") == "a\u{FFFD}[2J\u{FFFD}b\u{FFFD}c")
        #expect(TerminalText.line(String(repeating: "x", count: 101)).count == 100)
        #expect(TerminalText.line(String(repeating: "x", count: 100)).last == "x")
    }

    @Test(arguments: [
        (0, "now"), (999, "now"), (1_000, "1 s ago"), (59_999, "59 s ago"),
        (60_000, "1 min ago"), (7_200_000, "2 h ago"), (86_400_000, "1 d ago"), (-5_000, "in 5 s"),
    ])
    func `a time is told in its largest whole unit`(agoMs: Int64, text: String) {
        #expect(RelativeTime.text(1_000_000_000 - agoMs, nowMs: 1_000_000_000) == text)
    }

    @Test func `a time beyond all reckoning is none`() {
        #expect(RelativeTime.text(.min, nowMs: 1) == "at no known time")
    }

    @Test(arguments: [
        ("500ms", 500), ("30s", 30_000), ("5m", 300_000), ("2h", 7_200_000), ("7d", 604_800_000),
    ])
    func `a span is a whole number and its unit`(text: String, milliseconds: Int64) {
        #expect(TimeSpan(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "5", "m", "0s", "-1s", "1.5h", "5 m", "5M", "99999999999999999999s", "9999d",
    ])
    func `anything else is no span`(text: String) {
        #expect(TimeSpan(text) == nil)
    }

    @Test func `a moment is a span from now or a time`() {
        #expect(Moment("5m")?.after(1_000) == 301_000)
        #expect(Moment("5m")?.before(301_000) == 1_000)
        #expect(Moment("1000")?.after(5) == 1_000)
        #expect(Moment("1970-01-01T00:00:01Z")?.before(5) == 1_000)
        #expect(Moment("soon") == nil)
    }

    @Test(arguments: [(5_000, "5"), (125, "0.125"), (100_000, "100"), (1, "0.001"), (5_500, "5.5")])
    func `a share is the shortest decimal`(thousandths: Int, text: String) {
        #expect(CommandText.percent(weight: thousandths) == "\(text) %")
    }
}
