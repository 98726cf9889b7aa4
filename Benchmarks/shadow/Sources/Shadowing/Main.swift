import CStoppedClock
import Foundation

/// Steps of a worker's turn over one batch of flights, over and over.
///
///     Shadowing compare [ROUNDS]      without and with a shadow in turns: medians
///     Shadowing plain|shadow TURNS    one of them only, for counting instructions
@main
struct Main {
    static func main() throws {
        let words = CommandLine.arguments
        let mode = words.count > 1 ? words[1] : "compare"
        let number = words.count > 2 ? Int(words[2]) ?? 15 : 15
        let bench = try Bench(batchSize: 512)
        switch mode {
        case "plain", "shadow":
            stop_clock(true)
            bench.turns(number, mode == "plain" ? bench.plain : bench.shadowed)
            stop_clock(false)
        default: try compare(bench, rounds: number)
        }
    }

    static func compare(_ bench: Bench, rounds: Int) throws {
        var plain: [Bench.Cost] = []
        var shadowed: [Bench.Cost] = []
        for round in 0...rounds {
            let first = try bench.cost(bench.plain)
            let second = try bench.cost(bench.shadowed)
            guard round > 0 else { continue }
            plain.append(first)
            shadowed.append(second)
        }
        // One more pass over the rows and one more record: what was spent on the served ones.
        let passes = plain.map { $0.scoreNs + $0.encodeNs + $0.handOverNs }
        let added = zip(shadowed, plain).map { $0.totalNs - $1.totalNs }
        show("decode and route", plain.map(\.readNs), shadowed.map(\.readNs))
        show("score", plain.map(\.scoreNs), shadowed.map(\.scoreNs))
        show("encode", plain.map(\.encodeNs), shadowed.map(\.encodeNs))
        show("hand over", plain.map(\.handOverNs), shadowed.map(\.handOverNs))
        show("shadow, with handing over", plain.map(\.shadowNs), shadowed.map(\.shadowNs))
        show("whole turn", plain.map(\.totalNs), shadowed.map(\.totalNs))
        print(
            String(
                format: "added %.0f ns, one pass and its output %.0f ns, ratio %.3f",
                median(added),
                median(passes),
                median(zip(added, passes).map { $0 / $1 })
            )
        )
    }

    static func show(_ name: String, _ plain: [Double], _ shadowed: [Double]) {
        print(String(format: "%@: %.0f ns, %.0f ns", name, median(plain), median(shadowed)))
    }
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
