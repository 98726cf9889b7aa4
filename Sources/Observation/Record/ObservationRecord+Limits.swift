/// What a record may be at most, so that one that anybody wrote costs its reader little.
extension ObservationRecord {
    /// Bytes of a record's value.
    public static let maxBytes = 4 << 20
    /// Bytes of a text in it: a deployment, version, route or digest.
    public static let maxTextBytes = 512
    /// A number of events in it: a million records of as many add up without overflow.
    public static let maxCount = 1 << 40
    /// Cells of one arm, and so of a baseline by which a scorer counts.
    public static let maxCells = 1 << 16
    /// Arms of all panes of a record.
    public static let maxArms = 4_096
    /// Cells of all arms of a record.
    public static let maxRecordCells = 1 << 22
    /// Times of events that are believed: the years 1970 to 9999.
    public static let timesMs = Int64(0)...253_402_300_799_999
}
