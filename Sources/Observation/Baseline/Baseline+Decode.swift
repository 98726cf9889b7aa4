internal import FoundationEssentials

extension Baseline {
    /// Bytes of a file that are read at most: 64 MiB.
    public static let maxBytes = 64 << 20

    /// Reads a baseline and verifies its digest.
    ///
    /// - Parameter bytes: the whole file; may be anything.
    /// - Throws: `ObservationError` naming the member when it is not a baseline, of a newer version,
    ///   not in order in itself, or its content does not have the digest it states.
    /// - Complexity: O(bytes).
    public init(decoding bytes: [UInt8]) throws(ObservationError) {
        guard bytes.count <= Self.maxBytes else {
            throw ObservationError(
                "baseline",
                "has \(bytes.count) bytes; at most \(Self.maxBytes) are read"
            )
        }
        let head: BaselineHead = try Self.decode(bytes)
        guard head.format == Self.format else {
            throw ObservationError("format", "is '\(head.format)', not '\(Self.format)'")
        }
        guard head.version == Self.version else {
            throw ObservationError(
                "version",
                "is \(head.version); this program reads \(Self.version): build the baseline again"
            )
        }
        let document: BaselineDocument = try Self.decode(bytes)
        try self.init(
            model: ModelIdentity(
                name: document.model.name,
                version: document.model.version,
                digest: document.model.digest
            ),
            source: Source(
                digest: document.source.digest,
                rows: document.source.rows,
                fromMs: document.source.from_ms,
                toMs: document.source.to_ms
            ),
            labels: document.labels.map {
                Labels(rows: $0.rows, mean: $0.mean, isBinary: $0.binary)
            },
            chunks: Chunks(count: document.chunks.count, rows: document.chunks.rows),
            features: Self.subjects(document.features, "features"),
            scores: Self.subjects(document.scores, "scores")
        )
        guard digest == head.digest else {
            throw ObservationError(
                "digest",
                "is \(head.digest), but the content has \(digest): the baseline was changed"
            )
        }
    }

    private static func decode<Value: Decodable>(
        _ bytes: [UInt8]
    ) throws(ObservationError) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw ObservationError(error)
        } catch {
            throw ObservationError("baseline", "is not JSON")
        }
    }

    private static func subjects(
        _ documents: [SubjectDocument],
        _ kind: String
    ) throws(ObservationError) -> [Subject] {
        var subjects: [Subject] = []
        for (index, document) in documents.enumerated() {
            do throws(ObservationError) {
                subjects.append(try document.subject())
            } catch {
                throw ObservationError(
                    "\(kind)[\(index)] '\(document.name)': \(error.subject)",
                    error.problem
                )
            }
        }
        return subjects
    }
}

extension ObservationError {
    /// Where in a document decoding ended, and why.
    fileprivate init(_ error: DecodingError) {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty
                ? "baseline"
                : path.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }
                    .joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            self.init(place(context.codingPath + [key]), "is missing")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self.init(place(context.codingPath), "is of the wrong type")
        case .dataCorrupted(let context):
            self.init(
                place(context.codingPath),
                context.codingPath.isEmpty ? "is not JSON" : "is not in order"
            )
        @unknown default: self.init("baseline", "cannot be read")
        }
    }
}
