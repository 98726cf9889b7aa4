import Glibc

/// Time that never goes back; for durations.
public enum MonotonicClock {
    /// Nanoseconds since an arbitrary moment before the process started.
    ///
    /// - Complexity: one call that does not enter the kernel. Allocates nothing.
    public static func nanoseconds() -> UInt64 {
        var time = timespec()
        // SAFETY: clock_gettime fills the struct; this clock always exists.
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}

/// The time of day; for timestamps.
public enum WallClock {
    /// Unix milliseconds.
    public static func milliseconds() -> Int64 {
        var time = timespec()
        // SAFETY: clock_gettime fills the struct; this clock always exists.
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// RFC 3339 in UTC with milliseconds, such as `2013-03-27T01:46:40.000Z`.
    ///
    /// Unix milliseconds outside the years 0000 to 9999 are clamped to them.
    public static func rfc3339(_ milliseconds: Int64) -> String {
        let clamped = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
        let (days, ofDay) = floorDivide(clamped, by: 86_400_000)
        let date = civil(days: days)
        return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
            + "T" + padded(ofDay / 3_600_000, 2) + ":" + padded(ofDay / 60_000 % 60, 2)
            + ":" + padded(ofDay / 1000 % 60, 2) + "." + padded(ofDay % 1000, 3) + "Z"
    }

    /// The first moment of a time's month in UTC; both in Unix milliseconds.
    public static func monthStart(_ milliseconds: Int64) -> Int64 {
        let days = floorDivide(milliseconds, by: 86_400_000).quotient
        return (days - (civil(days: days).day - 1)) * 86_400_000
    }

    /// Days since 1970-01-01 as a date of the Gregorian calendar (Hinnant's `civil_from_days`).
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, ofEra) = floorDivide(days + 719_468, by: 146_097)
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * ofYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, ofYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func floorDivide(_ a: Int64, by b: Int64) -> (quotient: Int64, rest: Int64) {
        let (quotient, rest) = a.quotientAndRemainder(dividingBy: b)
        return rest < 0 ? (quotient - 1, rest + b) : (quotient, rest)
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
