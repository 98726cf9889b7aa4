extension Model {
    /// The bytes of the baseline that the model names.
    ///
    /// - Parameter maxBytes: a longer file is not read.
    /// - Returns: nil where it names none.
    /// - Throws: `InferenceError` when the file cannot be read or is longer.
    public func baselineBytes(maxBytes: Int) throws(InferenceError) -> [UInt8]? {
        guard let baselinePath else { return nil }
        return try ModelFile.read(path: baselinePath, maxBytes: maxBytes).bytes
    }
}
