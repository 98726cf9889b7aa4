/// What decoding counted of one deployment in one turn, added to the metrics once a turn.
struct DecodeTally {
    var messages: UInt64 = 0
    var tombstones: UInt64 = 0
    var unknownFields: UInt64 = 0
    var duplicateKeys: UInt64 = 0
    var unseenCategories: UInt64 = 0
}
