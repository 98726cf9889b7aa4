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
    let places: Places
    let headerNames: ByteTable
    /// By place and value: the first rule that names it.
    let values: ByteTable
    /// By place: which first bytes and lengths its values have.
    let filters: [ValueFilter]
    /// By rule: its route.
    let ruleRoutes: [Int32]
    let canaries: Canaries?

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
        var filters = Array(
            repeating: ValueFilter(),
            count: places.captures.count + places.headers.count
        )
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
            for value in rule.values {
                values.add(value, owner: owner, value: number)
                filters[owner].insert(value.first ?? 0, count: value.count)
            }
        }
        var names = ByteTable(capacity: places.headers.count)
        for (number, name) in places.headers.enumerated() {
            names.add(name, owner: 0, value: number)
        }
        self.places = places
        self.values = values
        self.filters = filters
        headerNames = names
    }

    /// Whether every event goes to the champion.
    var isPlain: Bool { ruleRoutes.isEmpty && canaries == nil }
}

/// Rules most values out by their first byte and their length, before any is hashed: a bit for each
/// value that is looked for.
struct ValueFilter: Sendable, BitwiseCopyable {
    private var bits: UInt64 = 0

    /// Notes a value that is looked for; the first byte of an empty one is 0.
    mutating func insert(_ first: UInt8, count: Int) { bits |= 1 &<< Self.bit(first, count) }

    /// Whether a value may be looked for; false where it is not.
    @inline(__always)
    func mayContain(_ first: UInt8, count: Int) -> Bool {
        bits &>> Self.bit(first, count) & 1 != 0
    }

    /// Only its lowest six bits count.
    @inline(__always)
    private static func bit(_ first: UInt8, _ count: Int) -> UInt64 {
        UInt64(first) &+ 11 &* UInt64(truncatingIfNeeded: count)
    }
}
