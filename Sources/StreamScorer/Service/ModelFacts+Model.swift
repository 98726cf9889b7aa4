internal import Inference
internal import Operations

extension Operations.ModelFacts {
    /// What the endpoints tell of `model`, which serves.
    ///
    /// A feature is an input tensor of its own: a number as `FP64`, a category as `BYTES`; the
    /// prediction is one `FP64` a row, or one for each class.
    init(_ model: Model) {
        let inputs = model.features.map { feature in
            let isNumber = if case .number = feature.kind { true } else { false }
            return TensorFacts(
                name: feature.name,
                datatype: isNumber ? "FP64" : "BYTES",
                shape: [-1]
            )
        }
        let output = TensorFacts(
            name: "prediction",
            datatype: "FP64",
            shape: model.outputCount == 1 ? [-1] : [-1, model.outputCount]
        )
        self.init(
            name: model.name,
            version: model.version,
            platform: "\(model.format)_model",
            inputs: inputs,
            outputs: [output],
            isReady: true
        )
    }
}
