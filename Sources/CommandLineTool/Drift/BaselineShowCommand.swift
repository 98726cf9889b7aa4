import Observation
import Operations

extension Command {
    static let baselineShow = Command(
        "baseline show",
        summary: "prints what is in a baseline",
        description: [
            "Verifies a baseline's digest and prints the model and the data it was built from, "
                + "and of each feature and score: nulls, range and moments or the most frequent "
                + "categories, bins, and the population stability index that pieces of the training "
                + "data reached by themselves. With --json the baseline itself."
        ],
        arguments: [
            CommandArgument(
                name: "FILE",
                form: .file,
                isRequired: true,
                meaning: "the baseline; - for standard input"
            )
        ],
        options: [.json],
        examples: [
            Example(
                line: "stream-scorer baseline show models/delay/v1/baseline.json",
                effect: "lists the features with what the training data held"
            )
        ],
        run: BaselineShowCommand.run
    )
}

/// `stream-scorer baseline show`.
enum BaselineShowCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let baseline = try BaselineFile.load(invocation.arguments[0])
        guard !invocation.has("json") else {
            try StandardOutput.write(String(decoding: baseline.encoded(), as: UTF8.self))
            return .done
        }
        var lines = heads(baseline).map { TextTable.padded($0.0, 10) + $0.1 }
        lines.append("")
        lines += TextTable.lines(
            [["subject", "nulls", "mean", "sd", "min", "max", "bins"] + pieces(baseline)]
                + baseline.subjects.map(row)
        )
        let categories = baseline.features.compactMap(categories)
        if !categories.isEmpty { lines += [""] + TextTable.lines(categories) }
        try StandardOutput.write(lines.joined(separator: "\n") + "\n")
        return .done
    }

    private static func heads(_ baseline: Baseline) -> [(String, String)] {
        let model = baseline.model
        var heads = [
            ("baseline", baseline.digest),
            ("model", model.version.isEmpty ? model.name : "\(model.name) \(model.version)"),
            ("file", model.digest),
            ("source", baseline.source.digest),
            ("rows", Figures.grouped(baseline.source.rows) + BaselineTimes.text(baseline)),
        ]
        if let labels = baseline.labels {
            let kind = labels.isBinary ? "rate of ones" : "mean"
            heads.append(
                ("labels", "\(Figures.grouped(labels.rows)), \(kind) \(Figures.short(labels.mean))")
            )
        }
        heads.append(
            (
                "pieces",
                baseline.chunks.count == 0
                    ? "none: too few rows to measure variability"
                    : "\(baseline.chunks.count) of \(Figures.grouped(baseline.chunks.rows)) rows"
            )
        )
        return heads
    }

    /// Heads of the columns of variability, one a size of pieces.
    private static func pieces(_ baseline: Baseline) -> [String] {
        let measured = baseline.subjects.first?.variations.filter { $0.statistic == "psi" } ?? []
        return measured.map { "PSI of \(Figures.grouped($0.rows)) rows" }
    }

    private static func row(_ subject: Subject) -> [String] {
        let rows = subject.cells.reduce(0, +)
        let nulls = rows == 0 ? "" : Figures.percent(Double(subject.nulls) / Double(rows))
        let natural = subject.variations.filter { $0.statistic == "psi" }.map {
            "\(Figures.fixed($0.mean, 3)) ± \(Figures.fixed($0.standardDeviation, 3))"
        }
        switch subject.reference {
        case .number(let number):
            let moments = number.summary.map {
                [$0.mean, $0.standardDeviation, $0.min, $0.max].map(Figures.short)
            }
            return [subject.name, nulls] + (moments ?? ["", "", "", ""])
                + ["\(number.bins.count)"] + natural
        case .category(let category):
            return [subject.name, nulls, "", "", "", "", "\(category.values.count)"] + natural
        }
    }

    private static func categories(_ subject: Subject) -> [String]? {
        guard case .category(let category) = subject.reference else { return nil }
        let rows = Double(max(1, subject.cells.reduce(0, +)))
        let shown = zip(category.values, category.counts).prefix(6).map {
            "\($0) \(Figures.percent(Double($1) / rows))"
        }
        let hidden = category.values.count - shown.count
        return [
            subject.name, shown.joined(separator: ", ") + (hidden > 0 ? ", \(hidden) more" : ""),
        ]
    }
}

/// The times of a baseline's rows, in words.
enum BaselineTimes {
    /// ` of 2013-01-01 to 2013-04-01`, or nothing.
    static func text(_ baseline: Baseline) -> String {
        text(fromMs: baseline.source.fromMs, toMs: baseline.source.toMs)
    }

    static func text(fromMs: Int64?, toMs: Int64?) -> String {
        guard let fromMs, let toMs else { return "" }
        return ", \(WallClock.rfc3339(fromMs)) to \(WallClock.rfc3339(toMs))"
    }
}
