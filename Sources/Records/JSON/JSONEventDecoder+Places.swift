/// The way through the event: objects and arrays that pointers lead through, and the features.
extension JSONEventDecoder {
    /// Reads the value at a place, and notes where it is if it is captured.
    ///
    /// Recursion is bounded by the pointers' steps.
    mutating func readPlace(
        _ number: Int,
        depth: Int,
        _ scanner: inout JSONScanner,
        _ row: inout MutableSpan<Double>
    ) throws(DecodeFailure) {
        let start = scanner.index
        try readValue(number, depth: depth, &scanner, &row)
        guard places[number].role.contains(.capture) else { return }
        captures[Int(places[number].capture)] = CapturedValue(
            scanner.bytes,
            from: start,
            to: scanner.index
        )
    }

    @inline(__always)
    private mutating func readValue(
        _ number: Int,
        depth: Int,
        _ scanner: inout JSONScanner,
        _ row: inout MutableSpan<Double>
    ) throws(DecodeFailure) {
        let role = places[number].role
        guard role.isDisjoint(with: .fact) else {
            let start = scanner.index
            if role.contains(.id) { try readID(&scanner, depth: depth) }
            if role.contains(.time) {
                scanner.index = start
                try readTime(&scanner, depth: depth)
            }
            return
        }
        switch scanner.next {
        case UInt8(ascii: "{"): try readObject(number, depth: depth, &scanner, &row)
        case UInt8(ascii: "["): try readArray(number, depth: depth, &scanner, &row)
        default:
            let start = scanner.index
            let isNull = scanner.next == UInt8(ascii: "n")
            try scanner.skipValue(depth: depth)
            guard isNull || !role.contains(.features) || number == 0 else {
                throw DecodeFailure(reason: .wrongType, byteOffset: start)
            }
        }
    }

    private mutating func readObject(
        _ number: Int,
        depth: Int,
        _ scanner: inout JSONScanner,
        _ row: inout MutableSpan<Double>
    ) throws(DecodeFailure) {
        let place = places[number]
        guard place.firstMember >= 0 else {
            try scanner.skipValue(depth: depth)
            return
        }
        let areFeatures = place.role.contains(.features)
        if areFeatures {
            hasFeatures = true
            featureDepth = depth &+ 1
        }
        try scanner.enter(depth)
        guard !scanner.closes(UInt8(ascii: "}")) else { return }
        let bytes = scanner.bytes
        var index = scanner.index
        var previous = patterns.count &+ number
        // The usual member, an expected name with a value of the usual kind and a comma, stays in
        // this loop, and the place in the payload in a register.
        while true {
            // SAFETY: successors has an element for every pattern and every place, and holds
            // numbers of patterns only.
            let member = Int(unsafe successors[unchecked: previous])
            let pattern = unsafe patterns.address(of: member)
            let isExpected = unsafe KeyPattern.matches(
                pattern,
                bytes,
                at: index,
                words: patternWords
            )
            if isExpected, unsafe pattern.pointee.isColumn {
                let start = scanner.pastSpace(index &+ Int(unsafe pattern.pointee.count))
                let column = Int(unsafe pattern.pointee.column)
                let (value, end) = usualValue(
                    column,
                    isNumber: unsafe pattern.pointee.isNumber,
                    bytes,
                    at: start
                )
                if end > 0, bytes.octet(end) == UInt8(ascii: ",") {
                    noteSeen(column)
                    row[column] = value
                    previous = member
                    index = scanner.pastSpace(end &+ 1)
                    continue
                }
            }
            scanner.index = index
            let more = try readMember(
                of: number,
                after: &previous,
                expected: isExpected,
                depth: depth,
                &scanner,
                &row
            )
            guard more else { return }
            index = scanner.index
        }
    }

    /// Reads a feature that is captured as well, of the values that most events hold, and the comma
    /// behind it.
    ///
    /// - Returns: whether it did; if not, nothing is noted.
    @unsafe @inline(__always)
    private mutating func readCaptured(
        _ pattern: UnsafePointer<KeyPattern>,
        _ scanner: inout JSONScanner,
        _ row: inout MutableSpan<Double>
    ) -> Bool {
        // SAFETY: the caller vouches for the pattern.
        let column = Int(unsafe pattern.pointee.column)
        let start = scanner.index
        let (value, end) = usualValue(
            column,
            isNumber: unsafe pattern.pointee.isNumber,
            scanner.bytes,
            at: start
        )
        guard end > 0, scanner.bytes.octet(end) == UInt8(ascii: ",") else { return false }
        noteSeen(column)
        row[column] = value
        captures[Int(unsafe pattern.pointee.capture)] = CapturedValue(
            usual: scanner.bytes,
            from: start,
            to: end
        )
        scanner.index = scanner.pastSpace(end &+ 1)
        return true
    }

    /// Reads a member of any kind, and the comma or the bracket behind it.
    ///
    /// - Returns: whether another member follows.
    @inline(never)
    private mutating func readMember(
        of number: Int,
        after previous: inout Int,
        expected isExpected: Bool,
        depth: Int,
        _ scanner: inout JSONScanner,
        _ row: inout MutableSpan<Double>
    ) throws(DecodeFailure) -> Bool {
        var member = Int(successors[previous])
        if isExpected {
            // Not in the loop above: a branch more there costs its registers, and every event.
            // SAFETY: the caller has compared this pattern.
            let pattern = unsafe patterns.address(of: member)
            scanner.index &+= Int(unsafe pattern.pointee.count)
            scanner.skipSpace()
            if unsafe pattern.pointee.isCapturedColumn,
                unsafe readCaptured(pattern, &scanner, &row)
            {
                previous = member
                return true
            }
        } else {
            member = try findMember(of: number, after: previous, &scanner)
        }
        if member < 0 {
            if places[number].role.contains(.features) { event.unknownFields &+= 1 }
            try scanner.skipValue(depth: depth &+ 1)
        } else {
            previous = member
            let pattern = patterns[member]
            if pattern.child < 0 {
                noteSeen(Int(pattern.column))
                try readColumn(Int(pattern.column), &scanner, &row)
            } else {
                try readStep(pattern, depth: depth &+ 1, &scanner, &row)
            }
        }
        return try scanner.another(closing: UInt8(ascii: "}"))
    }

    /// Reads a key that is not the expected one, and looks it up.
    ///
    /// - Returns: its pattern's number; -1 where it is none of the place's members.
    private mutating func findMember(
        of number: Int,
        after previous: Int,
        _ scanner: inout JSONScanner
    ) throws(DecodeFailure) -> Int {
        let key = try scanner.key()
        var found: Int
        if key.isEscaped {
            var text = scratch.mutableSpan
            guard let count = scanner.unescape(key, into: &text) else { return -1 }
            found = names.find(scratch.span.octets, from: 0, count: count, owner: number)
        } else {
            found = names.find(scanner.bytes, from: key.start, count: key.count, owner: number)
        }
        if found >= 0 { successors[previous] = Int32(truncatingIfNeeded: found) }
        return found
    }

    /// Reads a member that a pointer leads to, and that may be a feature as well.
    private mutating func readStep(
        _ pattern: KeyPattern,
        depth: Int,
        _ scanner: inout JSONScanner,
        _ row: inout MutableSpan<Double>
    ) throws(DecodeFailure) {
        let start = scanner.index
        if pattern.isCapturedColumn {
            // Read once: the feature's bytes are the capture's.
            noteSeen(Int(pattern.column))
            try readColumn(Int(pattern.column), &scanner, &row)
            captures[Int(pattern.capture)] = CapturedValue(
                scanner.bytes,
                from: start,
                to: scanner.index
            )
            return
        }
        try visit(Int(pattern.child), depth: depth, &scanner, &row)
        guard pattern.column >= 0 else { return }
        scanner.index = start
        noteSeen(Int(pattern.column))
        try readColumn(Int(pattern.column), &scanner, &row)
    }

    /// Reads a place; if it comes again, forgets what it held before.
    mutating func visit(
        _ number: Int,
        depth: Int,
        _ scanner: inout JSONScanner,
        _ row: inout MutableSpan<Double>
    ) throws(DecodeFailure) {
        if placeSeen[number] == eventStart {
            if places[number].reach != .capture { event.duplicateKeys &+= 1 }
            forget(number)
            for inner in number..<places[number].end { placeSeen[inner] = 0 }
        }
        placeSeen[number] = eventStart
        try readPlace(number, depth: depth, &scanner, &row)
    }

    private mutating func forget(_ number: Int) {
        let place = places[number]
        if place.reach.contains(.capture) {
            for inner in number..<place.end where places[inner].role.contains(.capture) {
                captures[Int(places[inner].capture)] = .absent
            }
        }
        if place.reach.contains(.id) { event.id = PayloadRange(offset: 0, count: 0) }
        if place.reach.contains(.time) { event.timeMs = nil }
        if place.reach.contains(.features) {
            clock &+= 1
            featuresStart = clock
            hasFeatures = false
            hasRequiredNull = false
            columnsSeen = 0
            event.unknownFields = 0
            event.unseenCategories = 0
        }
    }
}
