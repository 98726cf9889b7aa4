/// Typed reading of a block's fields; each error names the line and the key.
struct LightGBMFields {
    let fields: [String: LightGBMField]
    let path: String
    /// How an error names the block: `header` or `tree 3`.
    let block: String
    /// The line to name when a field is absent.
    let line: Int

    func failure(_ key: String, _ problem: String) -> InferenceError {
        InferenceError(
            file: path,
            place: "line \(fields[key]?.line ?? line)",
            problem: "\(block), \(key): \(problem)"
        )
    }

    func field(_ key: String) throws(InferenceError) -> LightGBMField {
        guard let field = fields[key] else { throw failure(key, "is missing") }
        return field
    }

    func optionalText(_ key: String) throws(InferenceError) -> String? {
        guard let field = fields[key] else { return nil }
        guard let text = String(validating: field.value, as: UTF8.self) else {
            throw failure(key, "is not UTF-8")
        }
        return text
    }

    func text(_ key: String) throws(InferenceError) -> String {
        guard let text = try optionalText(key) else { throw failure(key, "is missing") }
        return text
    }

    func integer(_ key: String, in range: ClosedRange<Int>) throws(InferenceError) -> Int {
        let field = try field(key)
        guard let value = NumberText.integer(field.value), range.contains(value) else {
            throw failure(key, "is not a whole number in \(range)")
        }
        return value
    }

    /// Exactly `count` whole numbers, each in `range`.
    func integers(
        _ key: String,
        count: Int,
        in range: ClosedRange<Int>
    ) throws(InferenceError) -> [Int] {
        let values = try words(key, count: count)
        var result: [Int] = []
        result.reserveCapacity(count)
        for (index, word) in values.enumerated() {
            guard let value = NumberText.integer(word), range.contains(value) else {
                throw failure("\(key)", "entry \(index) is not a whole number in \(range)")
            }
            result.append(value)
        }
        return result
    }

    /// Exactly `count` numbers, none of them NaN.
    func doubles(
        _ key: String,
        count: Int,
        finite: Bool
    ) throws(InferenceError) -> [Double] {
        let values = try words(key, count: count)
        var result: [Double] = []
        result.reserveCapacity(count)
        for (index, word) in values.enumerated() {
            guard let value = NumberText.double(word), !value.isNaN, value.isFinite || !finite
            else {
                throw failure(key, "entry \(index) is not a \(finite ? "finite " : "")number")
            }
            result.append(value)
        }
        return result
    }

    private func words(
        _ key: String,
        count: Int
    ) throws(InferenceError) -> [ArraySlice<UInt8>] {
        let values = try field(key).value.split(separator: UInt8(ascii: " "))
        guard values.count == count else {
            throw failure(key, "has \(values.count) entries, \(count) are expected")
        }
        return values
    }
}
