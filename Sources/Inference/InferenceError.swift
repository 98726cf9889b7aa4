/// A model that cannot be used: which file, where in it, and what is wrong or unsupported there.
///
/// The text of the error is one line: `model.txt: line 812: …`, `model.json: tree 3,
/// split_indices[17]: …` or `model.yaml: features[2].type: …`.
public struct InferenceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path of the file, as it was given.
    public let file: String
    /// The place in the file: a line, a tree and a field, or a key.
    public let place: String
    /// What is wrong or unsupported there and, where it is not plain, what to do.
    public let problem: String

    /// Describes a problem at a place of a file.
    ///
    /// - Parameters:
    ///   - file: the path as the user knows it.
    ///   - place: a line, a tree and a field, or a key; may be empty for the whole file.
    ///   - problem: what is wrong, in words.
    public init(file: String, place: String, problem: String) {
        self.file = file
        self.place = place
        self.problem = problem
    }

    /// The whole error on one line.
    public var description: String {
        place.isEmpty ? "\(file): \(problem)" : "\(file): \(place): \(problem)"
    }
}
