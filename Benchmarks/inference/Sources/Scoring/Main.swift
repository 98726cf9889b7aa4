import Foundation
import Inference

/// Times `Model.scoreRaw` on the rows of a file, which it goes through in batches.
///
///     Scoring MODEL ROWS.f64 [SECONDS]
///
/// Prints one line for each element and batch size: `f32 32 178.3` (nanoseconds of thread CPU a
/// row), and first `load MILLISECONDS` and the engine in words.
@main
struct Main {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else {
            print("usage: Scoring MODEL ROWS.f64 [SECONDS]")
            exit(2)
        }
        let seconds = arguments.count > 3 ? Double(arguments[3]) ?? 0.2 : 0.2
        let start = nanoseconds()
        let model = try Model.load(file: arguments[1])
        print("load", Double(nanoseconds() - start) / 1e6)
        print("engine", model.facts.engine)
        let data = try Data(contentsOf: URL(filePath: arguments[2]))
        let rows = data.withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
        let floats = rows.map { Float($0) }
        for batch in [1, 8, 32, 256] {
            print("f32", batch, time(model, floats, batch, .float32, seconds))
            print("f64", batch, time(model, rows, batch, .float64, seconds))
        }
    }

    private static func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Nanoseconds a row: whole passes over the rows until `seconds` have gone by.
    private static func time<Number: BitwiseCopyable>(
        _ model: Model,
        _ rows: [Number],
        _ batch: Int,
        _ element: RowElement,
        _ seconds: Double
    ) -> Double {
        let width = model.features.count
        let count = rows.count / width / batch * batch
        var workspace = model.makeWorkspace(maxRows: batch)
        var margins = [Double](repeating: 0, count: batch * model.rawCount)
        return rows.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            let addresses = (0..<count).map { base + $0 * width * MemoryLayout<Number>.stride }
            var span = margins.mutableSpan
            var passes = 0
            let start = nanoseconds()
            var elapsed: UInt64 = 0
            repeat {
                var row = 0
                while row < count {
                    unsafe model.scoreRaw(
                        rowAddresses: addresses.span.extracting(row..<row + batch),
                        element: element,
                        into: &span,
                        workspace: &workspace
                    )
                    row += batch
                }
                passes += 1
                elapsed = nanoseconds() - start
            } while Double(elapsed) < seconds * 1e9
            return Double(elapsed) / Double(passes * count)
        }
    }
}
