/// A JSON or UBJSON value; lists of numbers, which are most of a model, are kept flat.
indirect enum Document {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case numbers([Double])
    case list([Document])
    case object([String: Document])

    /// The elements of a list of any form; nil for anything else.
    var elements: [Document]? {
        switch self {
        case .list(let elements): elements
        case .numbers(let numbers): numbers.map { .number($0) }
        default: nil
        }
    }
}

/// Why a document cannot be read, and where.
struct DocumentFault: Error {
    /// Byte offset, or a path such as `learner.gradient_booster`.
    var path: String
    var problem: String
}
