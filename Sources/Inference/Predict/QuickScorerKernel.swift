import CForestKernels

/// A library's precision of sums: what the vector kernels are compiled for.
protocol MarginSum: BitwiseCopyable, BinaryFloatingPoint, Sendable {
    /// Adds the leaves of 32 rows, or of eight, to their sums.
    @unsafe
    static func add32(
        _ tables: UnsafePointer<forest_tables>,
        _ leaves: UnsafePointer<Self>,
        _ block: UnsafeRawPointer,
        _ sums: UnsafeMutablePointer<Self>
    )

    /// The same for the eight rows from `firstRow` on, a multiple of eight.
    @unsafe
    static func add8(
        _ tables: UnsafePointer<forest_tables>,
        _ leaves: UnsafePointer<Self>,
        _ block: UnsafeRawPointer,
        _ firstRow: Int,
        _ sums: UnsafeMutablePointer<Self>
    )
}

extension Double: MarginSum {
    @unsafe
    static func add32(
        _ tables: UnsafePointer<forest_tables>,
        _ leaves: UnsafePointer<Double>,
        _ block: UnsafeRawPointer,
        _ sums: UnsafeMutablePointer<Double>
    ) {
        unsafe forest_add_32_f64(tables, leaves, block, sums)
    }

    @unsafe
    static func add8(
        _ tables: UnsafePointer<forest_tables>,
        _ leaves: UnsafePointer<Double>,
        _ block: UnsafeRawPointer,
        _ firstRow: Int,
        _ sums: UnsafeMutablePointer<Double>
    ) {
        unsafe forest_add_8_f64(tables, leaves, block, Int64(firstRow), sums)
    }
}

extension Float: MarginSum {
    @unsafe
    static func add32(
        _ tables: UnsafePointer<forest_tables>,
        _ leaves: UnsafePointer<Float>,
        _ block: UnsafeRawPointer,
        _ sums: UnsafeMutablePointer<Float>
    ) {
        unsafe forest_add_32_f32(tables, leaves, block, sums)
    }

    @unsafe
    static func add8(
        _ tables: UnsafePointer<forest_tables>,
        _ leaves: UnsafePointer<Float>,
        _ block: UnsafeRawPointer,
        _ firstRow: Int,
        _ sums: UnsafeMutablePointer<Float>
    ) {
        unsafe forest_add_8_f32(tables, leaves, block, Int64(firstRow), sums)
    }
}

/// The kernel for large batches: up to 32 rows at once, in vectors of eight, without a branch on
/// data.
///
/// `block` holds the lanes of 32 rows, 32-byte aligned: lane `l` of row `r` is float `32 * l + r`.
/// `sums` is overwritten, `32 * groupCount` numbers: group `g` of row `r` is `32 * g + r`. Up to 16
/// rows go by eights, which cost a third of the whole block each.
///
/// - Complexity: O(splits) for 32 rows. Allocates nothing.
@unsafe
@inline(__always)
func quickScore<Sum: MarginSum>(
    _ plan: QuickScorerPlan<Sum>,
    block: UnsafeRawPointer,
    rowCount: Int,
    sums: UnsafeMutablePointer<Sum>,
    groupCount: Int
) {
    // SAFETY: `QuickScorerPlan` ends its tables with one more entry, keeps lane offsets within the
    // block and leaf numbers within the tree: some leaf's bit is always left.
    for group in 0..<groupCount {
        let base = unsafe plan.base.base[group]
        for row in 0..<32 { unsafe sums[32 &* group &+ row] = base }
    }
    var tables = unsafe forest_tables(
        steps: plan.steps.base,
        segments: plan.segments.base,
        trees: plan.trees.base,
        tree_count: Int64(plan.trees.count - 1)
    )
    if rowCount > 16 {
        unsafe Sum.add32(&tables, plan.leaves.base, block, sums)
        return
    }
    var firstRow = 0
    while firstRow < rowCount {
        unsafe Sum.add8(&tables, plan.leaves.base, block, firstRow, sums)
        firstRow += 8
    }
}
