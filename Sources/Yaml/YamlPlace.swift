/// A place in a YAML file, as editors count: the first character is line 1, column 1.
public struct YamlPlace: Sendable, Hashable {
    /// Line, from 1.
    public var line: Int
    /// Column in characters, from 1.
    public var column: Int

    /// Makes a place from its line and column, both counted from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
