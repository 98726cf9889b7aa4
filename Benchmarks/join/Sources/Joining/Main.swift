import Foundation

/// `Joining million [ROUNDS [DELAY]]` times the join; `Joining quality PREDICTIONS LABELS` prints the quality of
/// each version and month of recorded ones, as lines of JSON.
@main
enum Main {
    static func main() throws {
        let words = CommandLine.arguments.dropFirst()
        switch words.first {
        case "million":
            let numbers = words.dropFirst().compactMap { Int($0) }
            try Million.run(rounds: numbers.first ?? 5, delay: numbers.dropFirst().first ?? 3)
        case "quality" where words.count == 3:
            try Recorded.printQuality(predictions: words[2], labels: words[3])
        default:
            FileHandle.standardError.write(
                Data("usage: Joining million [ROUNDS [DELAY]] | quality PREDICTIONS LABELS\n".utf8)
            )
            exit(2)
        }
    }
}
