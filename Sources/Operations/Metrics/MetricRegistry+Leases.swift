import Synchronization

/// Which series are leased, and the slots of those that were given back.
struct MetricLeases: Sendable {
    /// A series' place among those of its family.
    struct Place: Sendable {
        let family: String
        let labelValues: [String]
        /// How many hold it.
        var holders: Int
    }

    var histograms: [Int: Place] = [:]
    var gauges: [Int: Place] = [:]
    /// The longest free first.
    var freeHistograms: [Int] = []
    var freeGauges: [Int] = []
}

/// Series that come and go, such as those of a model's versions: a process that meets a thousand
/// versions in its life has slots for the few that it holds at a time.
///
/// A series is leased by every thread that counts in it and is gone, with what it counted, once all
/// have given it back; its slot then serves another. A series is either leased or kept for good,
/// never both.
extension MetricRegistry {
    /// Leases a histogram's series.
    ///
    /// - Precondition: as many values as the family has labels; a family is declared one way only.
    public func lease(histogram family: MetricFamily, _ labelValues: String...) -> HistogramID {
        precondition(family.kind == .durations || family.kind == .sizes)
        let index = state.withLock { state in
            let index = Self.find(family, labelValues, in: &state)
            state.leases.histograms.hold(index, family, labelValues)
            return index
        }
        return HistogramID(index: index, kind: family.kind)
    }

    /// Leases a gauge's series; it is shown once it is set.
    ///
    /// - Precondition: as for a histogram.
    public func lease(gauge family: MetricFamily, labelValues: [String]) -> GaugeID {
        precondition(family.kind == .gauge)
        let index = state.withLock { state in
            let index = Self.find(family, labelValues, in: &state)
            state.leases.gauges.hold(index, family, labelValues)
            return index
        }
        return GaugeID(index: index)
    }

    /// Gives a leased histogram back; the caller counts in it no longer.
    public func giveBack(_ id: HistogramID) {
        state.withLock { state in
            guard let place = state.leases.histograms.leave(id.index) else { return }
            Self.remove(place, from: &state)
            state.leases.freeHistograms.append(id.index)
        }
    }

    /// Gives a leased gauge back; the caller sets it no longer.
    public func giveBack(_ id: GaugeID) {
        state.withLock { state in
            guard let place = state.leases.gauges.leave(id.index) else { return }
            Self.remove(place, from: &state)
            gauges.store(0, at: id.index)
            state.leases.freeGauges.append(id.index)
        }
    }

    /// Takes out a counter or gauge that was read when it was shown.
    public func removeCallback(_ family: MetricFamily, _ labelValues: String...) {
        state.withLock { state in
            state.series[family.name]?.removeAll { $0.labelValues == labelValues }
        }
    }

    /// A slot for a series: one that was given back, or else a new one; nil where there is none.
    static func allocate(
        _ kind: MetricFamily.Kind,
        in state: inout State
    ) -> Series.Source? {
        switch kind {
        case .counter where state.counters < maxSeries:
            state.counters += 1
            return .counter(state.counters - 1)
        case .gauge where !state.leases.freeGauges.isEmpty:
            return .gauge(state.leases.freeGauges.removeFirst())
        case .gauge where state.gauges < maxSeries:
            state.gauges += 1
            return .gauge(state.gauges - 1)
        case .durations where !state.leases.freeHistograms.isEmpty,
            .sizes where !state.leases.freeHistograms.isEmpty:
            let index = state.leases.freeHistograms.removeFirst()
            for shard in state.shards { shard.cells(ofHistogram: index)?.clear() }
            return .histogram(index)
        case .durations where state.histograms < maxHistograms,
            .sizes where state.histograms < maxHistograms:
            for shard in state.shards { shard.makeHistogram(at: state.histograms) }
            state.histograms += 1
            return .histogram(state.histograms - 1)
        default:
            state.refused += 1
            return nil
        }
    }

    private static func remove(_ place: MetricLeases.Place, from state: inout State) {
        state.series[place.family]?.removeAll { $0.labelValues == place.labelValues }
        state.indices[place.family]?[place.labelValues] = nil
    }
}

extension [Int: MetricLeases.Place] {
    /// One more holds the series; slot 0, which takes what is refused, is nobody's.
    fileprivate mutating func hold(_ index: Int, _ family: MetricFamily, _ labelValues: [String]) {
        guard index != 0 else { return }
        let place = MetricLeases.Place(family: family.name, labelValues: labelValues, holders: 0)
        self[index, default: place].holders += 1
    }

    /// One less holds it.
    ///
    /// - Returns: where it was, when that was the last one.
    fileprivate mutating func leave(_ index: Int) -> MetricLeases.Place? {
        self[index]?.holders -= 1
        guard let place = self[index], place.holders == 0 else { return nil }
        self[index] = nil
        return place
    }
}
