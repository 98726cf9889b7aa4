/// The known name that a mistyped one was most likely meant to be.
enum NearestName {
    /// The name of least edit distance, the first of several; nil where none is near.
    ///
    /// - Complexity: O(64 · n) for each candidate of n bytes.
    static func of(_ name: String, among known: [String]) -> String? {
        let typed = Array(name.lowercased().utf8.prefix(64))
        var best: (name: String, distance: Int)?
        for candidate in known {
            let distance = distance(typed, Array(candidate.utf8))
            if distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        guard let best, best.distance <= max(2, best.name.utf8.count / 2) else { return nil }
        return best.name
    }

    /// Levenshtein's distance.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (line, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in right.enumerated() {
                let above = row[column + 1]
                row[column + 1] = min(
                    above + 1,
                    row[column] + 1,
                    diagonal + (byte == other ? 0 : 1)
                )
                diagonal = above
            }
        }
        return row[right.count]
    }
}
