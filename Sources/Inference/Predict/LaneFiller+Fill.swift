extension LaneFiller {
    /// Fills the lanes of one row.
    ///
    /// `row` is the row's first byte; `featureCount` elements follow, at any alignment. Lane `i` is
    /// written at index `i * stride`.
    ///
    /// - Complexity: O(lanes), and O(log bounds) for each ranked lane. Allocates nothing.
    @unsafe
    @inline(__always)
    func fill(
        _ row: UnsafeRawPointer,
        _ element: RowElement,
        into lanes: UnsafeMutablePointer<Float>,
        stride: Int
    ) {
        switch (element, arithmetic) {
        case (.float32, _):
            unsafe fill(row, Float.self, lanes, stride) { value, _ in value }
        case (.float64, .xgboost):
            unsafe fill(row, Double.self, lanes, stride) { value, _ in Float(value) }
        case (.float64, .lightGBM):
            unsafe fill(row, Double.self, lanes, stride) { exact($0, $1) }
        }
    }

    /// The loops over lanes; `rounded` gives the float that stands for a number, not NaN, in a
    /// plain lane.
    @unsafe
    @inline(__always)
    private func fill<Number: BinaryFloatingPoint & BitwiseCopyable>(
        _ row: UnsafeRawPointer,
        _: Number.Type,
        _ lanes: UnsafeMutablePointer<Float>,
        _ stride: Int,
        rounded: (Number, Lane) -> Float
    ) {
        let size = MemoryLayout<Number>.size
        let zero = Number(Forest.zeroThreshold)
        // SAFETY: lane and column tables are as long as their counts; their features are below
        // the forest's feature count, which every row has; `lanes` has room for every lane.
        var index = 0
        while index < plainCount {
            let lane = unsafe self.lanes.base[index]
            let value = unsafe row.loadUnaligned(
                fromByteOffset: Int(lane.feature) &* size,
                as: Number.self
            )
            unsafe lanes[index &* stride] = value == value ? rounded(value, lane) : lane.missing
            index &+= 1
        }
        let zeroEnd = plainCount &+ zeroMissingCount
        while index < zeroEnd {
            let lane = unsafe self.lanes.base[index]
            let value = unsafe row.loadUnaligned(
                fromByteOffset: Int(lane.feature) &* size,
                as: Number.self
            )
            let isPresent = abs(value) > zero
            unsafe lanes[index &* stride] = isPresent ? rounded(value, lane) : lane.missing
            index &+= 1
        }
        let rankedEnd = zeroEnd &+ rankedCount
        while index < rankedEnd {
            let lane = unsafe self.lanes.base[index]
            let value = unsafe row.loadUnaligned(
                fromByteOffset: Int(lane.feature) &* size,
                as: Number.self
            )
            unsafe lanes[index &* stride] = rank(value, lane)
            index &+= 1
        }
        index = 0
        while index < columnCount {
            let column = unsafe columns.base[index]
            let value = unsafe row.loadUnaligned(
                fromByteOffset: Int(column.feature) &* size,
                as: Number.self
            )
            unsafe fill(column, value, lanes, stride)
            index &+= 1
        }
    }

    @unsafe
    @inline(__always)
    private func fill<Number: BinaryFloatingPoint>(
        _ column: Column,
        _ value: Number,
        _ lanes: UnsafeMutablePointer<Float>,
        _ stride: Int
    ) {
        let code = tableRow(arithmetic == .xgboost ? Double(Float(value)) : Double(value), column)
        let words = Int(column.wordCount)
        // SAFETY: `tableRow` is at most `codeCount + 1`, and the table has `codeCount + 2` rows.
        let source = unsafe categoryTable.base + (column.firstTableWord &+ code &* words)
        var target = unsafe lanes + Int(column.firstLane) &* stride
        for word in 0..<words {
            unsafe target.pointee = unsafe Float(bitPattern: source[word])
            unsafe target += stride
        }
    }

    /// The table's row for a code: its own, that of any other code, or that of a missing value.
    ///
    /// Codes are cut towards zero, as a C cast does.
    @inline(__always)
    private func tableRow(_ value: Double, _ column: Column) -> Int {
        let codeCount = Int(column.codeCount)
        guard value == value else { return codeCount &+ 1 }
        let isCode = arithmetic == .lightGBM ? value > -1 : value >= 0
        guard isCode, value < Double(codeCount) else { return codeCount }
        return Int(value)
    }

    @inline(__always)
    private func rank<Number: BinaryFloatingPoint>(_ value: Number, _ lane: Lane) -> Float {
        guard value == value, !lane.zeroIsMissing || abs(value) > Number(Forest.zeroThreshold)
        else { return lane.missing }
        let number = arithmetic == .xgboost ? Double(Float(value)) : Double(value)
        return Float(exceeded(number, lane))
    }

    /// How many of the lane's bounds a number exceeds.
    @inline(__always)
    private func exceeded(_ value: Double, _ lane: Lane) -> Int {
        // SAFETY: the lane's bounds lie within `bounds`.
        let first = unsafe bounds.base + Int(lane.firstBound)
        var low = 0
        var high = Int(lane.boundCount)
        while low < high {
            let middle = (low &+ high) / 2
            if unsafe value > first[middle] { low = middle &+ 1 } else { high = middle }
        }
        return low
    }

    /// The float that compares with every bound of a plain lane as the double does.
    @inline(__always)
    private func exact(_ value: Double, _ lane: Lane) -> Float {
        let nearest = Float(value)
        if Double(nearest) == value { return nearest }
        let floor = Double(nearest) > value ? nearest.nextDown : nearest
        let bit = GapFilter.index(of: floor, shift: lane.filterShift)
        // SAFETY: the shift leaves an index below the filter's bits.
        let word = unsafe filters.base[Int(lane.firstFilterWord) &+ bit &>> 6]
        guard word &>> UInt64(truncatingIfNeeded: bit & 63) & 1 == 1 else { return nearest }
        return exactInGap(value, floor, lane)
    }

    /// Compares with the one bound that may have this floor: the lane is not ranked.
    @inline(never)
    private func exactInGap(_ value: Double, _ floor: Float, _ lane: Lane) -> Float {
        let next = exceeded(value, lane)
        // SAFETY: `next` is below the lane's count.
        if next < Int(lane.boundCount),
            unsafe bounds.base[Int(lane.firstBound) &+ next].floatFloor == floor
        {
            return floor
        }
        return floor.nextUp
    }
}
