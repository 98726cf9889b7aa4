/// Rows on their way through a model, with what their predictions say about them.
struct RowBatch {
    /// Rows at a time: enough to keep a model busy, few enough to stay small.
    static let capacity = 1024

    /// Elements of a row.
    let columns: Int
    /// Row-major `[rows × columns]`; the rows of CSV and JSON.
    var doubles: [Double] = []
    /// Row-major `[rows × columns]`; the rows of `.f32`, as the library takes them.
    var floats: [Float] = []
    /// Of each row: the content of its JSON string, escapes kept; empty where it names none.
    var ids: [[UInt8]] = []
    /// Of each row: Unix milliseconds; nil where it names none.
    var timesMs: [Int64?] = []
    /// Of each row: its label; nil where it has none, or none was asked for.
    var labels: [Double?] = []
    /// The rows in hand.
    var count = 0

    init(columns: Int) {
        self.columns = columns
    }

    /// Makes room for the next rows.
    mutating func clear() {
        doubles.removeAll(keepingCapacity: true)
        floats.removeAll(keepingCapacity: true)
        ids.removeAll(keepingCapacity: true)
        timesMs.removeAll(keepingCapacity: true)
        labels.removeAll(keepingCapacity: true)
        count = 0
    }
}
