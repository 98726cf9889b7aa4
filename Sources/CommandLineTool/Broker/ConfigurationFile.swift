import FoundationEssentials
import Operations
import Yaml

/// The configuration that `--config` names, with `-X` over it.
enum ConfigurationFile {
    /// Whether there is a file that can be read.
    static func isThere(_ invocation: Invocation) -> Bool {
        FileStatus.exists(invocation.requiredText("config"))
    }

    /// Reads it whole.
    ///
    /// - Throws: `YamlError` naming file, line and key.
    static func read(_ invocation: Invocation) throws(YamlError) -> ServeConfiguration {
        try ServeConfiguration.read(
            path: invocation.requiredText("config"),
            overrides: invocation.assignments("X").map { ($0.name, $0.value) },
            environment: ProcessInfo.processInfo.environment
        )
    }
}
