/// Builds the tree of one document from libyaml's events and keeps the limits.
struct YamlTreeBuilder: ~Copyable {
    private enum Step {
        case key(String)
        case index(Int)
    }

    private var events: YamlEvents
    private var nodes = 0
    /// Where the value in hand stands; written out for an error only.
    private var path: [Step] = []

    init(events: consuming YamlEvents) {
        self.events = events
    }

    /// Reads the only document of the stream.
    mutating func document() throws(YamlError) -> YamlNode {
        _ = try events.next()
        let start = try events.next()
        guard case .documentStart = start.event else {
            throw failure(nil, "the file holds no value")
        }
        let first = try events.next()
        let root = try node(first.event, at: first.place)
        _ = try events.next()
        let last = try events.next()
        guard case .streamEnd = last.event else {
            throw failure(last.place, "a second document starts here; one a file is read")
        }
        return root
    }

    /// Reads the value that an event starts.
    ///
    /// Depth is bounded, so the recursion is.
    private mutating func node(
        _ event: YamlEvents.Event,
        at place: YamlPlace
    ) throws(YamlError) -> YamlNode {
        nodes += 1
        guard nodes <= YamlDocument.maxNodes else {
            throw failure(place, "more than \(YamlDocument.maxNodes) values in the file")
        }
        guard path.count < YamlDocument.maxDepth else {
            throw failure(place, "nested deeper than \(YamlDocument.maxDepth) levels")
        }
        switch event {
        case .scalar(let text, let isPlain):
            return YamlNode(place: place, content: .scalar(text: text, isPlain: isPlain))
        case .sequenceStart:
            return YamlNode(place: place, content: .sequence(try elements()))
        case .mappingStart:
            return YamlNode(place: place, content: .mapping(try members()))
        case .refused(let problem):
            throw failure(place, problem)
        case .documentStart, .documentEnd, .streamStart, .streamEnd, .sequenceEnd, .mappingEnd:
            throw failure(place, "a value is missing here")
        }
    }

    private mutating func elements() throws(YamlError) -> [YamlNode] {
        var elements: [YamlNode] = []
        while true {
            let (event, place) = try events.next()
            if case .sequenceEnd = event { return elements }
            path.append(.index(elements.count))
            elements.append(try node(event, at: place))
            path.removeLast()
        }
    }

    private mutating func members() throws(YamlError) -> [YamlMember] {
        var members: [YamlMember] = []
        var lines: [String: Int] = [:]
        while true {
            let (event, place) = try events.next()
            if case .mappingEnd = event { return members }
            let key = try key(event, at: place)
            path.append(.key(key))
            if let line = lines.updateValue(place.line, forKey: key) {
                throw failure(place, "given twice; the first is on line \(line)")
            }
            let value = try events.next()
            members.append(
                YamlMember(
                    key: key,
                    keyPlace: place,
                    value: try node(value.event, at: value.place)
                )
            )
            path.removeLast()
        }
    }

    private mutating func key(
        _ event: YamlEvents.Event,
        at place: YamlPlace
    ) throws(YamlError) -> String {
        switch event {
        case .scalar(let text, let isPlain):
            if text == "<<" && isPlain {
                throw failure(place, "merge keys (<<) are not supported")
            }
            return text
        case .refused(let problem): throw failure(place, problem)
        default: throw failure(place, "a key has to be a single word or string")
        }
    }

    private func failure(_ place: YamlPlace?, _ problem: String) -> YamlError {
        let key = path.reduce("") { path, step in
            switch step {
            case .key(let key): joined(path, key)
            case .index(let index): "\(path)[\(index)]"
            }
        }
        return YamlError(
            file: events.file,
            place: place,
            key: key.isEmpty ? nil : key,
            problem: problem
        )
    }
}

/// The path of `key` below `path`, such as `deployments[0].input`.
func joined(_ path: String, _ key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
}
