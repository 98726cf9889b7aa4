/// One golden row: what goes into a model and what has to come out.
///
///     {"features": {"dep_delay": 12, "carrier": "UA"}, "prediction": 0.2731}
///
/// `features` may be an array in the model's order, as in events. With several outputs
/// `probabilities` holds all of them, `prediction` the index of the largest, and `label`, where it
/// stands, that class's name. `id` and `ts` may stand there and say nothing.
struct GoldenRow {
    private static let members = ["features", "prediction", "probabilities", "label", "id", "ts"]

    /// The numbers that the model takes, in its order.
    let features: [Double]
    /// Every output, each finite.
    let outputs: [Double]

    /// Reads a line.
    ///
    /// - Throws: `InferenceError` naming the line, the member and what is wrong with it.
    init(
        _ line: ArraySlice<UInt8>,
        number: Int,
        file: String,
        of model: Model
    )
        throws(InferenceError)
    {
        let place = "line \(number)"
        let document: Document
        do throws(DocumentFault) {
            document = try JSONDocument.parse(line)
        } catch {
            throw InferenceError(
                file: file,
                place: "\(place), \(error.path)",
                problem: error.problem
            )
        }
        let row = try DocumentFields(document, file: file, path: place)
        try row.rejectUnknown(known: Self.members)
        features = try GoldenFeatures(of: model).numbers(in: row)
        guard case .number(let prediction) = try row.document("prediction"), prediction.isFinite
        else { throw row.failure("prediction", "a finite number is expected") }
        guard model.outputCount > 1 else {
            guard !row.has("probabilities") else {
                throw row.failure(
                    "probabilities",
                    "the model has one output, which 'prediction' holds"
                )
            }
            outputs = [prediction]
            return
        }
        outputs = try row.numbers("probabilities", count: model.outputCount)
        guard outputs.allSatisfy(\.isFinite) else {
            throw row.failure("probabilities", "finite numbers are expected")
        }
        let best = outputs.indices.reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
        guard prediction == Double(best) else {
            throw row.failure("prediction", "the largest of the probabilities is that of \(best)")
        }
        if row.has("label"), !model.output.classes.isEmpty {
            let label = try row.text("label")
            guard label == model.output.classes[best] else {
                throw row.failure(
                    "label",
                    "is '\(label.prefix(64))', but class \(best) of the model is "
                        + "'\(model.output.classes[best])'"
                )
            }
        }
    }
}
