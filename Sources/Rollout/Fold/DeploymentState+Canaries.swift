extension DeploymentState {
    mutating func setCanary(
        _ version: String,
        weight: Int,
        sticky: Sticky?,
        salt: String?
    ) throws(Objection) {
        guard version != champion else {
            throw .refused("\(version) is the champion; a canary is another version")
        }
        let place = canaries.firstIndex { $0.version == version }
        let old = place.map { canaries[$0].weight } ?? 0
        guard place != nil || weight > 0 else {
            throw .refused(
                "\(version) has no share; canaries: "
                    + (canaries.isEmpty ? "none" : list(canaries.map(\.version)))
            )
        }
        if weight > old { try checkLatch("a growing canary") }
        try agree(on: sticky, salt, first: version)
        guard weight != old else {
            throw .fulfilled("\(version) has \(FixedDecimal.text(weight, places: 3)) % already")
        }
        guard weight > 0 else { return endCanary(version) }
        if let place, weight < old {
            canaries[place].buckets.shrink(by: Int32(old - weight))
        } else {
            try grow(version, at: place, by: weight - old)
        }
    }

    private mutating func grow(_ version: String, at place: Int?, by more: Int) throws(Objection) {
        let sum = canaries.reduce(0) { $0 + $1.weight }
        guard sum + more <= Int(BucketRuns.all) else {
            throw .refused(
                "all canaries would have \(FixedDecimal.text(sum + more, places: 3)) %;"
                    + " at most 100 % can be given"
            )
        }
        guard place != nil || canaries.count < CommandLimits.canaries else {
            throw .refused("there are \(canaries.count) canaries, the limit")
        }
        let free = BucketRuns.free(of: canaries.map(\.buckets))
        if place == nil { canaries.append(Canary(version: version)) }
        let taken = canaries[place ?? canaries.count - 1].buckets.grow(by: Int32(more), from: free)
        precondition(taken, "the sum of all weights is the number of buckets taken")
    }

    /// While any canary lives, what decides the buckets stays; otherwise assignments would move.
    private mutating func agree(
        on sticky: Sticky?,
        _ salt: String?,
        first version: String
    ) throws(Objection) {
        if case .field(let pointer) = sticky, !hasFields {
            throw .refused(
                "`sticky` is \(pointer.quoted) but events of format"
                    + " \(declaration.input.format.rawValue) have no fields: use `key`"
            )
        }
        guard canaries.isEmpty else {
            if let sticky, !sticky.text.hasSameBytes(as: self.sticky.text) {
                throw .refused(
                    "`sticky` is \(self.sticky.text.quoted) while there are canaries:"
                        + " \(list(canaries.map(\.version)))"
                )
            }
            if let salt, !salt.hasSameBytes(as: self.salt) {
                throw .refused(
                    "`salt` is \(self.salt.quoted) while there are canaries:"
                        + " \(list(canaries.map(\.version)))"
                )
            }
            return
        }
        self.sticky = sticky ?? .key
        self.salt = salt ?? "\(name)/\(version)"
    }

    mutating func endCanary(_ version: String) {
        canaries.removeAll { $0.version == version }
        if canaries.isEmpty { endAllCanaries() }
    }

    mutating func endAllCanaries() {
        canaries = []
        sticky = .key
        salt = ""
    }
}
