extension YamlMapping {
    /// Text of a key that has to be there.
    ///
    /// - Throws: `YamlError` when the key is missing, or its value has another type.
    public func string(
        _ key: String
    ) throws(YamlError) -> String {
        try value(key).string()
    }

    /// Text of a key, or the default.
    ///
    /// - Throws: `YamlError` when the value has another type.
    public func string(
        _ key: String,
        default value: String
    ) throws(YamlError) -> String {
        try optionalString(key) ?? value
    }

    /// Text of a key, or nil.
    ///
    /// - Throws: `YamlError` when the value has another type.
    public func optionalString(
        _ key: String
    ) throws(YamlError) -> String? {
        guard let value = self[key] else { return nil }
        return try value.string()
    }

    /// A whole number of a key that has to be there.
    ///
    /// - Throws: `YamlError` when the key is missing, or its value has another type or is out of
    ///   range.
    public func int(
        _ key: String,
        in range: ClosedRange<Int> = .min ... .max
    ) throws(YamlError) -> Int {
        try value(key).int(in: range)
    }

    /// A whole number of a key, or the default.
    ///
    /// - Throws: `YamlError` when the value has another type or is out of range.
    public func int(
        _ key: String,
        in range: ClosedRange<Int> = .min ... .max,
        default value: Int
    ) throws(YamlError) -> Int {
        try optionalInt(key, in: range) ?? value
    }

    /// A whole number of a key, or nil.
    ///
    /// - Throws: `YamlError` when the value has another type or is out of range.
    public func optionalInt(
        _ key: String,
        in range: ClosedRange<Int> = .min ... .max
    ) throws(YamlError) -> Int? {
        guard let value = self[key] else { return nil }
        return try value.int(in: range)
    }

    /// A finite number of a key that has to be there.
    ///
    /// - Throws: `YamlError` when the key is missing, or its value has another type or is out of
    ///   range.
    public func double(
        _ key: String,
        in range: ClosedRange<Double> =
            -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    ) throws(YamlError) -> Double {
        try value(key).double(in: range)
    }

    /// A finite number of a key, or the default.
    ///
    /// - Throws: `YamlError` when the value has another type or is out of range.
    public func double(
        _ key: String,
        in range: ClosedRange<Double> =
            -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude,
        default value: Double
    ) throws(YamlError) -> Double {
        try optionalDouble(key, in: range) ?? value
    }

    /// A finite number of a key, or nil.
    ///
    /// - Throws: `YamlError` when the value has another type or is out of range.
    public func optionalDouble(
        _ key: String,
        in range: ClosedRange<Double> =
            -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    ) throws(YamlError) -> Double? {
        guard let value = self[key] else { return nil }
        return try value.double(in: range)
    }

    /// `true` or `false` of a key that has to be there.
    ///
    /// - Throws: `YamlError` when the key is missing, or its value has another type.
    public func bool(
        _ key: String
    ) throws(YamlError) -> Bool {
        try value(key).bool()
    }

    /// `true` or `false` of a key, or the default.
    ///
    /// - Throws: `YamlError` when the value has another type.
    public func bool(
        _ key: String,
        default value: Bool
    ) throws(YamlError) -> Bool {
        try optionalBool(key) ?? value
    }

    /// `true` or `false` of a key, or nil.
    ///
    /// - Throws: `YamlError` when the value has another type.
    public func optionalBool(
        _ key: String
    ) throws(YamlError) -> Bool? {
        guard let value = self[key] else { return nil }
        return try value.bool()
    }

    /// One of a set of words of a key that has to be there.
    ///
    /// - Throws: `YamlError` when the key is missing, or its value has another type or is out of
    ///   range.
    public func choice(
        _ key: String,
        among known: [String]
    ) throws(YamlError) -> String {
        try value(key).choice(among: known)
    }

    /// One of a set of words of a key, or the default.
    ///
    /// - Throws: `YamlError` when the value has another type or is out of range.
    public func choice(
        _ key: String,
        among known: [String],
        default value: String
    ) throws(YamlError) -> String {
        try optionalChoice(key, among: known) ?? value
    }

    /// One of a set of words of a key, or nil.
    ///
    /// - Throws: `YamlError` when the value has another type or is out of range.
    public func optionalChoice(
        _ key: String,
        among known: [String]
    ) throws(YamlError) -> String? {
        guard let value = self[key] else { return nil }
        return try value.choice(among: known)
    }

    /// A mapping of a key that has to be there.
    ///
    /// - Throws: `YamlError` when the key is missing, or its value has another type.
    public func mapping(
        _ key: String
    ) throws(YamlError) -> YamlMapping {
        try value(key).mapping()
    }

    /// A mapping of a key, or nil.
    ///
    /// - Throws: `YamlError` when the value has another type.
    public func optionalMapping(
        _ key: String
    ) throws(YamlError) -> YamlMapping? {
        guard let value = self[key] else { return nil }
        return try value.mapping()
    }

    /// A list of a key that has to be there.
    ///
    /// - Throws: `YamlError` when the key is missing, or its value has another type.
    public func sequence(
        _ key: String
    ) throws(YamlError) -> [YamlValue] {
        try value(key).sequence()
    }

    /// A list of a key, or the default.
    ///
    /// - Throws: `YamlError` when the value has another type.
    public func sequence(
        _ key: String,
        default value: [YamlValue]
    ) throws(YamlError) -> [YamlValue] {
        try optionalSequence(key) ?? value
    }

    /// A list of a key, or nil.
    ///
    /// - Throws: `YamlError` when the value has another type.
    public func optionalSequence(
        _ key: String
    ) throws(YamlError) -> [YamlValue]? {
        guard let value = self[key] else { return nil }
        return try value.sequence()
    }

    /// A list of strings of a key that has to be there.
    ///
    /// - Throws: `YamlError` when the key is missing, or is not a list of scalars.
    public func stringList(_ key: String) throws(YamlError) -> [String] {
        try Self.strings(sequence(key))
    }

    /// A list of strings of a key, or the default.
    ///
    /// - Throws: `YamlError` when the value is not a list of scalars.
    public func stringList(
        _ key: String,
        default value: [String]
    ) throws(YamlError) -> [String] {
        guard let list = try optionalSequence(key) else { return value }
        return try Self.strings(list)
    }

    private static func strings(_ list: [YamlValue]) throws(YamlError) -> [String] {
        var strings: [String] = []
        for value in list { strings.append(try value.string()) }
        return strings
    }
}
