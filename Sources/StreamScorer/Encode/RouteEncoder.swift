internal import Records

/// How one route's predictions are written: one worker's own.
///
/// It cannot be copied, so that writing a prediction counts no references. Not thread-safe.
struct RouteEncoder: ~Copyable {
    /// How many scores a prediction is made from.
    let outputs: Int
    let headers: PredictionHeaderSet
    private let encoder: PredictionEncoder

    init(_ route: RoutingTable.Route) {
        outputs = route.encoder.shape.scoreCount
        headers = route.headers
        encoder = route.encoder
    }

    /// The most bytes that a prediction takes.
    @inline(__always)
    func maxBytes(idBytes: Int) -> Int { encoder.maxBytes(idBytes: idBytes) }

    /// Writes one prediction, as `PredictionEncoder.encode` does.
    @unsafe @inline(__always)
    func encode(
        id: RawSpan,
        timeMs: Int64,
        scores: Span<Double>,
        to destination: UnsafeMutableRawBufferPointer
    ) -> Int {
        unsafe encoder.encode(id: id, timeMs: timeMs, scores: scores, to: destination)
    }
}

/// The encoders of one worker's routes.
@safe
struct RouteEncoders: ~Copyable {
    private let encoders: UnsafeMutableBufferPointer<RouteEncoder>

    init(_ routes: [RoutingTable.Route]) {
        unsafe encoders = .allocate(capacity: routes.count)
        for (place, route) in routes.enumerated() {
            unsafe encoders.initializeElement(at: place, to: RouteEncoder(route))
        }
    }

    deinit {
        unsafe encoders.deinitialize()
        unsafe encoders.deallocate()
    }

    subscript(route: Int) -> RouteEncoder {
        // SAFETY: the index is checked; all are initialised, and stay while this is borrowed.
        @inline(__always) unsafeAddress {
            precondition(unsafe route >= 0 && route < encoders.count, "no such route")
            return unsafe UnsafePointer(encoders.baseAddress.unsafelyUnwrapped + route)
        }
    }
}
