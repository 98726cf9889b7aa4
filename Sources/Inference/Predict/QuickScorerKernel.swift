private typealias Lane8 = SIMD8<Float>
private typealias Word8 = SIMD8<Int32>

/// The kernel for large batches: 32 rows at once, four vectors of eight, without a branch on data.
///
/// `reached` is scratch, 64 words. `block` holds the lanes of 32 rows, 32-byte aligned: lane `l` of row `r` is float `32 * l + r`.
/// `sums` is overwritten, `32 * groupCount` numbers: group `g` of row `r` is `32 * g + r`.
///
/// - Complexity: O(splits) for 32 rows. Allocates nothing.
@unsafe
@inline(__always)
func quickScore<Sum: BitwiseCopyable & BinaryFloatingPoint & Sendable>(
    _ plan: QuickScorerPlan<Sum>,
    block: UnsafeRawPointer,
    sums: UnsafeMutablePointer<Sum>,
    reached: UnsafeMutableRawPointer,
    groupCount: Int
) {
    // SAFETY: `QuickScorerPlan` ends its tables with one more entry, keeps lane offsets within the
    // block and leaf numbers within the tree: some leaf's bit is always left.
    for group in 0..<groupCount {
        let base = unsafe plan.base.base[group]
        for row in 0..<32 { unsafe sums[32 &* group &+ row] = base }
    }
    let steps = unsafe plan.steps.base
    let segments = unsafe plan.segments.base
    let trees = unsafe plan.trees.base
    let leaves = unsafe plan.leaves.base
    let zero = Word8(repeating: 0)
    let ones = Word8(repeating: -1)
    let found = unsafe reached.assumingMemoryBound(to: Int32.self)
    for tree in 0..<(plan.trees.count &- 1) {
        let firstSegment = unsafe Int(trees[tree].firstSegment)
        var segment = unsafe Int(trees[tree &+ 1].firstSegment)
        var r0 = zero
        var r1 = zero
        var r2 = zero
        var r3 = zero
        var f0 = zero
        var f1 = zero
        var f2 = zero
        var f3 = zero
        while segment > firstSegment {
            segment &-= 1
            var a0 = ones
            var a1 = ones
            var a2 = ones
            var a3 = ones
            var step = unsafe Int(segments[segment].first)
            let firstWord = unsafe Int(segments[segment].firstWord)
            let end = unsafe Int(segments[segment &+ 1].first)
            while step < firstWord {
                let s = unsafe steps[step]
                let lane = unsafe (block + Int(s.laneOffset)).assumingMemoryBound(to: Lane8.self)
                let bound = Lane8(repeating: s.bound)
                let cleared = Word8(repeating: Int32(bitPattern: s.cleared))
                unsafe a0 &= ~(isGreater(lane[0], bound) & cleared)
                unsafe a1 &= ~(isGreater(lane[1], bound) & cleared)
                unsafe a2 &= ~(isGreater(lane[2], bound) & cleared)
                unsafe a3 &= ~(isGreater(lane[3], bound) & cleared)
                step &+= 1
            }
            while step < end {
                let s = unsafe steps[step]
                let lane = unsafe (block + Int(s.laneOffset)).assumingMemoryBound(to: Word8.self)
                let bit = Word8(repeating: Int32(bitPattern: s.bound.bitPattern))
                let cleared = Word8(repeating: Int32(bitPattern: s.cleared))
                unsafe a0 &= ~(hasBit(lane[0], bit) & cleared)
                unsafe a1 &= ~(hasBit(lane[1], bit) & cleared)
                unsafe a2 &= ~(hasBit(lane[2], bit) & cleared)
                unsafe a3 &= ~(hasBit(lane[3], bit) & cleared)
                step &+= 1
            }
            let first = Word8(repeating: Int32(truncatingIfNeeded: (segment &- firstSegment) &* 32))
            f0 = choose(a0, first, f0)
            f1 = choose(a1, first, f1)
            f2 = choose(a2, first, f2)
            f3 = choose(a3, first, f3)
            r0 = choose(a0, a0, r0)
            r1 = choose(a1, a1, r1)
            r2 = choose(a2, a2, r2)
            r3 = choose(a3, a3, r3)
        }
        let treeLeaves = unsafe leaves + Int(trees[tree].firstLeaf)
        let treeSums = unsafe sums + 32 &* Int(trees[tree].group)
        unsafe reached.storeBytes(of: r0, toByteOffset: 0, as: Word8.self)
        unsafe reached.storeBytes(of: r1, toByteOffset: 32, as: Word8.self)
        unsafe reached.storeBytes(of: r2, toByteOffset: 64, as: Word8.self)
        unsafe reached.storeBytes(of: r3, toByteOffset: 96, as: Word8.self)
        unsafe reached.storeBytes(of: f0, toByteOffset: 128, as: Word8.self)
        unsafe reached.storeBytes(of: f1, toByteOffset: 160, as: Word8.self)
        unsafe reached.storeBytes(of: f2, toByteOffset: 192, as: Word8.self)
        unsafe reached.storeBytes(of: f3, toByteOffset: 224, as: Word8.self)
        for row in 0..<32 {
            let leaf = unsafe Int(found[row &+ 32]) &+ found[row].trailingZeroBitCount
            unsafe treeSums[row] += treeLeaves[leaf]
        }
    }
}

/// The same for eight rows of a block: those from `firstRow` on, a multiple of eight.
///
/// A batch too small for the whole block costs a third of it.
@unsafe
@inline(__always)
func quickScoreEight<Sum: BitwiseCopyable & BinaryFloatingPoint & Sendable>(
    _ plan: QuickScorerPlan<Sum>,
    block: UnsafeRawPointer,
    firstRow: Int,
    sums: UnsafeMutablePointer<Sum>,
    groupCount: Int
) {
    // SAFETY: as in `quickScore`; `firstRow + 8` is within the block.
    let lanes = unsafe block + firstRow &* 4
    for group in 0..<groupCount {
        let base = unsafe plan.base.base[group]
        for row in firstRow..<firstRow &+ 8 { unsafe sums[32 &* group &+ row] = base }
    }
    let steps = unsafe plan.steps.base
    let segments = unsafe plan.segments.base
    let trees = unsafe plan.trees.base
    let leaves = unsafe plan.leaves.base
    for tree in 0..<(plan.trees.count &- 1) {
        let firstSegment = unsafe Int(trees[tree].firstSegment)
        var segment = unsafe Int(trees[tree &+ 1].firstSegment)
        var reached = Word8(repeating: 0)
        var firstLeaf = Word8(repeating: 0)
        while segment > firstSegment {
            segment &-= 1
            var bits = Word8(repeating: -1)
            var step = unsafe Int(segments[segment].first)
            let firstWord = unsafe Int(segments[segment].firstWord)
            let end = unsafe Int(segments[segment &+ 1].first)
            while step < firstWord {
                let s = unsafe steps[step]
                let value = unsafe (lanes + Int(s.laneOffset)).load(as: Lane8.self)
                let cleared = Word8(repeating: Int32(bitPattern: s.cleared))
                bits &= ~(isGreater(value, Lane8(repeating: s.bound)) & cleared)
                step &+= 1
            }
            while step < end {
                let s = unsafe steps[step]
                let word = unsafe (lanes + Int(s.laneOffset)).load(as: Word8.self)
                let bit = Word8(repeating: Int32(bitPattern: s.bound.bitPattern))
                let cleared = Word8(repeating: Int32(bitPattern: s.cleared))
                bits &= ~(hasBit(word, bit) & cleared)
                step &+= 1
            }
            let first = Word8(repeating: Int32(truncatingIfNeeded: (segment &- firstSegment) &* 32))
            firstLeaf = choose(bits, first, firstLeaf)
            reached = choose(bits, bits, reached)
        }
        let treeLeaves = unsafe leaves + Int(trees[tree].firstLeaf)
        let treeSums = unsafe sums + (32 &* Int(trees[tree].group) &+ firstRow)
        for row in 0..<8 {
            let leaf = Int(firstLeaf[row]) &+ reached[row].trailingZeroBitCount
            unsafe treeSums[row] += treeLeaves[leaf]
        }
    }
}

@inline(__always)
private func isGreater(_ value: Lane8, _ bound: Lane8) -> Word8 {
    unsafe unsafeBitCast(value .> bound, to: Word8.self)
}

@inline(__always)
private func hasBit(_ word: Word8, _ bit: Word8) -> Word8 {
    unsafe unsafeBitCast((word & bit) .== bit, to: Word8.self)
}

/// `first` where `bits` is not zero, else `second`.
@inline(__always)
private func choose(_ bits: Word8, _ first: Word8, _ second: Word8) -> Word8 {
    let isSet = (bits | (Word8(repeating: 0) &- bits)) &>> Word8(repeating: 31)
    return (first & isSet) | (second & ~isSet)
}
