internal import CYaml

/// libyaml's event parser over bytes that outlive it; owns the parser.
@safe struct YamlEvents: ~Copyable {
    /// What libyaml reported, reduced to what the tree needs.
    enum Event {
        case documentStart, documentEnd, streamStart, streamEnd
        case scalar(text: String, isPlain: Bool)
        case sequenceStart, sequenceEnd, mappingStart, mappingEnd
        case refused(String)
    }

    let file: String
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeBufferPointer<UInt8>

    /// Starts a parser over `input`, which must stay valid while this value lives.
    @unsafe init(_ input: UnsafeBufferPointer<UInt8>, file: String) throws(YamlError) {
        self.file = file
        unsafe self.input = unsafe input
        unsafe parser = .allocate(capacity: 1)
        // SAFETY: libyaml fills the whole struct on success; on failure it is freed unused.
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            throw YamlError(file: file, place: nil, key: nil, problem: "out of memory")
        }
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        // SAFETY: initialised in init; nothing else frees it.
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
    }

    /// The next event and the place where it starts.
    ///
    /// - Throws: `YamlError` with libyaml's problem and its place.
    mutating func next() throws(YamlError) -> (event: Event, place: YamlPlace) {
        var event = unsafe yaml_event_t()
        // SAFETY: parser is initialised; the event is deleted exactly once, below.
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe (Self.reduce(event), Self.place(event.start_mark))
    }

    private static func reduce(_ event: yaml_event_t) -> Event {
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_ALIAS_EVENT:
            return .refused("aliases (*name) are not supported; repeat the value")
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            return unsafe refusal(anchor: start.anchor, tag: start.tag) ?? .sequenceStart
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            return unsafe refusal(anchor: start.anchor, tag: start.tag) ?? .mappingStart
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            if let refused = unsafe refusal(anchor: scalar.anchor, tag: scalar.tag) {
                return refused
            }
            // SAFETY: libyaml gives the value with its length and checked its UTF-8.
            let text = unsafe String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length),
                as: UTF8.self
            )
            return .scalar(text: text, isPlain: unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE)
        default: return .refused("this YAML construct is not supported")
        }
    }

    private static func refusal(
        anchor: UnsafeMutablePointer<UInt8>?,
        tag: UnsafeMutablePointer<UInt8>?
    ) -> Event? {
        if unsafe anchor != nil { return .refused("anchors (&name) are not supported") }
        if unsafe tag != nil {
            return .refused("tags (!name) are not supported; quote the value if it is a string")
        }
        return nil
    }

    private static func place(_ mark: yaml_mark_t) -> YamlPlace {
        YamlPlace(line: mark.line + 1, column: mark.column + 1)
    }

    private func failure() -> YamlError {
        // SAFETY: libyaml's problem and context are static strings or nil.
        var problem = unsafe text(parser.pointee.problem) ?? "not YAML"
        switch unsafe parser.pointee.error {
        case YAML_MEMORY_ERROR:
            return YamlError(file: file, place: nil, key: nil, problem: "out of memory")
        case YAML_READER_ERROR:
            let offset = unsafe parser.pointee.problem_offset
            return YamlError(
                file: file,
                place: place(ofByte: offset),
                key: nil,
                problem: "\(problem) at byte \(offset); the file has to be UTF-8 text"
            )
        default:
            if let context = unsafe text(parser.pointee.context) {
                problem += " (\(context)"
                let line = unsafe parser.pointee.context_mark.line + 1
                problem += line > 1 ? " from line \(line))" : ")"
            }
            let place = unsafe Self.place(parser.pointee.problem_mark)
            return YamlError(file: file, place: place, key: nil, problem: problem)
        }
    }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }

    private func place(ofByte offset: Int) -> YamlPlace {
        var place = YamlPlace(line: 1, column: 1)
        // SAFETY: the prefix is clamped to the buffer's own length.
        let read = unsafe Array(input.prefix(max(0, offset)))
        for byte in read {
            if byte == UInt8(ascii: "\n") {
                place.line += 1
                place.column = 1
            } else if byte & 0xc0 != 0x80 {
                place.column += 1
            }
        }
        return place
    }
}
