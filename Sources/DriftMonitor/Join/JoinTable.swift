/// Predictions and labels by the event's key: an open-addressed table of entries, and two pools of what
/// hangs on them.
///
/// Memory is taken when it is needed and kept for what comes next. Nothing that comes out depends on where
/// a key stands in the table: keys are spread by a number of the process, so that nobody can choose ids
/// that stand in one place.
struct JoinTable: Sendable {
    /// A prediction that waits for its label.
    struct Item: Sendable {
        /// The next one of the same event; -1 for none.
        var next: Int32 = -1
        var entry: Int32
        /// The pane, by its serial number.
        var pane: Int32
        /// The pane's arm, and of a shadow the pane's pair.
        var arm: UInt16
        var pair: UInt16 = .max
        var isLabelled = false
        /// The event's time since its pane's start, in milliseconds.
        var sinceStartMs: Int32
        var score: Double
        /// Of a shadow: what was served.
        var servedScore = 0.0
    }

    /// A label that may have come before its prediction.
    struct Early: Sendable {
        var next: Int32 = -1
        var entry: Int32
        var label: Double
        /// NaN where it says nothing.
        var value: Double
        var timeMs: Int64
    }

    private struct Entry: Sendable {
        var key: EventKey
        var items: Int32 = -1
        var labels: Int32 = -1
    }

    private(set) var items = Pool<Item>()
    private(set) var labels = Pool<Early>()
    private var entries = Pool<Entry>()
    /// A number of an entry, -1 where there is none; a power of two of them.
    private var slots = [Int32](repeating: -1, count: 1_024)
    private let seed = UInt64.random(in: .min ... .max)

    /// The entry of a key; nil where there is none.
    func entry(of key: EventKey) -> Int32? {
        var slot = home(key)
        while slots[slot] >= 0 {
            if entries[slots[slot]].key == key { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The event of a prediction.
    func key(of item: Int32) -> EventKey { entries[items[item].entry].key }

    /// The first prediction of an entry; -1 for none.
    func firstItem(of entry: Int32) -> Int32 { entries[entry].items }

    /// The label that came first of those that are kept.
    func firstLabel(of entry: Int32) -> Early? {
        let first = entries[entry].labels
        return first < 0 ? nil : labels[first]
    }

    /// Adds a prediction.
    mutating func add(_ item: Item) -> Int32 {
        var added = item
        added.next = entries[item.entry].items
        let number = items.add(added)
        entries[item.entry].items = number
        return number
    }

    /// Adds a label behind those of the event that came before.
    mutating func add(_ label: Early) -> Int32 {
        let number = labels.add(label)
        guard entries[label.entry].labels >= 0 else {
            entries[label.entry].labels = number
            return number
        }
        var last = entries[label.entry].labels
        while labels[last].next >= 0 { last = labels[last].next }
        labels[last].next = number
        return number
    }

    /// Notes that a prediction has its label.
    mutating func markLabelled(_ item: Int32) { items[item].isLabelled = true }

    /// Takes a prediction out, and its event where nothing hangs on it any more.
    mutating func removeItem(_ number: Int32) {
        let entry = items[number].entry
        let next = items[number].next
        if entries[entry].items == number {
            entries[entry].items = next
        } else {
            var before = entries[entry].items
            while items[before].next != number { before = items[before].next }
            items[before].next = next
        }
        items.free(number)
        removeIfEmpty(entry)
    }

    /// Takes a label out, and its event where nothing hangs on it any more.
    mutating func removeLabel(_ number: Int32) {
        let entry = labels[number].entry
        let next = labels[number].next
        if entries[entry].labels == number {
            entries[entry].labels = next
        } else {
            var before = entries[entry].labels
            while labels[before].next != number { before = labels[before].next }
            labels[before].next = next
        }
        labels.free(number)
        removeIfEmpty(entry)
    }

    /// The entry of a key; a new one where there is none.
    mutating func makeEntry(of key: EventKey) -> Int32 {
        if let known = entry(of: key) { return known }
        if entries.count * 2 >= slots.count { grow() }
        let number = entries.add(Entry(key: key))
        place(number)
        return number
    }

    private func home(_ key: EventKey) -> Int {
        let spread = (key.low ^ seed) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: spread >> 32) & (slots.count - 1)
    }

    private mutating func place(_ entry: Int32) {
        var slot = home(entries[entry].key)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = entry
    }

    private mutating func grow() {
        let old = slots
        slots = [Int32](repeating: -1, count: old.count * 2)
        for entry in old where entry >= 0 { place(entry) }
    }

    private mutating func removeIfEmpty(_ entry: Int32) {
        guard entries[entry].items < 0, entries[entry].labels < 0 else { return }
        let mask = slots.count - 1
        var hole = home(entries[entry].key)
        while slots[hole] != entry { hole = (hole + 1) & mask }
        // What stands behind the hole moves into it, unless that would put it before its home.
        var slot = (hole + 1) & mask
        while slots[slot] >= 0 {
            let distance = (slot - home(entries[slots[slot]].key)) & mask
            if distance >= (slot - hole) & mask {
                slots[hole] = slots[slot]
                hole = slot
            }
            slot = (slot + 1) & mask
        }
        slots[hole] = -1
        entries.free(entry)
    }
}
