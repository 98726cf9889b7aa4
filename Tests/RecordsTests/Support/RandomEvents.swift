/// Makes valid events of every form that JSON allows for the same facts.
struct RandomEvents {
    var random: SeededGenerator

    static let names = ["a", "speed", "é", "quote\"", "a_rather_long_name_of_a_feature", "c", "n"]

    /// An event with features in any order, some null, some absent, some unknown; no name twice.
    mutating func event() -> String {
        var members = [member("features", features())]
        if chance(2) {
            members.append(member("id", chance(2) ? string(6) : "\(random.next() >> 1)"))
        }
        if chance(2) { members.append(member("ts", "\(random.next() >> 24)")) }
        for index in 0..<Int.random(in: 0...2, using: &random) {
            members.append(member("other\(index)", value(3)))
        }
        return space() + object(members) + space()
    }

    private mutating func features() -> String {
        var members: [String] = []
        for name in Self.names where !chance(8) {
            if chance(10) {
                members.append(member(name, "null"))
            } else if name == "c" {
                members.append(
                    member(
                        name,
                        chance(4) ? string(4) : quoted(random.pick(["x", "ü", "long category"]))
                    )
                )
            } else if name == "n" {
                members.append(member(name, random.pick(["1", "2.5", "1e0", "25e-1", "7"])))
            } else {
                members.append(member(name, number()))
            }
        }
        for index in 0..<(chance(3) ? 2 : 0) {
            members.append(member("unknown \(index)", value(2)))
        }
        return object(members)
    }

    /// A value of any type.
    mutating func value(_ depth: Int) -> String {
        switch random.next() % (depth > 0 ? 8 : 6) {
        case 0: return "null"
        case 1: return "true"
        case 2: return "false"
        case 3: return string(12)
        case 4, 5: return number()
        case 6:
            return "["
                + list((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth - 1) })
                + "]"
        default:
            return object(
                (0..<Int.random(in: 0...3, using: &random)).map {
                    member("k\($0)", value(depth - 1))
                }
            )
        }
    }

    /// A number in one of its many forms.
    mutating func number() -> String {
        let sign = chance(3) ? "-" : ""
        switch random.next() % 8 {
        case 0: return sign + "\(random.next() % 1000)"
        case 1: return sign + "\(random.next())"
        case 2: return sign + "\(Double.random(in: 0...1000, using: &random))"
        case 3: return sign + "\(Float.random(in: 0...10, using: &random))"
        case 4: return sign + "0." + digits(Int.random(in: 1...30, using: &random))
        case 5: return sign + "\(random.next() % 100).\(digits(8))E+\(random.next() % 20)"
        case 6: return sign + "\(random.next() % 10)e-\(random.next() % 330)"
        default:
            return sign + "1" + digits(Int.random(in: 0...9, using: &random)) + "."
                + digits(Int.random(in: 1...17, using: &random))
        }
    }

    private mutating func digits(_ count: Int) -> String {
        (0..<count).map { _ in String(random.next() % 10) }.joined()
    }

    private mutating func string(_ count: Int) -> String {
        let characters = Array(
            "abcXYZ019 -_/\\\"\u{7F}\n\t\u{1}éßЖ€中\u{FFFD}😀𝄞\u{10FFFF}".unicodeScalars
        )
        var text = ""
        for _ in 0..<Int.random(in: 0...count, using: &random) {
            text.unicodeScalars.append(random.pick(characters))
        }
        return quoted(text)
    }

    /// A text between quotes, each of its characters plain or escaped.
    private mutating func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if mustEscape || chance(6) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: chance(2))
                    quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private mutating func member(_ name: String, _ value: String) -> String {
        quoted(name) + space() + ":" + space() + value
    }

    private mutating func object(_ members: [String]) -> String {
        "{" + list(members.shuffled(using: &random)) + "}"
    }

    private mutating func list(_ items: [String]) -> String {
        var text = space()
        for (index, item) in items.enumerated() {
            text += (index > 0 ? "," + space() : "") + item + space()
        }
        return text
    }

    private mutating func space() -> String {
        guard chance(4) else { return "" }
        return (0...Int.random(in: 0...2, using: &random)).map { _ in
            random.pick([" ", "\n", "\t", "\r"])
        }
        .joined()
    }

    private mutating func chance(_ count: UInt64) -> Bool { random.next() % count == 0 }
}
