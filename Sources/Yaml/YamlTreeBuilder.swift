/// Builds the tree of one document from libyaml's events and keeps the limits.
struct YamlTreeBuilder: ~Copyable {
    private var events: YamlEvents
    private var nodes = 0

    init(events: consuming YamlEvents) {
        self.events = events
    }

    /// Reads the only document of the stream.
    mutating func document() throws(YamlError) -> YamlNode {
        _ = try events.next()
        let start = try events.next()
        guard case .documentStart = start.event else {
            throw failure(nil, nil, "the file holds no value")
        }
        let first = try events.next()
        let root = try node(first.event, at: first.place, path: "", depth: 1)
        _ = try events.next()
        let last = try events.next()
        guard case .streamEnd = last.event else {
            throw failure(last.place, nil, "a second document starts here; one a file is read")
        }
        return root
    }

    /// Reads the value that an event starts.
    ///
    /// Depth is bounded, so the recursion is.
    private mutating func node(
        _ event: YamlEvents.Event,
        at place: YamlPlace,
        path: String,
        depth: Int
    ) throws(YamlError) -> YamlNode {
        nodes += 1
        guard nodes <= YamlDocument.maxNodes else {
            throw failure(place, path, "more than \(YamlDocument.maxNodes) values in the file")
        }
        guard depth <= YamlDocument.maxDepth else {
            throw failure(place, path, "nested deeper than \(YamlDocument.maxDepth) levels")
        }
        switch event {
        case .scalar(let text, let isPlain):
            return YamlNode(place: place, content: .scalar(text: text, isPlain: isPlain))
        case .sequenceStart:
            return YamlNode(place: place, content: .sequence(try elements(path, depth)))
        case .mappingStart:
            return YamlNode(place: place, content: .mapping(try members(path, depth)))
        case .refused(let problem):
            throw failure(place, path, problem)
        case .documentStart, .documentEnd, .streamStart, .streamEnd, .sequenceEnd, .mappingEnd:
            throw failure(place, path, "a value is missing here")
        }
    }

    private mutating func elements(
        _ path: String,
        _ depth: Int
    ) throws(YamlError) -> [YamlNode] {
        var elements: [YamlNode] = []
        while true {
            let (event, place) = try events.next()
            if case .sequenceEnd = event { return elements }
            let elementPath = "\(path)[\(elements.count)]"
            elements.append(try node(event, at: place, path: elementPath, depth: depth + 1))
        }
    }

    private mutating func members(
        _ path: String,
        _ depth: Int
    ) throws(YamlError) -> [YamlMember] {
        var members: [YamlMember] = []
        var lines: [String: Int] = [:]
        while true {
            let (event, place) = try events.next()
            if case .mappingEnd = event { return members }
            let key = try key(event, at: place, path: path)
            let keyPath = joined(path, key)
            if let line = lines.updateValue(place.line, forKey: key) {
                throw failure(place, keyPath, "given twice; the first is on line \(line)")
            }
            let value = try events.next()
            members.append(
                YamlMember(
                    key: key,
                    keyPlace: place,
                    value: try node(value.event, at: value.place, path: keyPath, depth: depth + 1)
                )
            )
        }
    }

    private mutating func key(
        _ event: YamlEvents.Event,
        at place: YamlPlace,
        path: String
    ) throws(YamlError) -> String {
        switch event {
        case .scalar(let text, let isPlain):
            if text == "<<" && isPlain {
                throw failure(place, path, "merge keys (<<) are not supported")
            }
            return text
        case .refused(let problem): throw failure(place, path, problem)
        default: throw failure(place, path, "a key has to be a single word or string")
        }
    }

    private func failure(_ place: YamlPlace?, _ path: String?, _ problem: String) -> YamlError {
        let key = path.flatMap { $0.isEmpty ? nil : $0 }
        return YamlError(file: events.file, place: place, key: key, problem: problem)
    }
}

/// The path of `key` below `path`, such as `deployments[0].input`.
func joined(_ path: String, _ key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
}
