import Foundation

/// Steps of a worker's turn over one batch of flights, over and over, without and with counting.
///
///     Observing compare [ROUNDS]         without and with counting in turns: medians
///     Observing plain|observed TURNS     one of them only, for counting instructions
///     Observing records [ROUNDS]         reading records of 50 subjects, as the monitor does
@main
struct Main {
    static func main() throws {
        let words = CommandLine.arguments
        let mode = words.count > 1 ? words[1] : "compare"
        let number = words.count > 2 ? Int(words[2]) ?? 15 : 15
        switch mode {
        case "plain", "observed": try Bench(batchSize: 512).turns(number, observed: mode == "observed")
        case "records": try RecordBench.run(rounds: number)
        default: try compare(Bench(batchSize: 512), rounds: number)
        }
    }

    static func compare(_ bench: Bench, rounds: Int) throws {
        var plain: [Double] = []
        var observed: [Double] = []
        for round in 0...rounds {
            let first = try bench.cost(observed: false)
            let second = try bench.cost(observed: true)
            guard round > 0 else { continue }
            plain.append(first)
            observed.append(second)
        }
        let added = zip(observed, plain).map { $0 - $1 }
        print(
            String(
                format: "whole turn: %.0f ns an event, %.0f ns observed; added %.0f ns, %.1f %%",
                median(plain),
                median(observed),
                median(added),
                100 * median(zip(added, plain).map { $0 / $1 })
            )
        )
    }
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
