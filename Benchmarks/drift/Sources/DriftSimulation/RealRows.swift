import DriftMonitor
import FoundationEssentials
import Observation

/// Rows of real events, their baseline, and samples of them with replacement.
struct RealRows {
    private struct Column: Decodable {
        let name: String
        let categories: [String]?
    }

    let stage: Stage
    /// By row, then by feature: the cell that the row counts in.
    private var cells: [UInt16] = []
    private let rows: Int
    private let columns: Int
    private let size: Int

    /// Reads what rows.py wrote.
    init(path: String) throws {
        let file = try Data(contentsOf: URL(filePath: path))
        guard let end = file.firstIndex(of: 0x0A) else { throw CocoaError(.fileReadCorruptFile) }
        let columns = try JSONDecoder().decode([Column].self, from: file[..<end])
        let values = file[(end + 1)...].withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map {
                Double(bitPattern: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
            }
        }
        let rows = values.count / columns.count
        let stage = Stage(try Self.baseline(values, columns, rows))
        let plan = ObservationPlan(stage.baseline)
        let codes = zip(columns, stage.baseline.features).map { Self.codes($0, $1) }
        for row in 0..<rows {
            for column in columns.indices {
                let value = values[row * columns.count + column]
                cells.append(
                    UInt16(plan.starts[column] + Self.cell(value, stage.baseline.features[column], codes[column])))
            }
        }
        (self.stage, self.rows, self.columns) = (stage, rows, columns.count)
        size = plan.makeCounters().cells.count
    }

    private static func baseline(_ values: [Double], _ columns: [Column], _ rows: Int) throws -> Baseline {
        var profile = BaselineProfile(
            features: columns.map { column in
                (column.name, column.categories.map { .category($0.map(CategoryName.text)) } ?? .number)
            }, scoreNames: [])
        func row(_ index: Int) -> [Double] {
            let row = values[index * columns.count..<(index + 1) * columns.count]
            return zip(columns, row).map { column, value in
                column.categories != nil && value.isNaN ? ObservationPlan.nullCategory : value
            }
        }
        let none: [Double] = []
        for index in 0..<rows {
            let row = row(index)
            profile.add(features: row.span, scores: none.span)
        }
        // In no order of time: pieces would differ by chance alone.
        var counting = try profile.startCounting(chunks: 0)
        for index in 0..<rows {
            let row = row(index)
            counting.add(features: row.span, scores: none.span, label: nil, timeMs: nil)
        }
        return try counting.finish(model: .init(name: "m", version: "v1", digest: ""), sourceDigest: "")
    }

    /// By the code of a category: its cell.
    private static func codes(_ column: Column, _ subject: Subject) -> [Int] {
        guard case .category(let category) = subject.reference, let names = column.categories else { return [] }
        return names.map { category.values.firstIndex(of: .text($0)) ?? category.values.count }
    }

    private static func cell(_ value: Double, _ subject: Subject, _ codes: [Int]) -> Int {
        guard !value.isNaN else { return subject.cellCount - 1 }
        switch subject.reference {
        case .category: return codes[Int(value)]
        case .number(let number): return number.bins.edges.firstIndex { value <= $0 } ?? number.bins.edges.count
        }
    }

    /// Counters of so many rows, drawn with replacement.
    func draw(_ count: Int, _ random: inout Random) throws -> Counters {
        var total = [Int32](repeating: 0, count: size)
        if count < rows {
            for _ in 0..<count { add(random.below(rows), 1, &total) }
        } else {
            var times = [Int32](repeating: 0, count: rows)
            for _ in 0..<count { times[random.below(rows)] += 1 }
            for row in 0..<rows where times[row] > 0 { add(row, times[row], &total) }
        }
        return try Counters(rows: count, cells: total.map(Int.init))
    }

    private func add(_ row: Int, _ times: Int32, _ total: inout [Int32]) {
        for place in row * columns..<(row + 1) * columns { total[Int(cells[place])] += times }
    }
}
