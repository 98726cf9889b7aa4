internal import Records

/// How one version's rows come from the rows that its deployment decoded, which serve all versions.
struct VersionRows: Sendable {
    /// JSON: how a row is made; nil where the decoded row is the version's.
    let projection: RowProjection?
    /// JSON: how a row is made to be counted, with what is missing left missing; nil where the decoded
    /// row is that row.
    var observed: RowProjection?
    /// Raw rows: what the version checks and fills in by itself; nil where the versions agree, so
    /// that decoding has done it.
    let raw: RawFloatDecoder?
    /// Whether it takes events whose features are an array.
    let takesArrays: Bool

    /// How many numbers a row that is made has; 0 where none is.
    var madeColumns: Int { projection?.columnCount ?? raw?.columnCount ?? 0 }
}
