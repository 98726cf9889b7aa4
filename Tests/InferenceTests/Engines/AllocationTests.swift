import AllocationCounter
import Inference
import Testing

/// After `makeWorkspace`, scoring asks the heap for nothing.
struct AllocationTests {
    @Test(
        .enabled(if: allocation_counter_works() == 1, "blocks are counted on glibc only"),
        arguments: [
            "lgb_categorical.txt", "lgb_multiclass.txt", "lgb_zero_as_missing.txt",
            "lgb_leaves_300.txt", "xgb_categorical.json", "xgb_softprob.json", "xgb_stump.json",
        ]
    )
    func `scoring allocates nothing`(file: String) throws {
        let model = try Model.load(file: "\(TestData.goldens)/\(file)")
        let width = model.features.count
        let count = 50
        let doubles = (0..<count * width).map { Double($0 % 13) - 3.5 }
        let floats = doubles.map { Float($0) }
        var scores = [Double](repeating: 0, count: count * model.rawCount)
        var workspace = model.makeWorkspace(maxRows: count)
        let batches = [1, 8, 20, 32, count]
        var before: UInt64 = 0
        var span = scores.mutableSpan
        for index in 0..<batches.count * 100 {
            if index == batches.count { before = allocation_counter_blocks() }
            let batch = batches[index % batches.count]
            model.score(
                rows: doubles.span.extracting(0..<batch * width),
                count: batch,
                into: &span,
                workspace: &workspace
            )
            model.scoreRaw(
                rows: floats.span.extracting(0..<batch * width),
                count: batch,
                into: &span,
                workspace: &workspace
            )
        }
        let blocks = allocation_counter_blocks() - before
        #expect(blocks == 0)
    }
}
