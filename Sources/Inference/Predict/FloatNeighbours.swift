extension Double {
    /// The greatest float that is not above this number; −∞ below every finite float.
    var floatFloor: Float {
        let nearest = Float(self)
        return Double(nearest) > self ? nearest.nextDown : nearest
    }
}
