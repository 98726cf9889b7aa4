import Synchronization

/// All metrics of the process and their text for Prometheus.
///
/// Series are registered off the hot path, at any time; asking again for the same name and labels
/// gives the same series. Each counting thread has a `MetricShard` of its own; `render` sums them.
///
/// Thread safety: every member may be called by any thread; they share a lock that shards never
/// take.
public final class MetricRegistry: Sendable {
    /// Counters, and gauges, that a process can have.
    ///
    /// Further series are counted in
    /// `stream_scorer_metric_series_refused_total` and go nowhere, so that a runaway label cannot
    /// eat the memory.
    public static let maxSeries = 4096
    /// Histograms that a process can have; each takes 28 KB a shard.
    public static let maxHistograms = 256

    struct Series: Sendable {
        enum Source: Sendable {
            case counter(Int)
            case gauge(Int)
            case histogram(Int)
            case callback(@Sendable () -> Double?)

            /// The slot of a series that threads count.
            var index: Int {
                switch self {
                case .counter(let index), .gauge(let index), .histogram(let index): index
                case .callback: 0
                }
            }
        }
        let labelValues: [String]
        let source: Source
    }

    struct State {
        var families: [MetricFamily] = []
        var series: [String: [Series]] = [:]
        var indices: [String: [[String]: Int]] = [:]
        var shards: [MetricShard] = []
        // Slot 0 of each takes what is refused.
        var counters = 1
        var gauges = 1
        var histograms = 1
        var refused: UInt64 = 0
        var leases = MetricLeases()
    }

    let state = Mutex(State())
    let gauges = AtomicCells(count: maxSeries)

    /// Makes an empty registry.
    public init() {}

    /// A counter's series.
    ///
    /// - Precondition: as many values as the family has labels; a family is declared one way only.
    public func counter(_ family: MetricFamily, _ labelValues: String...) -> CounterID {
        counter(family, labelValues: labelValues)
    }

    /// The same with the labels' values in an array.
    public func counter(_ family: MetricFamily, labelValues: [String]) -> CounterID {
        precondition(family.kind == .counter)
        return CounterID(index: find(family, labelValues))
    }

    /// A gauge's series; it is shown once it is set.
    ///
    /// - Precondition: as for `counter`.
    public func gauge(_ family: MetricFamily, _ labelValues: String...) -> GaugeID {
        gauge(family, labelValues: labelValues)
    }

    /// The same with the labels' values in an array.
    public func gauge(_ family: MetricFamily, labelValues: [String]) -> GaugeID {
        precondition(family.kind == .gauge)
        return GaugeID(index: find(family, labelValues))
    }

    /// A histogram's series, of durations or of sizes.
    ///
    /// - Precondition: as for `counter`.
    public func histogram(_ family: MetricFamily, _ labelValues: String...) -> HistogramID {
        histogram(family, labelValues: labelValues)
    }

    /// The same with the labels' values in an array.
    public func histogram(_ family: MetricFamily, labelValues: [String]) -> HistogramID {
        precondition(family.kind == .durations || family.kind == .sizes)
        return HistogramID(index: find(family, labelValues), kind: family.kind)
    }

    /// A counter or gauge that is read when it is shown; nil leaves it out.
    ///
    /// `read` is called by the thread that renders; it must not block or use this registry.
    public func callback(
        _ family: MetricFamily,
        _ labelValues: String...,
        read: @escaping @Sendable () -> Double?
    ) {
        precondition(family.kind == .counter || family.kind == .gauge)
        precondition(labelValues.count == family.labels.count)
        state.withLock { state in
            Self.declare(family, in: &state)
            let series = Series(labelValues: labelValues, source: .callback(read))
            state.series[family.name, default: []].removeAll { $0.labelValues == labelValues }
            state.series[family.name, default: []].append(series)
        }
    }

    /// A shard for one more counting thread.
    ///
    /// It counts for the registry's whole life.
    public func makeShard() -> MetricShard {
        state.withLock { state in
            let shard = MetricShard(gauges: gauges)
            for index in 0..<state.histograms { shard.makeHistogram(at: index) }
            state.shards.append(shard)
            return shard
        }
    }

    /// All series in Prometheus' text format 0.0.4.
    ///
    /// - Complexity: O(series × shards). The shards are read while they count: a sample may miss
    ///   what is added meanwhile, but a histogram's buckets and count agree with each other.
    public func render() -> [UInt8] {
        let (families, series, shards, refused) = state.withLock {
            ($0.families, $0.series, $0.shards, $0.refused)
        }
        var text = PrometheusText()
        for family in families {
            let members = series[family.name] ?? []
            text.begin(family)
            for member in members { append(member, of: family, shards, to: &text) }
        }
        if refused > 0 {
            text.begin(Self.refusedFamily)
            text.sample(Self.refusedFamily, [], Double(refused))
        }
        return text.bytes
    }

    /// A histogram's sum over all shards, such as for a live view.
    public func snapshot(_ id: HistogramID) -> LogLinearHistogram {
        Self.sum(id.index, state.withLock { $0.shards })
    }

    /// A counter's sum over all shards.
    public func total(_ id: CounterID) -> UInt64 {
        state.withLock { $0.shards }.reduce(0) { $0 &+ $1.counters.load(at: id.index) }
    }

    private static let refusedFamily = MetricFamily(
        .counter,
        "stream_scorer_metric_series_refused_total",
        help: "Requests for a series beyond the limit; what they count is lost."
    )

    private static func declare(_ family: MetricFamily, in state: inout State) {
        if let known = state.families.first(where: { $0.name == family.name }) {
            precondition(known == family, "\(family.name) is declared in two ways")
        } else {
            state.families.append(family)
        }
    }

    private func find(_ family: MetricFamily, _ labelValues: [String]) -> Int {
        state.withLock { Self.find(family, labelValues, in: &$0) }
    }

    /// The slot of a series, which is made when there is none; 0 where there is no room for it.
    static func find(
        _ family: MetricFamily,
        _ labelValues: [String],
        in state: inout State
    ) -> Int {
        precondition(
            labelValues.count == family.labels.count,
            "\(family.name) has labels \(family.labels)"
        )
        declare(family, in: &state)
        if let known = state.indices[family.name]?[labelValues] { return known }
        guard let source = allocate(family.kind, in: &state) else { return 0 }
        state.series[family.name, default: []].append(
            Series(labelValues: labelValues, source: source)
        )
        state.indices[family.name, default: [:]][labelValues] = source.index
        return source.index
    }

    private func append(
        _ series: Series,
        of family: MetricFamily,
        _ shards: [MetricShard],
        to text: inout PrometheusText
    ) {
        switch series.source {
        case .counter(let index):
            let total = shards.reduce(UInt64(0)) { $0 &+ $1.counters.load(at: index) }
            text.sample(family, series.labelValues, Double(total))
        case .gauge(let index):
            let bits = gauges.load(at: index)
            let now = state.withLock { $0.indices[family.name]?[series.labelValues] }
            guard bits != 0, now == index else { return }
            text.sample(family, series.labelValues, Double(bitPattern: ~bits))
        case .callback(let read):
            if let value = read() { text.sample(family, series.labelValues, value) }
        case .histogram(let index):
            let sum = Self.sum(index, shards)
            // Given back while it was read, the slot may count something else by now.
            let now = state.withLock { $0.indices[family.name]?[series.labelValues] }
            if now == index { text.histogram(family, series.labelValues, sum) }
        }
    }

    private static func sum(_ index: Int, _ shards: [MetricShard]) -> LogLinearHistogram {
        var counts = [UInt64](repeating: 0, count: LogLinearHistogram.bucketCount)
        var sum: UInt64 = 0
        for cells in shards.compactMap({ $0.cells(ofHistogram: index) }) {
            for bucket in counts.indices { counts[bucket] &+= cells.load(at: bucket) }
            sum &+= cells.load(at: LogLinearHistogram.bucketCount)
        }
        return LogLinearHistogram(counts: counts, sum: sum)
    }
}
