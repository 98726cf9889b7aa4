/// What the training data looked like to a model: the reference of every drift statistic.
///
/// It holds counts, edges and moments, never a row. It is written as JSON with a digest of its
/// content; the same content gives the same bytes. The version says how to read it: a reader
/// refuses a version that is newer than its own, and passes over members that it does not know.
public struct Baseline: Sendable, Hashable {
    /// The `format` of the file.
    public static let format = "stream-scorer-baseline"
    /// The version that is written, and the newest that is read.
    public static let version = 1
    /// Features and outputs that a baseline may have at most, together.
    public static let maxSubjects = 65_536
    /// Rows that a baseline may stand for: counts are exact in floating point.
    public static let maxRows = 1 << 53

    /// The model whose features and scores these are.
    public struct ModelIdentity: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its version; may be empty.
        public let version: String
        /// The digest of its file: `sha256:…`.
        public let digest: String

        /// Name, version and digest of a model.
        public init(name: String, version: String, digest: String) {
            self.name = name
            self.version = version
            self.digest = digest
        }
    }

    /// The data it was built from.
    public struct Source: Sendable, Hashable {
        /// The digest of the file's bytes: `sha256:…`.
        public let digest: String
        /// Rows.
        public let rows: Int
        /// The earliest time of a row in Unix milliseconds; nil where rows have no time.
        public let fromMs: Int64?
        /// The latest time of a row in Unix milliseconds; nil where rows have no time.
        public let toMs: Int64?

        /// These four.
        public init(digest: String, rows: Int, fromMs: Int64?, toMs: Int64?) {
            self.digest = digest
            self.rows = rows
            self.fromMs = fromMs
            self.toMs = toMs
        }
    }

    /// The labels of its rows.
    public struct Labels: Sendable, Hashable {
        /// Rows with a label.
        public let rows: Int
        /// The mean label: of labels 0 and 1, the rate of ones.
        public let mean: Double
        /// Whether every label was 0 or 1.
        public let isBinary: Bool

        /// These three.
        public init(rows: Int, mean: Double, isBinary: Bool) {
            self.rows = rows
            self.mean = mean
            self.isBinary = isBinary
        }
    }

    /// The pieces of the data that natural variability was measured on; consecutive rows.
    public struct Chunks: Sendable, Hashable {
        /// How many; 0 where the data was too small.
        public let count: Int
        /// Rows of each but the last, which has what remains besides.
        public let rows: Int

        /// These two.
        public init(count: Int, rows: Int) {
            self.count = count
            self.rows = rows
        }
    }

    /// The model.
    public let model: ModelIdentity
    /// The data.
    public let source: Source
    /// The labels; nil where rows have none.
    public let labels: Labels?
    /// The pieces for natural variability.
    public let chunks: Chunks
    /// The features, in the model's order.
    public let features: [Subject]
    /// The model's outputs, in order.
    public let scores: [Subject]
    /// Where the cells of each subject begin in counters; one more entry than subjects, the last the
    /// end.
    public let starts: [Int]

    /// Keeps the parts of a baseline, after checking that they fit each other.
    ///
    /// - Throws: `ObservationError` naming the part.
    public init(
        model: ModelIdentity,
        source: Source,
        labels: Labels?,
        chunks: Chunks,
        features: [Subject],
        scores: [Subject]
    ) throws(ObservationError) {
        self.model = model
        self.source = source
        self.labels = labels
        self.chunks = chunks
        self.features = features
        self.scores = scores
        starts = Self.starts(of: features + scores)
        try check()
    }

    /// Features, then scores: the order of counters.
    public var subjects: [Subject] { features + scores }

    /// The cells of a subject.
    ///
    /// - Precondition: the counters are of this layout.
    public func cells(of subject: Int, in counters: Counters) -> ArraySlice<Int> {
        counters.cells[starts[subject]..<starts[subject + 1]]
    }

    static func starts(of subjects: [Subject]) -> [Int] {
        var starts = [0]
        for subject in subjects { starts.append((starts.last ?? 0) + subject.cellCount) }
        return starts
    }

    private func check() throws(ObservationError) {
        guard features.count + scores.count <= Self.maxSubjects else {
            throw ObservationError(
                "features",
                "\(features.count + scores.count) with the scores; at most \(Self.maxSubjects)"
            )
        }
        guard (1...Self.maxRows).contains(source.rows) else {
            throw ObservationError("source.rows", "must be 1 to \(Self.maxRows)")
        }
        if let labels {
            guard (0...source.rows).contains(labels.rows), labels.mean.isFinite else {
                throw ObservationError("labels", "do not fit the rows")
            }
        }
        for (kind, list) in [("features", features), ("scores", scores)] {
            var names: Set<String> = []
            for (index, subject) in list.enumerated() {
                let place = "\(kind)[\(index)] '\(subject.name)'"
                guard names.insert(subject.name).inserted else {
                    throw ObservationError(place, "is there twice")
                }
                try subject.check(place, rows: source.rows)
            }
        }
    }
}

extension Subject {
    /// Whether the parts fit each other and the number of rows.
    func check(_ place: String, rows: Int) throws(ObservationError) {
        let all = cells
        guard all.allSatisfy({ (0...rows).contains($0) }), all.reduce(0, +) == rows else {
            throw ObservationError(
                place,
                "counts and nulls must be from 0 up and add up to the \(rows) rows"
            )
        }
        switch reference {
        case .number(let number):
            guard number.counts.count == number.bins.count else {
                throw ObservationError("\(place): counts", "must be \(number.bins.count) numbers")
            }
            if let labels = number.labels {
                guard labels.count == number.bins.count,
                    zip(labels, number.counts).allSatisfy({
                        (0...$1).contains($0.rows) && $0.sum.isFinite
                    })
                else {
                    throw ObservationError("\(place): labels", "do not fit the counts")
                }
            }
            if let summary = number.summary {
                guard
                    [summary.min, summary.max, summary.mean, summary.standardDeviation]
                        .allSatisfy(\.isFinite), summary.min <= summary.max,
                    summary.standardDeviation >= 0
                else { throw ObservationError(place, "min, max, mean and sd do not fit") }
            }
            guard (0...rows).contains(number.infinite) else {
                throw ObservationError("\(place): infinite", "must be 0 to \(rows)")
            }
        case .category(let category):
            guard category.values.count <= CategoryReference.maxValues,
                category.counts.count == category.values.count
            else {
                throw ObservationError(
                    "\(place): values",
                    "must be at most \(CategoryReference.maxValues), each with a count"
                )
            }
            let names = category.values + category.otherValues
            guard Set(names).count == names.count else {
                throw ObservationError("\(place): values", "hold a category twice")
            }
        }
        for variation in variations {
            guard (1...rows).contains(variation.rows), variation.mean.isFinite,
                variation.standardDeviation.isFinite,
                variation.standardDeviation >= 0
            else { throw ObservationError("\(place): variability", "must be finite") }
        }
    }
}
