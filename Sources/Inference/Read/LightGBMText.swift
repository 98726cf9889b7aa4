/// Reads LightGBM's text format, versions 3 and 4: a header of `key=value` lines, one block for
/// each tree, the training's parameters and, from Python, `pandas_categorical`.
///
/// - Source: LightGBM `src/boosting/gbdt_model_text.cpp`, `src/io/tree.cpp`.
struct LightGBMText {
    private var lines: LineReader
    private let path: String

    private init(_ file: ModelFile) {
        lines = LineReader(file.bytes)
        path = file.path
    }

    /// Whether the bytes begin as this format does.
    static func recognises(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: "tree\n".utf8) || bytes.starts(with: "tree\r\n".utf8)
    }

    /// Reads and checks a whole file.
    ///
    /// - Throws: `InferenceError` naming the line and the field.
    /// - Complexity: O(bytes).
    static func read(_ file: ModelFile) throws(InferenceError) -> ParsedModel {
        var reader = LightGBMText(file)
        return try reader.model()
    }

    private func failure(_ problem: String, line: Int? = nil) -> InferenceError {
        InferenceError(file: path, place: "line \(line ?? lines.number)", problem: problem)
    }

    private mutating func model() throws(InferenceError) -> ParsedModel {
        guard let first = lines.next(), first.elementsEqual("tree".utf8) else {
            throw failure("a LightGBM text model begins with the line 'tree'", line: 1)
        }
        let header = try LightGBMHeader(try fields(until: isTreeLine), path: path)
        var builder = ForestBuilder(
            arithmetic: .lightGBM,
            featureCount: header.featureNames.count,
            groupCount: header.treesPerIteration,
            base: [Double](repeating: 0, count: header.treesPerIteration)
        )
        try readTrees(into: &builder, header)
        let forest = builder.forest
        guard !forest.trees.isEmpty else { throw failure("the model has no trees") }
        guard forest.trees.count % header.treesPerIteration == 0 else {
            throw failure(
                "\(forest.trees.count) trees are no whole number of iterations of "
                    + "\(header.treesPerIteration)"
            )
        }
        if let declared = header.treeCount, declared != forest.trees.count {
            throw failure("tree_sizes declares \(declared) trees, \(forest.trees.count) follow")
        }
        let tail = try readTail()
        return ParsedModel(
            format: "lightgbm",
            objective: header.objective.text,
            forest: forest,
            link: header.objective.link,
            divisor: header.averagesOutput
                ? Double(forest.trees.count / header.treesPerIteration) : 1,
            featureNames: header.featureNames,
            categories: try LightGBMCategories.assign(
                tail.pandasCategorical,
                trainedOn: tail.categoricalFeatures,
                header: header,
                path: path
            ),
            acceptsInfinity: true
        )
    }

    private func isTreeLine(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: "Tree=".utf8) || line.elementsEqual("end of trees".utf8)
    }

    /// Reads `key=value` lines up to, not including, the line that ends them.
    private mutating func fields(
        until isEnd: (ArraySlice<UInt8>) -> Bool
    ) throws(InferenceError) -> [String: LightGBMField] {
        var fields: [String: LightGBMField] = [:]
        while true {
            guard let line = lines.peek() else {
                throw failure("the file ends before 'end of trees': it is cut short")
            }
            if isEnd(line) { return fields }
            _ = lines.next()
            if line.isEmpty { continue }
            let split = line.firstIndex(of: UInt8(ascii: "="))
            let key = String(decoding: line[..<(split ?? line.endIndex)], as: UTF8.self)
            let value = split.map { line[($0 + 1)...] } ?? []
            guard fields[key] == nil else { throw failure("'\(key.prefix(64))' comes twice") }
            guard fields.count < 64 else { throw failure("more than 64 fields in one block") }
            fields[key] = LightGBMField(key: key, value: value, line: lines.number)
        }
    }

    private mutating func readTrees(
        into builder: inout ForestBuilder,
        _ header: LightGBMHeader
    ) throws(InferenceError) {
        while let line = lines.next() {
            if line.isEmpty { continue }
            if line.elementsEqual("end of trees".utf8) { return }
            let index = builder.forest.trees.count
            guard line.starts(with: "Tree=".utf8),
                NumberText.integer(line.dropFirst(5)) == index
            else { throw failure("'Tree=\(index)' or 'end of trees' is expected here") }
            guard index < ForestLimits.trees else {
                throw failure("more than \(ForestLimits.trees) trees")
            }
            let tree = LightGBMTree(
                fields: try fields(until: isTreeLine),
                index: index,
                path: path,
                line: lines.number,
                featureCount: header.featureNames.count
            )
            try tree.append(to: &builder, group: index % header.treesPerIteration)
        }
        throw failure("the file ends before 'end of trees': it is cut short")
    }

    /// What follows the trees: importances, the training's parameters, the data frame's categories.
    private mutating func readTail() throws(InferenceError) -> (
        categoricalFeatures: [Int]?, pandasCategorical: [[CategoryValue]]?
    ) {
        var trainedOn: [Int]?
        var pandas: [[CategoryValue]]?
        while let line = lines.next() {
            if line.starts(with: "[linear_tree: 1".utf8) {
                throw failure("linear trees are not supported")
            }
            if line.starts(with: "[categorical_feature: ".utf8), line.last == UInt8(ascii: "]") {
                let list = line.dropFirst("[categorical_feature: ".utf8.count).dropLast()
                trainedOn = list.split(separator: UInt8(ascii: ",")).compactMap {
                    NumberText.integer($0)
                }
            }
            if line.starts(with: "pandas_categorical:".utf8) {
                let text = line.dropFirst("pandas_categorical:".utf8.count)
                do throws(DocumentFault) {
                    pandas = try LightGBMCategories.parse(text)
                } catch {
                    throw failure("pandas_categorical: \(error.problem)")
                }
            }
        }
        return (trainedOn, pandas)
    }
}
