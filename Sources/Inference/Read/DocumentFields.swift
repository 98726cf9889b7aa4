/// Typed reading of an object's members; each error names the file and the path.
struct DocumentFields {
    let file: String
    /// Where the object is: `learner.objective` or `tree 3`.
    let path: String
    private let members: [String: Document]

    init(_ document: Document, file: String, path: String) throws(InferenceError) {
        guard case .object(let members) = document else {
            throw InferenceError(file: file, place: path, problem: "an object is expected")
        }
        self.file = file
        self.path = path
        self.members = members
    }

    func failure(_ key: String, _ problem: String) -> InferenceError {
        InferenceError(
            file: file,
            place: path.isEmpty ? key : "\(path)\(separator)\(key)",
            problem: problem
        )
    }

    private var separator: String {
        path.hasPrefix("tree ") || path.hasPrefix("line ") ? ", " : "."
    }

    /// Refuses a member that nobody reads, most likely a slip of the pen.
    func rejectUnknown(known: [String]) throws(InferenceError) {
        for key in members.keys.sorted() where !known.contains(key) {
            throw failure(
                String(key.prefix(64)),
                "unknown member; known are \(known.joined(separator: ", "))"
            )
        }
    }

    func has(_ key: String) -> Bool { members[key] != nil }

    func document(_ key: String) throws(InferenceError) -> Document {
        guard let value = members[key] else { throw failure(key, "is missing") }
        return value
    }

    func object(_ key: String) throws(InferenceError) -> DocumentFields {
        try DocumentFields(
            document(key),
            file: file,
            path: path.isEmpty ? key : "\(path)\(separator)\(key)"
        )
    }

    func text(_ key: String) throws(InferenceError) -> String {
        guard case .string(let text) = try document(key) else {
            throw failure(key, "a string is expected")
        }
        return text
    }

    func elements(_ key: String) throws(InferenceError) -> [Document] {
        guard let elements = try document(key).elements else {
            throw failure(key, "a list is expected")
        }
        return elements
    }

    func texts(_ key: String) throws(InferenceError) -> [String] {
        var texts: [String] = []
        for (index, element) in try elements(key).enumerated() {
            guard case .string(let text) = element else {
                throw failure("\(key)[\(index)]", "a string is expected")
            }
            texts.append(text)
        }
        return texts
    }

    /// A whole number; XGBoost writes its parameters as strings.
    func integer(_ key: String, in range: ClosedRange<Int>) throws(InferenceError) -> Int {
        let value: Int? =
            switch try document(key) {
            case .number(let number): Int(exactly: number)
            case .string(let text): Int(text)
            default: nil
            }
        guard let value, range.contains(value) else {
            throw failure(key, "is not a whole number in \(range)")
        }
        return value
    }

    /// A list of numbers, of this length where one is given.
    func numbers(_ key: String, count: Int? = nil) throws(InferenceError) -> [Double] {
        let value = try document(key)
        var numbers: [Double]
        switch value {
        case .numbers(let flat): numbers = flat
        case .list(let elements):
            numbers = []
            for (index, element) in elements.enumerated() {
                switch element {
                case .number(let number): numbers.append(number)
                case .boolean(let truth): numbers.append(truth ? 1 : 0)
                default: throw failure("\(key)[\(index)]", "a number is expected")
                }
            }
        default: throw failure(key, "a list of numbers is expected")
        }
        if let count, numbers.count != count {
            throw failure(key, "has \(numbers.count) entries, \(count) are expected")
        }
        return numbers
    }

    /// A list of whole numbers, each in `range`.
    func integers(
        _ key: String,
        count: Int? = nil,
        in range: ClosedRange<Int>
    ) throws(InferenceError) -> [Int] {
        var integers: [Int] = []
        let numbers = try numbers(key, count: count)
        integers.reserveCapacity(numbers.count)
        for (index, number) in numbers.enumerated() {
            guard let integer = Int(exactly: number), range.contains(integer) else {
                throw failure("\(key)[\(index)]", "is not a whole number in \(range)")
            }
            integers.append(integer)
        }
        return integers
    }
}
