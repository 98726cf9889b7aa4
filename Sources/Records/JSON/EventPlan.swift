/// A layout made ready for decoding: the places that pointers lead through, and every name that
/// can occur there.
///
/// A place is a value inside the event: place 0 is the event itself, each further one a step of a
/// pointer. They are in preorder, so that those inside a place follow it directly.
struct EventPlan {
    /// What a place holds.
    struct Role: OptionSet, BitwiseCopyable {
        let rawValue: UInt8
        static let id = Role(rawValue: 1)
        static let time = Role(rawValue: 2)
        static let features = Role(rawValue: 4)
        /// A value whose place is noted.
        static let capture = Role(rawValue: 8)
        /// A value of its own: the id or the time.
        static let fact = Role(rawValue: 3)
    }

    struct Place: BitwiseCopyable {
        /// What it is itself.
        var role: Role = []
        /// What it is or encloses.
        var reach: Role = []
        /// The place behind those inside this one.
        var end = 0
        /// Its first expected member; -1 where no member matters.
        var firstMember = -1
        /// Whether a pointer may lead through an array here.
        var hasElements = false
        /// Which capture it is; -1 for none.
        var capture: Int32 = -1

        /// Whether nothing about it matters but where its value is.
        var isCaptureAlone: Bool { role == .capture && firstMember < 0 && !hasElements }
    }

    /// A pointer, and what it leads to.
    private struct Target {
        var role: Role
        var pointer: JSONPointer
        var capture: Int32 = -1
    }

    /// A step into an array.
    struct Element {
        var place: Int
        var index: Int
        var child: Int
    }

    private(set) var places: [Place] = []
    private(set) var elements: [Element] = []
    /// The names, and behind each the next one that is expected at the same place.
    private(set) var patterns: [KeyPattern] = []
    private(set) var successors: [Int32] = []
    private(set) var patternWords: [UInt64] = []
    /// Names by place.
    private(set) var names: ByteTable

    init(_ layout: EventLayout) {
        var targets = [
            Target(role: .id, pointer: layout.id), Target(role: .time, pointer: layout.time),
            Target(role: .features, pointer: layout.features),
        ]
        for (index, pointer) in layout.captures.enumerated() {
            targets.append(Target(role: .capture, pointer: pointer, capture: Int32(index)))
        }
        let steps = targets.reduce(0) { $0 + $1.pointer.steps.count }
        names = ByteTable(capacity: layout.columns.count + steps)
        addPlace(at: 0, of: layout, targets)
        markColumns(layout.columns)
    }

    private mutating func addPlace(
        at depth: Int,
        of layout: EventLayout,
        _ targets: [Target]
    ) {
        let number = places.count
        var place = Place()
        for target in targets {
            place.reach.insert(target.role)
            if target.pointer.steps.count == depth {
                place.role.insert(target.role)
                place.capture = max(place.capture, target.capture)
            }
        }
        places.append(place)

        var children: [(step: String, number: Int)] = []
        for target in targets where target.pointer.steps.count > depth {
            let step = target.pointer.steps[depth]
            guard !children.contains(where: { Array($0.step.utf8) == Array(step.utf8) }) else {
                continue
            }
            children.append((step, places.count))
            addPlace(
                at: depth + 1,
                of: layout,
                targets.filter {
                    $0.pointer.steps.count > depth
                        && Array($0.pointer.steps[depth].utf8) == Array(step.utf8)
                }
            )
        }
        addMembers(of: number, children: children, layout: layout)
        places[number].end = places.count
    }

    private mutating func addMembers(
        of number: Int,
        children: [(step: String, number: Int)],
        layout: EventLayout
    ) {
        let first = patterns.count
        for (step, child) in children {
            addMember(step, column: -1, child: child, of: number)
            if let index = JSONPointer.index(of: step) {
                elements.append(Element(place: number, index: index, child: child))
                places[number].hasElements = true
            }
        }
        if places[number].role.contains(.features) {
            for (column, description) in layout.columns.enumerated() {
                let name = Array(description.name.utf8)
                let known = names.find(
                    name.span.octets,
                    from: 0,
                    count: name.count,
                    owner: number
                )
                if known >= 0 {
                    // Both on the way to an id or a time and a feature.
                    patterns[known].column = Int32(column)
                } else {
                    addMember(description.name, column: column, child: -1, of: number)
                }
            }
        }
        guard patterns.count > first else { return }
        places[number].firstMember = first
        successors += (first..<patterns.count).map { Int32($0 + 1) }
        successors[patterns.count - 1] = Int32(first)
    }

    /// Notes which patterns name nothing but a column, or a column that is captured.
    private mutating func markColumns(_ columns: [EventColumn]) {
        for index in patterns.indices where patterns[index].column >= 0 {
            let child = Int(patterns[index].child)
            if child < 0 {
                patterns[index].isColumn = true
            } else if places[child].isCaptureAlone {
                patterns[index].isCapturedColumn = true
                patterns[index].capture = places[child].capture
            }
            switch columns[Int(patterns[index].column)].kind {
            case .number, .open: patterns[index].isNumber = true
            case .category: break
            }
        }
    }

    private mutating func addMember(_ name: String, column: Int, child: Int, of place: Int) {
        names.add(Array(name.utf8), owner: place, value: patterns.count)
        patterns.append(
            KeyPattern(name: name, column: column, child: child, words: &patternWords)
        )
    }
}
