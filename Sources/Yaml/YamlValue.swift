/// A node with its file and path, read as the type that the caller wants.
///
/// Scalars follow YAML 1.2's core schema: plain `true`/`false` are booleans, plain decimal numbers
/// are numbers, quoted text is always a string. A wrong type or range is an error that names file,
/// line, column and key.
public struct YamlValue: Sendable {
    /// The value.
    public let node: YamlNode
    /// The file as the user named it.
    public let file: String
    /// Where the value stands in the document, such as `deployments[0].input.topic`.
    public let path: String

    /// Makes a typed view of a node.
    public init(_ node: YamlNode, file: String, path: String) {
        self.node = node
        self.file = file
        self.path = path
    }

    /// True for nothing, `~` or `null`.
    public var isNull: Bool { node.isNull }

    /// An error about this value, at its place.
    public func error(_ problem: String) -> YamlError {
        YamlError(
            file: file,
            place: node.place,
            key: path.isEmpty ? nil : path,
            problem: problem
        )
    }

    /// Text: a quoted string or any plain scalar as it is written.
    ///
    /// - Throws: `YamlError` for a list, a mapping or no value.
    public func string() throws(YamlError) -> String {
        guard case .scalar(let text, _) = node.content, !isNull else {
            throw error("expected a string, found \(node.kind)")
        }
        return text
    }

    /// A whole number in decimal.
    ///
    /// - Throws: `YamlError` for anything else, or for a number outside `range`.
    public func int(in range: ClosedRange<Int> = .min ... .max) throws(YamlError) -> Int {
        guard case .scalar(let text, isPlain: true) = node.content, isWhole(text) else {
            throw error("expected a whole number, found \(node.kind)")
        }
        guard let value = Int(text), range.contains(value) else {
            throw error("\(printable(text)) is outside \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A finite decimal number, whole or not.
    ///
    /// - Throws: `YamlError` for anything else, or for a number outside `range`.
    public func double(
        in range: ClosedRange<Double> =
            -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    ) throws(YamlError) -> Double {
        guard case .scalar(let text, isPlain: true) = node.content, isDecimal(text),
            let value = Double(text)
        else { throw error("expected a number, found \(node.kind)") }
        guard range.contains(value) else {
            throw error("\(printable(text)) is outside \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// `true` or `false`, not quoted.
    ///
    /// - Throws: `YamlError` for anything else, `yes` and `on` included.
    public func bool() throws(YamlError) -> Bool {
        if case .scalar(let text, isPlain: true) = node.content {
            if ["true", "True", "TRUE"].contains(text) { return true }
            if ["false", "False", "FALSE"].contains(text) { return false }
        }
        throw error("expected true or false, found \(node.kind)")
    }

    /// One of a set of words.
    ///
    /// - Throws: `YamlError` that lists the words and names the nearest.
    public func choice(among known: [String]) throws(YamlError) -> String {
        let text = try string()
        if known.contains(text) { return text }
        throw error(
            "'\(printable(text))' is not one of \(known.joined(separator: ", "))"
                + suggestion(text, known)
        )
    }

    /// A list.
    ///
    /// - Throws: `YamlError` for anything else.
    public func sequence() throws(YamlError) -> [YamlValue] {
        guard case .sequence(let elements) = node.content else {
            throw error("expected a list, found \(node.kind)")
        }
        return elements.enumerated().map {
            YamlValue($0.element, file: file, path: "\(path)[\($0.offset)]")
        }
    }

    /// A mapping.
    ///
    /// - Throws: `YamlError` for anything else.
    public func mapping() throws(YamlError) -> YamlMapping {
        try YamlMapping(node, file: file, path: path)
    }
}

/// The hint `; did you mean 'NAME'?`, or nothing.
func suggestion(_ word: String, _ known: [String]) -> String {
    nearestName(to: word, among: known).map { "; did you mean '\($0)'?" } ?? ""
}

/// A whole number: `[-+]? [0-9]+`.
private func isWhole(_ text: String) -> Bool {
    var digits = Substring(text).utf8
    if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        digits.removeFirst()
    }
    return !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
}

/// YAML 1.2's float.
///
/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
private func isDecimal(_ text: String) -> Bool {
    let parts = text.split(
        maxSplits: 1,
        omittingEmptySubsequences: false,
        whereSeparator: { $0 == "e" || $0 == "E" }
    )
    if parts.count == 2 && !isWhole(String(parts[1])) { return false }
    var mantissa = parts[0]
    if let sign = mantissa.first, sign == "-" || sign == "+" { mantissa.removeFirst() }
    let digits = mantissa.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let allDigits = digits.allSatisfy { part in
        part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
    }
    guard allDigits else { return false }
    return !digits[0].isEmpty || (digits.count == 2 && !digits[1].isEmpty)
}
