import Rollout

/// What a deployment is, kept as plainly as can be: who owns each unit of buckets, and in which
/// order each canary took its own.
struct ReferenceDeployment {
    var declaration: Declaration
    var revision: Int64 = 1
    var champions: [String]
    /// Buckets in a unit; the weights of a simulation are multiples of it.
    let unit: Int
    var owner: [String?]
    var taken: [(version: String, units: [Int])] = []
    var sticky = "key"
    var salt = ""
    var shadows: [(version: String, sample: Int)] = []
    var rules: [Rule] = []
    var loaded: [String] = []
    var isFrozen = false
    var isLatched = false
    var isPaused = false

    init(_ declaration: Declaration, unit: Int) {
        self.declaration = declaration
        self.unit = unit
        champions = [declaration.version]
        owner = Array(repeating: nil, count: 100_000 / unit)
    }

    var champion: String { champions[champions.count - 1] }
    var previous: String? { champions.count > 1 ? champions[champions.count - 2] : nil }

    func weight(_ version: String) -> Int {
        (taken.first { $0.version == version }?.units.count ?? 0) * unit
    }

    var fallbackVersions: [String] {
        var versions: [String] = []
        for entry in declaration.fallback {
            if case .version(let version) = entry { versions.append(version) }
        }
        return versions
    }

    func isInUse(_ version: String) -> Bool {
        version == champion || version == previous || weight(version) > 0
            || shadows.contains { $0.version == version }
            || rules.contains { $0.version == version } || fallbackVersions.contains(version)
    }

    mutating func take(_ version: String, to weight: Int) {
        let place: Int
        if let known = taken.firstIndex(where: { $0.version == version }) {
            place = known
        } else {
            taken.append((version, []))
            place = taken.count - 1
        }
        let wanted = weight / unit
        while taken[place].units.count > wanted { owner[taken[place].units.removeLast()] = nil }
        var next = 0
        while taken[place].units.count < wanted {
            if owner[next] == nil {
                owner[next] = version
                taken[place].units.append(next)
            }
            next += 1
        }
        if wanted == 0 { taken.remove(at: place) }
        if taken.isEmpty {
            sticky = "key"
            salt = ""
        }
    }

    /// The version and the name of the route.
    func route(_ event: SimulatedEvent) -> (version: String, route: String) {
        for rule in rules {
            let found: [UInt8]? =
                switch rule.source {
                case .header(let name): event.headers[name]
                case .field(let pointer): event.fields[pointer]
                }
            if let found, rule.values.contains(where: { $0.bytes == found }) {
                return (rule.version, "rule:" + rule.name)
            }
        }
        if !taken.isEmpty, let value = sticky == "key" ? event.key : event.fields[sticky] {
            let bucket = Self.hash(Array(salt.utf8) + value) % 100_000
            if let owner = owner[Int(bucket) / unit] { return (owner, "canary") }
        }
        return (champion, "champion")
    }

    /// FNV-1a and MurmurHash3's finaliser, as their descriptions have them.
    static func hash(_ bytes: [UInt8]) -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in bytes {
            hash ^= UInt64(byte)
            hash = hash.multipliedFullWidth(by: 1_099_511_628_211).low
        }
        hash ^= hash / (1 << 33)
        hash = hash.multipliedFullWidth(by: 18_397_679_294_719_823_053).low
        hash ^= hash / (1 << 33)
        hash = hash.multipliedFullWidth(by: 14_181_476_777_654_086_739).low
        hash ^= hash / (1 << 33)
        return hash
    }
}
