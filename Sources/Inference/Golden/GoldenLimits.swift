/// The largest file of golden rows that is read.
enum GoldenLimits {
    /// Bytes of the file.
    static let fileBytes = 1 << 24
    /// Rows: enough to show what a model does, few enough to score at every load.
    static let rows = 4096
}
