internal import Kafka
internal import Records
internal import Rollout

/// How one deployment's events find their route: the first rule that matches, in declared order;
/// then the canary that owns the sticky value's bucket; then the champion.
///
/// All values of all rules that look at one place of the event (a header, a captured field) are in
/// one table, each with the first rule that names it: a decision costs one look-up a place, however
/// many rules and values there are. Of a header that comes several times the last one counts, and a
/// null one matches nothing.
struct RouteChoice: Sendable {
    /// Where rules look.
    struct Places: Sendable {
        /// Captured fields; the number of each in `values` is its place here.
        var captures: [Int] = []
        /// Header names, numbered behind the captures.
        var headers: [[UInt8]] = []
    }

    /// Who owns the buckets below `upTo`, from the last bound on.
    struct Bound: Sendable, BitwiseCopyable {
        let upTo: Int32
        /// A route; -1 for the champion.
        let route: Int32
    }

    /// A rule, its version's route found.
    struct Rule: Sendable {
        let source: RoutePlan.RulePlan.Source
        let values: [[UInt8]]
        let route: Int32
    }

    struct Canaries: Sendable {
        /// The captured field whose value decides; -1 for the record's key.
        let capture: Int
        let salt: BucketSalt
        /// By rising `upTo`.
        let bounds: [Bound]
    }

    /// The most bytes that a rule's value may have: no longer text can match.
    static let maxValueBytes = 1_024
    /// The most places that a deployment's rules may look at.
    static let maxPlaces = 64

    let champion: Int32
    private let places: Places
    private let headerNames: ByteTable
    private let values: ByteTable
    /// By rule: its route.
    private let ruleRoutes: [Int32]
    private let canaries: Canaries?

    /// - Parameters:
    ///   - champion: the route where nothing else decides.
    ///   - rules: places and values, each rule with its route, in declared order.
    ///   - canaries: nil where none is live.
    init(
        champion: Int32,
        rules: [Rule],
        canaries: Canaries?
    ) {
        self.champion = champion
        self.canaries = canaries
        ruleRoutes = rules.map(\.route)
        var places = Places()
        for rule in rules {
            switch rule.source {
            case .capture(let capture):
                if !places.captures.contains(capture) { places.captures.append(capture) }
            case .header(let name):
                let bytes = Array(name.utf8)
                if !places.headers.contains(bytes) { places.headers.append(bytes) }
            }
        }
        var values = ByteTable(capacity: rules.reduce(0) { $0 + $1.values.count })
        for (number, rule) in rules.enumerated() {
            let owner =
                switch rule.source {
                case .capture(let capture): places.captures.firstIndex(of: capture)
                case .header(let name):
                    places.headers.firstIndex(of: Array(name.utf8)).map {
                        $0 + places.captures.count
                    }
                }
            guard let owner else { continue }
            // A value that an earlier rule names stays with that one.
            for value in rule.values { values.add(value, owner: owner, value: number) }
        }
        var names = ByteTable(capacity: places.headers.count)
        for (number, name) in places.headers.enumerated() {
            names.add(name, owner: 0, value: number)
        }
        self.places = places
        self.values = values
        headerNames = names
    }

    /// Whether every event goes to the champion.
    var isPlain: Bool { ruleRoutes.isEmpty && canaries == nil }

    /// Whether some rule looks at headers.
    var readsHeaders: Bool { !places.headers.isEmpty }

    /// What a decision comes to.
    struct Decision: BitwiseCopyable {
        let route: Int32
        /// Whether canaries are live and the event lacks the value that would decide.
        var lacksStickyValue = false
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
        if !ruleRoutes.isEmpty {
            let rule = firstRule(message, row, rows, &scratch)
            if rule < ruleRoutes.count { return Decision(route: ruleRoutes[rule]) }
        }
        guard let canaries else { return Decision(route: champion) }
        let bucket: Int32
        if canaries.capture < 0 {
            guard message.hasKey else {
                return Decision(route: champion, lacksStickyValue: true)
            }
            bucket = canaries.salt.bucket(of: message.key)
        } else {
            let value = rows.capture(canaries.capture, of: row)
            guard value.isPresent else {
                return Decision(route: champion, lacksStickyValue: true)
            }
            bucket = canaries.salt.bucket(of: value.bytes(in: message.value))
        }
        let route = Self.owner(of: bucket, canaries.bounds)
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
        for number in places.captures.indices {
            let value = rows.capture(places.captures[number], of: row)
            guard value.isPresent else { continue }
            let rule = self.rule(value, in: message.value, place: number, &scratch)
            if rule >= 0, rule < first { first = rule }
        }
        guard readsHeaders, rows.hasHeaders(row, message) else { return first }
        let headers = places.headers.count
        for number in 0..<headers { scratch.found[number] = -1 }
        message.forEachHeader { name, value, isNull in
            guard name.byteCount <= headerNames.longestKey else { return }
            let number = headerNames.find(name, from: 0, count: name.byteCount, owner: 0)
            guard number >= 0 else { return }
            scratch.found[number] =
                isNull || value.byteCount > values.longestKey
                ? -1
                : Int32(
                    truncatingIfNeeded: values.find(
                        value,
                        from: 0,
                        count: value.byteCount,
                        owner: places.captures.count + number
                    )
                )
        }
        for number in 0..<headers {
            let rule = Int(scratch.found[number])
            if rule >= 0, rule < first { first = rule }
        }
        return first
    }

    /// The first rule that names a captured value at a place; -1 for none.
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
            guard Int(value.count) <= values.longestKey else { return -1 }
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
    private static func owner(of bucket: Int32, _ bounds: [Bound]) -> Int32 {
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low &+ high) >> 1
            if bounds[middle].upTo <= bucket { low = middle &+ 1 } else { high = middle }
        }
        return low < bounds.count ? bounds[low].route : -1
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
