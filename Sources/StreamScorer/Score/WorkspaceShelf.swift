internal import Inference

/// The scratch memory of one worker's models, by version.
///
/// Versions of one model share it: they are scored one after the other. Not thread-safe.
@safe
struct WorkspaceShelf: ~Copyable {
    private let maxRows: Int
    private var models: [Model] = []
    private var workspaces: UnsafeMutableBufferPointer<ScoringWorkspace>
    /// By version: its model's place.
    private var places: FixedColumn<Int32>

    init(maxRows: Int) {
        self.maxRows = maxRows
        unsafe workspaces = .allocate(capacity: 0)
        places = FixedColumn([])
    }

    deinit {
        unsafe workspaces.deinitialize()
        unsafe workspaces.deallocate()
    }

    /// Holds memory for these models: what is there already stays, what is not named is let go.
    mutating func adopt(_ byVersion: [Model]) {
        var wanted: [Model] = []
        var places: [Int32] = []
        for model in byVersion {
            let known = wanted.firstIndex { $0 === model }
            places.append(Int32(known ?? wanted.count))
            if known == nil { wanted.append(model) }
        }
        let next = UnsafeMutableBufferPointer<ScoringWorkspace>.allocate(capacity: wanted.count)
        var kept = Set<Int>()
        for (place, model) in wanted.enumerated() {
            if let old = models.firstIndex(where: { $0 === model }) {
                // SAFETY: moved once, as `models` holds each model once; not deinitialised below.
                unsafe (next.baseAddress.unsafelyUnwrapped + place).moveInitialize(
                    from: workspaces.baseAddress.unsafelyUnwrapped + old,
                    count: 1
                )
                kept.insert(old)
            } else {
                unsafe next.initializeElement(
                    at: place,
                    to: model.makeWorkspace(maxRows: maxRows)
                )
            }
        }
        for old in models.indices where !kept.contains(old) {
            // SAFETY: initialised, and not moved away.
            unsafe (workspaces.baseAddress.unsafelyUnwrapped + old).deinitialize(count: 1)
        }
        unsafe workspaces.deallocate()
        unsafe workspaces = unsafe next
        models = wanted
        self.places = FixedColumn(places)
    }

    /// Where the memory for a version is; valid until the next `adopt`.
    @unsafe func address(of version: Int) -> UnsafeMutablePointer<ScoringWorkspace> {
        // SAFETY: every version's place is that of a model, whose memory is initialised.
        unsafe workspaces.baseAddress.unsafelyUnwrapped + Int(places[version])
    }
}
