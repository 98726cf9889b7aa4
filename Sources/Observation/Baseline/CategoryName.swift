/// A category as it stands in events: a text or a number.
public enum CategoryName: Sendable, Hashable, CustomStringConvertible {
    /// A string.
    case text(String)
    /// A finite number.
    case number(Double)

    /// The category as people read it.
    public var description: String {
        switch self {
        case .text(let text): text
        case .number(let number):
            Int(exactly: number).map(String.init) ?? "\(number)"
        }
    }
}

extension CategoryName: Comparable {
    /// Numbers by size, then texts by their UTF-8 bytes.
    public static func < (left: CategoryName, right: CategoryName) -> Bool {
        switch (left, right) {
        case (.number(let a), .number(let b)): a < b
        case (.text(let a), .text(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.number, .text): true
        case (.text, .number): false
        }
    }
}
