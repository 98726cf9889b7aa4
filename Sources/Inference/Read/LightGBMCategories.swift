/// `pandas_categorical`: the categories of the data frame that a LightGBM model was trained on.
enum LightGBMCategories {
    /// Reads the JSON list of lists; `null` (no data frame) is nil.
    static func parse(
        _ text: ArraySlice<UInt8>
    ) throws(DocumentFault) -> [[CategoryValue]]? {
        let document = try JSONDocument.parse(text)
        if case .null = document { return nil }
        guard let columns = document.elements else {
            throw DocumentFault(path: "", problem: "a list of lists is expected")
        }
        var result: [[CategoryValue]] = []
        for column in columns {
            guard let values = column.elements else {
                throw DocumentFault(path: "", problem: "a list of lists is expected")
            }
            result.append(values.map(value))
        }
        return result
    }

    private static func value(_ document: Document) -> CategoryValue {
        switch document {
        case .string(let text): .text(text)
        case .number(let number): .number(number)
        case .boolean(let truth): .text(truth ? "true" : "false")
        default: .absent
        }
    }

    /// Gives each list to its feature.
    ///
    /// LightGBM does not store which columns the lists belong to; they come in the order of the
    /// features that were categories in training, by the training's own parameter or else by the
    /// features' value ranges.
    ///
    /// - Throws: `InferenceError` when neither has as many features as there are lists.
    static func assign(
        _ lists: [[CategoryValue]]?,
        trainedOn: [Int]?,
        header: LightGBMHeader,
        path: String
    ) throws(InferenceError) -> [Int: [CategoryValue]] {
        guard let lists, !lists.isEmpty else { return [:] }
        let candidates = [trainedOn?.sorted(), header.categoricalByInfo]
        for features in candidates {
            guard let features, features.count == lists.count,
                features.allSatisfy(header.featureNames.indices.contains)
            else { continue }
            return Dictionary(zip(features, lists)) { first, _ in first }
        }
        throw InferenceError(
            file: path,
            place: "pandas_categorical",
            problem: "\(lists.count) lists of categories for \(header.categoricalByInfo.count) "
                + "categorical features: it cannot be told which belongs to which. Train with the "
                + "data frame's category columns as the only categorical features"
        )
    }
}
