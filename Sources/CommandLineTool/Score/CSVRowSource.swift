import Inference
import Operations

/// Rows of a CSV file, found by the names in its header.
struct CSVRowSource: RowSource {
    private let lines: LineSource
    private let name: String
    /// Of each feature: the column that holds it; nil where the file has none.
    private let columns: [Int?]
    private let fields: [FeatureField]
    private let idColumn: Int?
    private let timeColumn: Int?
    private let labelColumn: Int?
    private let columnCount: Int
    private var record = CSVRecord()

    /// Reads the header.
    ///
    /// - Parameters:
    ///   - lines: the file.
    ///   - name: what messages call it.
    ///   - rules: the features that are looked for, and what may be in them.
    ///   - label: the column of labels; nil reads none.
    ///   - note: told, in one sentence, about columns that are not used.
    /// - Throws: `CommandFailure` when there is no header, a name is there twice, or no feature is.
    init(
        _ lines: LineSource,
        name: String,
        rules: RowRules,
        label: String? = nil,
        note: (String) -> Void
    ) throws {
        self.lines = lines
        self.name = name
        let features = rules.features
        fields = features.map {
            FeatureField(
                $0,
                rejectsUnseen: rules.rejectsUnseen,
                allowsInfinity: rules.allowsInfinity
            )
        }
        guard try Self.nextRecord(lines, name, &record) else {
            throw CommandFailure(.failed, "\(name): is empty, but a header of names was expected")
        }
        var names = (0..<record.count).map(record.text)
        if names[0].hasPrefix("\u{FEFF}") { names[0].removeFirst() }
        var columnByName: [String: Int] = [:]
        for (column, text) in names.enumerated() {
            guard columnByName.updateValue(column, forKey: text) == nil else {
                throw CommandFailure(.failed, "\(name):1: column '\(text)' is there twice")
            }
        }
        columns = features.map { columnByName[$0.name] }
        guard columns.contains(where: { $0 != nil }) else {
            let expected = features.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
            throw CommandFailure(
                .failed,
                "\(name):1: the header names none of the model's features (\(expected), …)"
            )
        }
        var known = Set(features.map(\.name))
        idColumn = known.contains("id") ? nil : columnByName["id"]
        timeColumn = known.contains("ts") ? nil : columnByName["ts"]
        labelColumn = label.flatMap { columnByName[$0] }
        columnCount = names.count
        if let label, labelColumn != nil { known.insert(label) }
        Self.noteColumns(names, known: known, features, columns: columns, name, note)
    }

    var totalBytes: Int? { lines.totalBytes }
    var bytesRead: Int { lines.bytesRead }

    mutating func read(into batch: inout RowBatch) throws {
        batch.clear()
        while batch.count < RowBatch.capacity, try Self.nextRecord(lines, name, &record) {
            if record.count == 1, columnCount > 1, record[0].isEmpty { continue }
            guard record.count == columnCount else {
                throw failure("has \(record.count) fields, but the header has \(columnCount)")
            }
            for (index, field) in fields.enumerated() {
                do throws(CommandFailure) {
                    let value =
                        if let column = columns[index] { try field.number(record[column]) } else {
                            try field.missing()
                        }
                    batch.doubles.append(value)
                } catch {
                    throw failure(error.description)
                }
            }
            do throws(CommandFailure) {
                let label = labelColumn.map { record[$0] }
                batch.labels.append(try label.flatMap(FeatureField.label))
            } catch {
                throw failure(error.description)
            }
            batch.ids.append(idColumn.map { JSONText.escaped(record.text($0)) } ?? [])
            batch.timesMs.append(timeColumn.flatMap { EventTime.milliseconds(record.text($0)) })
            batch.count += 1
        }
    }

    private func failure(_ problem: String) -> CommandFailure {
        CommandFailure(.failed, "\(name):\(lines.lineNumber): \(problem)")
    }

    /// Reads one record, joining lines while a quoted field goes on.
    private static func nextRecord(
        _ lines: LineSource,
        _ name: String,
        _ record: inout CSVRecord
    ) throws -> Bool {
        guard var line = try lines.next() else { return false }
        let first = lines.lineNumber
        while let problem = record.read(line) {
            let place = "\(name):\(first)"
            switch problem {
            case .quoteInsideField(let field):
                throw CommandFailure(
                    .failed,
                    "\(place): field \(field + 1) has a quote inside; quote the field"
                )
            case .textAfterQuote(let field):
                throw CommandFailure(
                    .failed,
                    "\(place): field \(field + 1) goes on after its closing quote"
                )
            case .isUnfinished:
                guard line.count <= CSVRecord.maxBytes, let more = try lines.next() else {
                    throw CommandFailure(.failed, "\(place): a quoted field is never closed")
                }
                line.append(0x0A)
                line += more
            }
        }
        return true
    }

    private static func noteColumns(
        _ names: [String],
        known: Set<String>,
        _ features: [Feature],
        columns: [Int?],
        _ name: String,
        _ note: (String) -> Void
    ) {
        let extra = names.filter { !known.contains($0) && $0 != "id" && $0 != "ts" }
        if !extra.isEmpty {
            let list = extra.map { "'\($0)'" }.joined(separator: ", ")
            note("\(name): not features of the model, passed over: \(list)")
        }
        let absent = zip(features, columns).filter { $0.1 == nil }.map { "'\($0.0.name)'" }
        if !absent.isEmpty {
            note(
                "\(name): not in the header, missing in every row: \(absent.joined(separator: ", "))"
            )
        }
    }
}
