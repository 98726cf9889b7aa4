/// One thing that is watched: a feature, or one number of a prediction; with what the training data
/// said of it.
public struct Subject: Sendable, Hashable {
    /// What a subject holds.
    public enum Reference: Sendable, Hashable {
        /// Numbers in bins.
        case number(NumberReference)
        /// Categories.
        case category(CategoryReference)
    }

    /// The feature's name; `prediction`, or `prediction[CLASS]` for one of several outputs.
    public let name: String
    /// What the training data held.
    public let reference: Reference
    /// Rows without a value.
    public let nulls: Int
    /// How much each statistic varied between pieces of the training data; by its name, then by the
    /// size of the pieces.
    public let variations: [Variation]

    /// A subject of this name and reference.
    public init(
        name: String,
        reference: Reference,
        nulls: Int,
        variations: [Variation] = []
    ) {
        self.name = name
        self.reference = reference
        self.nulls = nulls
        self.variations = variations.sorted {
            ($0.statistic, $0.rows) < ($1.statistic, $1.rows)
        }
    }

    /// The same subject with these variations.
    public func with(_ variations: [Variation]) -> Subject {
        Subject(name: name, reference: reference, nulls: nulls, variations: variations)
    }

    /// How many cells its counters have: bins, what is outside the range, and nulls; or categories,
    /// others, unseen ones and nulls.
    public var cellCount: Int {
        switch reference {
        case .number(let number): number.bins.count + 3
        case .category(let category): category.values.count + 3
        }
    }

    /// The training data's counters in the layout of ``Counters``.
    public var cells: [Int] {
        switch reference {
        case .number(let number): number.counts + [0, 0, nulls]
        case .category(let category): category.counts + [category.other, category.unseen, nulls]
        }
    }

    /// The variation of a statistic between pieces of about so many rows: of the largest pieces that
    /// are not larger, else of the smallest; nil where it was not measured.
    public func variation(of statistic: String, rows: Int) -> Variation? {
        let measured = variations.filter { $0.statistic == statistic }
        return measured.last { $0.rows <= rows } ?? measured.first
    }
}

/// What the training data said of a number.
public struct NumberReference: Sendable, Hashable {
    /// The bins, frozen with the baseline.
    public let bins: NumberBins
    /// Of each bin: the number of values, infinite ones among them.
    public let counts: [Int]
    /// Infinite values.
    public let infinite: Int
    /// Facts of the finite values; nil where there were none, or they are too large to have moments.
    public let summary: Summary?
    /// Of each bin: how many rows had a label, and the sum of their labels; for scores only.
    public let labels: [BinLabels]?

    /// Least, greatest, mean and standard deviation of finite values.
    public struct Summary: Sendable, Hashable {
        /// The least value.
        public let min: Double
        /// The greatest value.
        public let max: Double
        /// The mean.
        public let mean: Double
        /// The standard deviation, with divisor n − 1; 0 for one value.
        public let standardDeviation: Double

        /// These four.
        public init(min: Double, max: Double, mean: Double, standardDeviation: Double) {
            self.min = min
            self.max = max
            self.mean = mean
            self.standardDeviation = standardDeviation
        }
    }

    /// The labels of the rows whose score fell into a bin.
    public struct BinLabels: Sendable, Hashable {
        /// Rows with a label.
        public let rows: Int
        /// The sum of their labels; of labels 0 and 1, the number of ones.
        public let sum: Double

        /// These two.
        public init(rows: Int, sum: Double) {
            self.rows = rows
            self.sum = sum
        }
    }

    /// A reference of these parts.
    public init(
        bins: NumberBins,
        counts: [Int],
        infinite: Int,
        summary: Summary?,
        labels: [BinLabels]? = nil
    ) {
        self.bins = bins
        self.counts = counts
        self.infinite = infinite
        self.summary = summary
        self.labels = labels
    }
}

/// What the training data said of a category.
public struct CategoryReference: Sendable, Hashable {
    /// Categories that a baseline counts one by one, at most.
    public static let maxValues = 256

    /// The most frequent categories, the most frequent first.
    public let values: [CategoryName]
    /// Of each: the number of rows.
    public let counts: [Int]
    /// The other categories that are known, in order; counted together.
    public let otherValues: [CategoryName]
    /// Rows with one of the others.
    public let other: Int
    /// Rows whose category the model has in no table.
    public let unseen: Int

    /// A reference of these parts.
    public init(
        values: [CategoryName],
        counts: [Int],
        otherValues: [CategoryName],
        other: Int,
        unseen: Int
    ) {
        self.values = values
        self.counts = counts
        self.otherValues = otherValues
        self.other = other
        self.unseen = unseen
    }
}

/// How much a statistic varied between pieces of the training data, each against the rest.
public struct Variation: Sendable, Hashable {
    /// The statistic's name: `psi`, `ks`.
    public let statistic: String
    /// Rows of a piece.
    public let rows: Int
    /// The mean over the pieces.
    public let mean: Double
    /// The standard deviation over the pieces, with divisor n − 1.
    public let standardDeviation: Double

    /// A statistic's mean and standard deviation between pieces of so many rows.
    public init(statistic: String, rows: Int, mean: Double, standardDeviation: Double) {
        self.statistic = statistic
        self.rows = rows
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    /// What the statistic reaches by itself: the mean and three standard deviations.
    public var limit: Double { mean + 3 * standardDeviation }
}
