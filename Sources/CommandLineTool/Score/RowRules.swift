import Inference

/// The features that a source of rows looks for, and what may be in them.
struct RowRules {
    let features: [Feature]
    /// Whether a category in no table ends the reading; it is NaN otherwise.
    let rejectsUnseen: Bool
    /// Whether a number may be infinite.
    let allowsInfinity: Bool

    init(features: [Feature], rejectsUnseen: Bool = false, allowsInfinity: Bool = true) {
        self.features = features
        self.rejectsUnseen = rejectsUnseen
        self.allowsInfinity = allowsInfinity
    }

    /// What a model takes.
    init(of model: Model) {
        features = model.features
        rejectsUnseen = model.unseenCategory == .reject
        allowsInfinity = model.acceptsInfinity
    }
}
