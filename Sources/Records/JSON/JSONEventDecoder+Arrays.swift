/// Arrays: features in the model's order, and elements that pointers lead to.
extension JSONEventDecoder {
    /// Reads an array that holds the features, or that a pointer leads through.
    mutating func readArray(
        _ number: Int,
        depth: Int,
        _ scanner: inout JSONScanner,
        _ row: inout MutableSpan<Double>
    ) throws(DecodeFailure) {
        let place = places[number]
        let areFeatures = place.role.contains(.features)
        guard areFeatures || place.hasElements else {
            try scanner.skipValue(depth: depth)
            return
        }
        try scanner.enter(depth)
        featureDepth = depth &+ 1
        var index = 0
        if !scanner.closes(UInt8(ascii: "]")) {
            repeat {
                if place.hasElements {
                    try readStep(of: number, index: index, depth: depth &+ 1, &scanner, &row)
                }
                if areFeatures {
                    guard index < arrayColumns else {
                        throw DecodeFailure(reason: .wrongLength, byteOffset: scanner.index)
                    }
                    columnSeen[index] = featuresStart
                    columnNull[index] = 0
                    let (value, end) = usualValue(
                        index,
                        isNumber: rules[index].isNumber,
                        scanner.bytes,
                        at: scanner.index
                    )
                    if end > 0, scanner.bytes.octet(end) == UInt8(ascii: ",") {
                        row[index] = value
                        scanner.index = end
                    } else {
                        try readColumn(index, &scanner, &row)
                    }
                } else if !place.hasElements {
                    try scanner.skipValue(depth: depth &+ 1)
                }
                index &+= 1
            } while try scanner.another(closing: UInt8(ascii: "]"))
        }
        guard areFeatures else { return }
        guard index == arrayColumns else {
            throw DecodeFailure(reason: .wrongLength, byteOffset: scanner.index)
        }
        hasFeatures = true
        event.isArray = true
        columnsSeen = index
    }

    /// Reads an element that a pointer may lead to; one that is a feature as well stays unread.
    @inline(never)
    private mutating func readStep(
        of number: Int,
        index: Int,
        depth: Int,
        _ scanner: inout JSONScanner,
        _ row: inout MutableSpan<Double>
    ) throws(DecodeFailure) {
        let start = scanner.index
        if let step = elements.first(where: { $0.place == number && $0.index == index }) {
            try visit(step.child, depth: depth, &scanner, &row)
        } else if !places[number].role.contains(.features) {
            try scanner.skipValue(depth: depth)
        }
        if places[number].role.contains(.features) { scanner.index = start }
    }
}
