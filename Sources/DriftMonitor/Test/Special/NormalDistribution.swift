import Glibc

/// The standard normal distribution.
public enum NormalDistribution {
    /// How often a standard normal number is above `z`.
    ///
    /// - Source: ½ erfc(z / √2) (DLMF 7.17.1), by the C library.
    public static func upperTail(_ z: Double) -> Double {
        erfc(z / 2.0.squareRoot()) / 2
    }

    /// How often it is further from 0 than `z`.
    public static func twoSidedTail(_ z: Double) -> Double {
        erfc(abs(z) / 2.0.squareRoot())
    }
}
