/// Points in time as the control log writes them.
enum TimeText {
    /// The last millisecond of the year 9999.
    static let lastMs: Int64 = 253_402_300_799_999

    /// Unix milliseconds of an RFC 3339 text, such as `2013-04-01T00:00:00.5Z`.
    ///
    /// Digits beyond milliseconds are cut off. Nil for anything else and for times before 1970.
    static func milliseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard 20...64 ~= bytes.count,
            let year = number(bytes, 0, 4), bytes[4] == UInt8(ascii: "-"),
            let month = number(bytes, 5, 2), bytes[7] == UInt8(ascii: "-"),
            let day = number(bytes, 8, 2), "Tt ".utf8.contains(bytes[10]),
            let hour = number(bytes, 11, 2), bytes[13] == UInt8(ascii: ":"),
            let minute = number(bytes, 14, 2), bytes[16] == UInt8(ascii: ":"),
            let second = number(bytes, 17, 2),
            1...12 ~= month, 1...days(of: month, year) ~= day,
            hour < 24, minute < 60, second < 60
        else { return nil }
        var position = 19
        var fraction = 0
        if bytes[position] == UInt8(ascii: ".") {
            let start = position + 1
            position = start
            while position < bytes.count, let digit = number(bytes, position, 1) {
                if position - start < 3 { fraction = fraction * 10 + digit }
                position += 1
            }
            guard position > start else { return nil }
            for _ in 0..<max(0, 3 - (position - start)) { fraction *= 10 }
        }
        guard let offset = offsetMinutes(bytes[position...]) else { return nil }
        let minutes = (daysFromEpoch(year, month, day) * 24 + hour) * 60 + minute - offset
        let result = Int64(minutes * 60 + second) * 1000 + Int64(fraction)
        return 0...lastMs ~= result ? result : nil
    }

    private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int? {
        guard start + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[start..<start + count] {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func offsetMinutes(_ text: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(text)
        if bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return 0 }
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), "+-".utf8.contains(bytes[0]),
            let hours = number(bytes, 1, 2), hours < 24,
            let minutes = number(bytes, 4, 2), minutes < 60
        else { return nil }
        return (bytes[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }

    private static func days(of month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, by years that begin in March.
    private static func daysFromEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
