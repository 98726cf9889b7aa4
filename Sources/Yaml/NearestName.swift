/// The known name that a mistyped one most likely meant.
///
/// Compares by edit distance and takes the nearest within a third of the word's length (at least
/// two letters); of equally near ones the first of `known`.
///
/// - Returns: a member of `known`, or nil when none is near or the word is longer than 100 letters.
/// - Complexity: O(names × length²); for words of a command line or a configuration.
public func nearestName(to word: String, among known: [String]) -> String? {
    let letters = Array(word.prefix(101))
    guard letters.count <= 100 else { return nil }
    let limit = max(2, letters.count / 3)
    var best: (name: String, distance: Int)?
    for name in known {
        let distance = editDistance(letters, Array(name))
        if distance <= limit && distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
}

/// Levenshtein's distance: insertions, deletions and substitutions that turn one into the other.
private func editDistance(_ one: [Character], _ other: [Character]) -> Int {
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
