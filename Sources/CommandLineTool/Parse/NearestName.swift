/// The known name that a mistyped one most likely meant.
enum NearestName {
    /// Finds the name within a third of the word's length by edit distance.
    ///
    /// - Complexity: O(names × length²); for words of a command line.
    static func find(_ word: String, among known: [String]) -> String? {
        let limit = max(2, word.count / 3)
        let measured = known.map { (name: $0, distance: distance(word, $0)) }
        guard let best = measured.min(by: { $0.distance < $1.distance }), best.distance <= limit
        else { return nil }
        return best.name
    }

    private static func distance(_ one: String, _ other: String) -> Int {
        let one = Array(one)
        let other = Array(other)
        var row = Array(0...other.count)
        for (i, left) in one.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in other.enumerated() {
                let substituted = diagonal + (left == right ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[other.count]
    }
}
