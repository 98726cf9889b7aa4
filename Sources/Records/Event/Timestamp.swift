/// Times as RFC 3339 writes them, read into Unix milliseconds.
enum Timestamp {
    /// The longest text that is read: a date, a time, an offset, and thirty digits of a second.
    static let maxBytes = 56

    /// Reads `2013-04-01T00:01:00.250+02:00`.
    ///
    /// `T`, `t` or a space between date and time; a fraction of any length (what is below a
    /// millisecond is cut off); `Z`, `z` or an offset. A leap second counts as the next minute's
    /// first.
    ///
    /// - Returns: Unix milliseconds; nil for anything else, days that do not exist included.
    /// - Source: RFC 3339, section 5.6.
    static func milliseconds(_ bytes: RawSpan, from start: Int, count: Int) -> Int64? {
        guard count >= 20, count <= maxBytes else { return nil }
        guard let year = digits(bytes, start, 4), bytes.octet(start &+ 4) == 0x2D,
            let month = digits(bytes, start &+ 5, 2), bytes.octet(start &+ 7) == 0x2D,
            let day = digits(bytes, start &+ 8, 2),
            let hour = digits(bytes, start &+ 11, 2), bytes.octet(start &+ 13) == 0x3A,
            let minute = digits(bytes, start &+ 14, 2), bytes.octet(start &+ 16) == 0x3A,
            let second = digits(bytes, start &+ 17, 2)
        else { return nil }
        let separator = bytes.octet(start &+ 10)
        guard separator | 0x20 == UInt8(ascii: "t") || separator == 0x20,
            (1...12).contains(month), day >= 1, day <= days(in: month, of: year),
            hour < 24, minute < 60, second <= 60
        else { return nil }

        let end = start &+ count
        var at = start &+ 19
        var fraction: Int64 = 0
        if bytes.octet(at) == UInt8(ascii: ".") {
            at &+= 1
            let first = at
            var scale: Int64 = 100
            while at < end, JSONScanner.isDigit(bytes.octet(at)) {
                fraction &+= Int64(bytes.octet(at) &- 0x30) &* scale
                scale /= 10
                at &+= 1
            }
            guard at > first else { return nil }
        }
        guard let offset = offsetMinutes(bytes, at, end: end) else { return nil }
        let minutes = (daysSince1970(year, month, day) &* 24 &+ hour) &* 60 &+ minute &- offset
        return (minutes &* 60 &+ second) &* 1000 &+ fraction
    }

    private static func offsetMinutes(_ bytes: RawSpan, _ at: Int, end: Int) -> Int64? {
        let sign = bytes.octet(at)
        if sign | 0x20 == UInt8(ascii: "z") { return at &+ 1 == end ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), at &+ 6 == end,
            bytes.octet(at &+ 3) == 0x3A, let hours = digits(bytes, at &+ 1, 2),
            let minutes = digits(bytes, at &+ 4, 2), hours < 24, minutes < 60
        else { return nil }
        let offset = hours &* 60 &+ minutes
        return sign == UInt8(ascii: "-") ? 0 &- offset : offset
    }

    @inline(__always)
    private static func digits(_ bytes: RawSpan, _ at: Int, _ count: Int) -> Int64? {
        var value: Int64 = 0
        for place in at..<at &+ count {
            let digit = bytes.octet(place) &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// - Source: H. Hinnant, `chrono`-compatible low-level date algorithms, `days_from_civil`.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // Years begin in March, so that the leap day comes last. 400 is added to stay positive.
        let shifted = year &+ 400 &- (month <= 2 ? 1 : 0)
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 &* ((month &+ 9) % 12) &+ 2) / 5 &+ day &- 1
        let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
        return (era &- 1) &* 146_097 &+ dayOfEra &- 719_468
    }
}
