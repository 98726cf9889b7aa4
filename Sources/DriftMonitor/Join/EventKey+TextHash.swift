public import Records

extension EventKey {
    /// The key of an event whose id has this hash.
    public init(_ hash: TextHash) { self.init(high: hash.first, low: hash.last) }
}
