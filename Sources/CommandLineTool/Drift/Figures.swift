import Glibc

/// Numbers as people read them.
enum Figures {
    /// A number with so many decimals.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        let scale = pow(10, Double(decimals))
        let scaled = (abs(value) * scale).rounded()
        guard scaled.isFinite, scaled < 1e15 else { return "\(value)" }
        let whole = Int(scaled)
        let sign = value < 0 && whole > 0 ? "−" : ""
        guard decimals > 0 else { return "\(sign)\(whole)" }
        let divisor = Int(scale)
        let rest = String(whole % divisor)
        let zeros = String(repeating: "0", count: decimals - rest.count)
        return "\(sign)\(whole / divisor).\(zeros)\(rest)"
    }

    /// A number with four significant digits, without zeros at the end.
    static func short(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
        let digits = Int(log10(abs(value)).rounded(.down))
        guard (-4...9).contains(digits) else { return exponential(value, digits) }
        var text = fixed(value, max(0, 3 - digits))
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    private static func exponential(_ value: Double, _ digits: Int) -> String {
        "\(fixed(value / pow(10, Double(digits)), 2))e\(digits)"
    }

    /// A share as a percentage.
    static func percent(_ share: Double) -> String { "\(fixed(share * 100, 1)) %" }

    /// A probability; below 0.0001 as a power of ten that it is under.
    static func probability(_ p: Double) -> String {
        if p >= 0.0001 { return fixed(p, 4) }
        guard p > 1e-300 else { return "<1e-300" }
        return "<1e\(Int(log10(p).rounded(.down)) + 1)"
    }

    /// A count with its thousands apart.
    static func grouped(_ count: Int) -> String {
        var text = ""
        for (place, digit) in String(count).reversed().enumerated() {
            if place > 0, place % 3 == 0, digit != "-" { text = "," + text }
            text = String(digit) + text
        }
        return text
    }
}
