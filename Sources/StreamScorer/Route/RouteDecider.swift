internal import Kafka
internal import Records
internal import Rollout

/// Decides by one deployment's `RouteChoice`: the part of it that the hot path reads, one worker's
/// own.
///
/// It cannot be copied, so that reading it counts no references. Not thread-safe.
struct RouteDecider: ~Copyable {
    /// What a decision comes to.
    struct Decision: BitwiseCopyable {
        let route: Int32
        /// Whether canaries are live and the event lacks the value that would decide.
        var lacksStickyValue = false
    }

    /// Whether every event goes to the champion.
    private let isPlain: Bool
    private let champion: Int32
    private let captures: FixedColumn<Int32>
    private let headerCount: Int
    private let headerNames: ByteTable
    private let values: ByteTable
    private let filters: FixedColumn<ValueFilter>
    private let ruleRoutes: FixedColumn<Int32>
    private let hasCanaries: Bool
    /// The captured field whose value decides; -1 for the record's key.
    private let stickyCapture: Int
    private let salt: BucketSalt
    private let bounds: FixedColumn<RouteChoice.Bound>

    init(_ choice: RouteChoice) {
        isPlain = choice.isPlain
        champion = choice.champion
        captures = FixedColumn(choice.places.captures.map { Int32($0) })
        headerCount = choice.places.headers.count
        headerNames = choice.headerNames
        values = choice.values
        filters = FixedColumn(choice.filters)
        ruleRoutes = FixedColumn(choice.ruleRoutes)
        hasCanaries = choice.canaries != nil
        stickyCapture = choice.canaries?.capture ?? -1
        salt = choice.canaries?.salt ?? BucketSalt("")
        bounds = FixedColumn(choice.canaries?.bounds ?? [])
    }

    /// Decides on a decoded row.
    ///
    /// - Complexity: O(places + headers + bytes of the sticky value). Allocates nothing; looking at
    ///   a record's headers makes librdkafka allocate its list of them.
    func decide(
        _ message: borrowing MessageView,
        _ row: Int,
        _ rows: borrowing DecodedRows,
        _ scratch: inout RouteScratch
    ) -> Decision {
        guard !isPlain else { return Decision(route: champion) }
        if ruleRoutes.count > 0 {
            let rule = firstRule(message, row, rows, &scratch)
            if rule < ruleRoutes.count { return Decision(route: ruleRoutes[rule]) }
        }
        guard hasCanaries else { return Decision(route: champion) }
        let bucket: Int32
        if stickyCapture < 0 {
            guard message.hasKey else {
                return Decision(route: champion, lacksStickyValue: true)
            }
            bucket = salt.bucket(of: message.key)
        } else {
            let value = rows.capture(stickyCapture, of: row)
            guard value.isPresent else {
                return Decision(route: champion, lacksStickyValue: true)
            }
            bucket = salt.bucket(of: value.bytes(in: message.value))
        }
        let route = owner(of: bucket)
        return Decision(route: route < 0 ? champion : route)
    }

    /// The first rule that matches; `Int.max` for none.
    private func firstRule(
        _ message: borrowing MessageView,
        _ row: Int,
        _ rows: borrowing DecodedRows,
        _ scratch: inout RouteScratch
    ) -> Int {
        var first = Int.max
        for place in 0..<captures.count {
            let value = rows.capture(Int(captures[place]), of: row)
            guard value.isPresent else { continue }
            let rule = self.rule(value, in: message.value, place: place, &scratch)
            if rule >= 0, rule < first { first = rule }
        }
        guard headerCount > 0, rows.hasHeaders(row, message) else { return first }
        for header in 0..<headerCount { scratch.found[header] = -1 }
        message.forEachHeader { name, value, isNull in
            guard name.byteCount <= headerNames.longestKey else { return }
            let header = headerNames.find(name, from: 0, count: name.byteCount, owner: 0)
            guard header >= 0 else { return }
            scratch.found[header] =
                isNull ? -1 : rule(named: value, place: captures.count + header)
        }
        for header in 0..<headerCount {
            let rule = Int(scratch.found[header])
            if rule >= 0, rule < first { first = rule }
        }
        return first
    }

    /// The first rule that names a header's value; -1 for none.
    private func rule(named value: RawSpan, place: Int) -> Int32 {
        guard value.byteCount <= values.longestKey else { return -1 }
        let rule = values.find(value, from: 0, count: value.byteCount, owner: place)
        return Int32(truncatingIfNeeded: rule)
    }

    /// The first rule that names a captured value; -1 for none.
    ///
    /// A value without a backslash is compared as it stands; one with escapes is resolved first, so
    /// that `"\u0055A"` is `UA`.
    private func rule(
        _ value: CapturedValue,
        in payload: RawSpan,
        place: Int,
        _ scratch: inout RouteScratch
    ) -> Int {
        guard value.isEscaped else {
            // SAFETY: the load checks the offset against the payload's end.
            let first =
                value.count > 0
                ? unsafe payload.unsafeLoad(fromByteOffset: Int(value.offset), as: UInt8.self) : 0
            guard filters[place].mayContain(first, count: Int(value.count)),
                Int(value.count) <= values.longestKey
            else { return -1 }
            return values.find(
                payload,
                from: Int(value.offset),
                count: Int(value.count),
                owner: place
            )
        }
        var text = scratch.text.mutableSlice(count: scratch.text.count)
        guard let count = value.unescape(payload, into: &text), count <= values.longestKey
        else { return -1 }
        let resolved = unsafe scratch.text.slice(count: count).bytes
        return values.find(resolved, from: 0, count: count, owner: place)
    }

    /// The route that owns a bucket; -1 for the champion.
    private func owner(of bucket: Int32) -> Int32 {
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low &+ high) >> 1
            if bounds[middle].upTo <= bucket { low = middle &+ 1 } else { high = middle }
        }
        return low < bounds.count ? bounds[low].route : -1
    }
}

/// The deciders of one worker's deployments.
@safe
struct RouteDeciders: ~Copyable {
    private let deciders: UnsafeMutableBufferPointer<RouteDecider>

    init(_ choices: [RouteChoice]) {
        unsafe deciders = .allocate(capacity: choices.count)
        for (place, choice) in choices.enumerated() {
            unsafe deciders.initializeElement(at: place, to: RouteDecider(choice))
        }
    }

    deinit {
        unsafe deciders.deinitialize()
        unsafe deciders.deallocate()
    }

    /// Decides on a decoded row of a deployment.
    @inline(__always)
    func decide(
        _ deployment: Int,
        _ message: borrowing MessageView,
        _ row: Int,
        _ rows: borrowing DecodedRows,
        _ scratch: inout RouteScratch
    ) -> RouteDecider.Decision {
        precondition(
            unsafe deployment >= 0 && deployment < deciders.count,
            "no such deployment"
        )
        // SAFETY: the index was checked; all are initialised.
        return unsafe (deciders.baseAddress.unsafelyUnwrapped + deployment).pointee
            .decide(message, row, rows, &scratch)
    }
}

/// What decisions write to: one worker's.
struct RouteScratch: ~Copyable {
    /// A captured text, its escapes resolved.
    var text = FixedColumn<UInt8>(repeating: 0, count: RouteChoice.maxValueBytes + 4)
    /// By header that rules look at: the rule its value names, -1 for none.
    let found = FixedColumn<Int32>(repeating: -1, count: RouteChoice.maxPlaces)
}

extension CapturedValue {
    /// The value's bytes as they stand.
    @_lifetime(copy payload)
    func bytes(in payload: RawSpan) -> RawSpan {
        payload.extracting(Int(offset)..<Int(offset) + Int(count))
    }
}
