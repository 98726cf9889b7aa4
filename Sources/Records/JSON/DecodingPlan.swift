/// A layout made ready for decoding: what any number of decoders share.
///
/// Making one takes time in proportion to the columns' categories; making a decoder from it does
/// not, so that a worker can change its decoder between two events.
///
/// - Thread safety: immutable; may be shared.
public final class DecodingPlan: Sendable {
    /// The layout that events have.
    public let layout: EventLayout

    let rules: [JSONEventDecoder.Rule]
    let events: EventPlan
    let categories: CategoryCodes

    /// Prepares a layout.
    ///
    /// - Complexity: O(columns + categories + pointers' steps).
    public init(_ layout: EventLayout) {
        self.layout = layout
        rules = layout.columns.map(JSONEventDecoder.Rule.init)
        events = EventPlan(layout)
        categories = CategoryCodes(layout.columns)
    }
}

extension JSONEventDecoder {
    /// What a column accepts, and what it is when missing.
    struct Rule: BitwiseCopyable, Sendable {
        /// Whether a number stands for itself.
        var isNumber = true
        /// Whether a text stands for a code or a mark.
        var isCategory = false
        /// Whether any value is accepted.
        var isOpen = false
        var takesText = true
        var takesNumber = true
        var takesBoolean = false
        var isRequired = false
        var valueWhenMissing = Double.nan

        init(_ column: EventColumn) {
            switch column.kind {
            case .number: break
            case .category(let texts, let numbers):
                isNumber = false
                isCategory = true
                takesNumber = !numbers.isEmpty
                takesText = !texts.isEmpty || numbers.isEmpty
                takesBoolean = texts["true"] != nil || texts["false"] != nil
            case .open:
                isCategory = true
                isOpen = true
            }
            switch column.missing {
            case .asNaN: break
            case .substitute(let value): valueWhenMissing = value
            case .required: isRequired = true
            }
        }
    }
}
