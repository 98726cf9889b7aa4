import Testing
import Yaml

private func mapping(_ text: String) throws -> YamlMapping {
    try YamlMapping(YamlDocument.parse(Array(text.utf8), file: "f"), file: "f")
}

private func message(_ body: () throws(YamlError) -> Void) -> String {
    do {
        try body()
        return "no error"
    } catch { return error.description }
}

@Suite struct YamlMappingTests {
    @Test func `scalars are read as the type that is asked for`() throws {
        let map = try mapping(
            "s: x\nquoted: '5'\nn: -12\nd: 1.5e-3\nwhole: 3\nt: true\nl: [a, 1]\nm: {k: v}\n"
        )
        #expect(try map.string("s") == "x")
        #expect(try map.string("quoted") == "5")
        #expect(try map.string("n") == "-12")
        #expect(try map.int("n") == -12)
        #expect(try map.double("d") == 0.0015)
        #expect(try map.double("whole") == 3)
        #expect(try map.bool("t"))
        #expect(try map.stringList("l") == ["a", "1"])
        #expect(try map.mapping("m").string("k") == "v")
        #expect(try map.mapping("m").path == "m")
        #expect(try map.int("absent", default: 4) == 4)
        #expect(try map.optionalBool("absent") == nil)
        #expect(try map.choice("s", among: ["x", "y"]) == "x")
    }

    @Test func `a wrong type or range names place, key and what was found`() throws {
        let map = try mapping(
            "n: '5'\nr: 99\nb: yes\nl: {a: 1}\nempty:\nc: exactly_onse\nnan: .nan\nhex: 0x10\n"
        )
        #expect(
            message { () throws(YamlError) in _ = try map.int("n") }
                == "f:1:4: key 'n': expected a whole number, found the string \"5\""
        )
        #expect(
            message { () throws(YamlError) in _ = try map.int("r", in: 1...9) }
                == "f:2:4: key 'r': 99 is outside 1 to 9"
        )
        #expect(
            message { () throws(YamlError) in _ = try map.bool("b") }
                == "f:3:4: key 'b': expected true or false, found 'yes'"
        )
        #expect(
            message { () throws(YamlError) in _ = try map.sequence("l") }
                == "f:4:4: key 'l': expected a list, found a mapping"
        )
        #expect(
            message { () throws(YamlError) in _ = try map.optionalString("empty") }
                == "f:5:7: key 'empty': expected a string, found nothing"
        )
        let known = ["exactly_once", "at_least_once"]
        #expect(
            message { () throws(YamlError) in _ = try map.choice("c", among: known) }
                == "f:6:4: key 'c': 'exactly_onse' is not one of exactly_once, at_least_once;"
                + " did you mean 'exactly_once'?"
        )
        #expect(
            message { () throws(YamlError) in _ = try map.double("nan") }
                == "f:7:6: key 'nan': expected a number, found '.nan'"
        )
        #expect(
            message { () throws(YamlError) in _ = try map.double("hex") }
                == "f:8:6: key 'hex': expected a number, found '0x10'"
        )
        #expect(
            message { () throws(YamlError) in _ = try map.string("gone") }
                == "f:1:1: key 'gone': required, but missing"
        )
    }

    @Test(arguments: ["99999999999999999999", "9223372036854775808"])
    func `a whole number beyond 64 bits is out of range`(text: String) throws {
        let map = try mapping("n: \(text)\n")
        #expect(message { () throws(YamlError) in _ = try map.int("n") }.contains("is outside"))
    }

    @Test func `a number beyond the range of double is refused`() throws {
        let map = try mapping("n: 1e999\n")
        #expect(message { () throws(YamlError) in _ = try map.double("n") }.contains("is outside"))
    }

    @Test(arguments: ["1", "-1.", ".5", "+1.5E+10", "0"])
    func `YAML's decimal forms are numbers`(text: String) throws {
        #expect(try mapping("n: \(text)\n").double("n") == Double(text) ?? -1)
    }

    @Test(arguments: [".", "1e", "e5", "1.2.3", "1_000", "+", "1e1.5", "--1"])
    func `other texts are not`(text: String) throws {
        let map = try mapping("n: '\(text)'\nm: \(text)\n")
        #expect(message { () throws(YamlError) in _ = try map.double("m") }.contains("expected"))
    }

    @Test func `an unknown key names the nearest known one`() throws {
        let map = try mapping("name: a\nmodle: b\n")
        #expect(
            message { () throws(YamlError) in
                try map.rejectUnknownKeys(known: ["name", "model", "version"])
            } == "f:2:1: key 'modle': unknown key; did you mean 'model'?"
        )
        #expect(
            message { () throws(YamlError) in
                try map.rejectUnknownKeys(known: ["name", "version"])
            } == "f:2:1: key 'modle': unknown key; known are name, version"
        )
    }

    @Test func `control characters of a hostile key are escaped in the message`() throws {
        let map = try mapping("\"a\\e[31m\": 1\n")
        let text = message { () throws(YamlError) in try map.rejectUnknownKeys(known: ["x"]) }
        #expect(text.contains("a\\u{1b}[31m"))
    }

    @Test func `the nearest name is within a third of the word`() {
        #expect(nearestName(to: "modle", among: ["mode", "model"]) == "mode")
        #expect(nearestName(to: "topicc", among: ["topic", "topics"]) == "topic")
        #expect(nearestName(to: "unrelated", among: ["topic"]) == nil)
        #expect(nearestName(to: String(repeating: "a", count: 5_000), among: ["a"]) == nil)
    }
}
