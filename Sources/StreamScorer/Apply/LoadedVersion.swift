package import Inference

/// A version in memory, verified.
package struct LoadedVersion: Sendable {
    /// The model.
    package let model: Model
    /// What its golden rows showed.
    package var golden = GoldenOutcome.none
    /// What its training data looked like; nil where it names no baseline.
    package var baseline: VersionBaseline?
}
