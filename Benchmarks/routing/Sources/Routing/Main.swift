import Foundation
import Glibc
import Inference
import Kafka
import Operations
import Rollout

@testable import StreamScorer

/// Steps of a worker's turn over one batch of flights, over and over.
///
///     Routing compare [ROUNDS]     both tables in turns: medians, and the swap
///     Routing plain|routed|split TURNS   one table only, for counting instructions
@main
struct Main {
    static let batchSize = 512

    static func main() throws {
        let words = CommandLine.arguments
        let mode = words.count > 1 ? words[1] : "compare"
        let number = words.count > 2 ? Int(words[2]) ?? 15 : 15
        let bench = try Bench(batchSize: batchSize)
        switch mode {
        case "plain": try bench.turns(number, bench.plain)
        case "routed": try bench.turns(number, bench.routed)
        case "split": try bench.turns(number, bench.split)
        default: try compare(bench, rounds: number)
        }
    }

    static func compare(_ bench: Bench, rounds: Int) throws {
        let tables = [bench.plain, bench.routed, bench.split]
        var times: [[Double]] = [[], [], []]
        var ratios: [[Double]] = [[], [], []]
        for round in 0...rounds {
            let measured = try tables.map { try bench.nanosecondsPerEvent($0) }
            guard round > 0 else { continue }
            for index in 0..<3 {
                times[index].append(measured[index])
                ratios[index].append(measured[index] / measured[0])
            }
        }
        for (index, name) in ["one champion", "5 rules, 3 canaries", "the same, 4 groups"]
            .enumerated()
        {
            print(
                name,
                String(format: "%.0f ns, ratio %.3f", median(times[index]), median(ratios[index]))
            )
        }
        try bench.swaps(1_000)
    }
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func threadNanoseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}
