internal import Inference
public import Operations

extension ServicePlan {
    /// What the endpoints tell of each model that the plan serves, once each.
    ///
    /// A feature is an input tensor of its own: a number as `FP64`, a category as `BYTES`; the
    /// prediction is one `FP64` a row, or one for each class.
    public var modelFacts: [Operations.ModelFacts] {
        var facts: [Operations.ModelFacts] = []
        for model in table.versions.map(\.model)
        where !facts.contains(where: { $0.name == model.name && $0.version == model.version }) {
            facts.append(Self.facts(of: model))
        }
        return facts
    }

    private static func facts(of model: Model) -> Operations.ModelFacts {
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
        return Operations.ModelFacts(
            name: model.name,
            version: model.version,
            platform: "\(model.format)_model",
            inputs: inputs,
            outputs: [output],
            isReady: true
        )
    }
}
