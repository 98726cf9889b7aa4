/// What bounds one command and, with it, the state that commands fold to.
public enum CommandLimits {
    /// Bytes of a record's value.
    public static let valueBytes = 65_536
    /// Nesting of its JSON.
    public static let depth = 16
    /// Bytes of a reason.
    public static let reasonBytes = 4_096
    /// Bytes of the evidence, as canonical JSON.
    public static let evidenceBytes = 8_192
    /// Bytes of an id or issuer.
    public static let labelBytes = 256
    /// Rules of a deployment.
    public static let rules = 64
    /// Values of a rule.
    public static let valuesOfRule = 64
    /// Bytes of a rule's value.
    public static let ruleValueBytes = 1_024
    /// Canaries of a deployment.
    public static let canaries = 16
    /// Shadows of a deployment.
    public static let shadows = 16
    /// Entries of a deployment's fallback chain.
    public static let fallback = 8
    /// Versions of a deployment that are held by `load`.
    public static let loaded = 16
    /// Champions that a deployment remembers.
    public static let champions = 16
    /// Deployments of a control log.
    public static let deployments = 256
    /// Ids of commands that a deployment remembers.
    public static let rememberedIDs = 65_536
}
