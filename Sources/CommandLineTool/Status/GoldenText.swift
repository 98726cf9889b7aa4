import Rollout

/// What the running instances checked of golden rows, in words, a line for each version.
struct GoldenText {
    let style: TextStyle

    /// By version, each once; where instances found different rows, each finding with its instances.
    func lines(_ instances: [StatusPicture.Instance]) -> [String] {
        var foundBy: [String: [StatusRecord.Version.Golden?: [String]]] = [:]
        for instance in instances where instance.isAlive {
            for version in instance.record.versions where version.state == .routable {
                foundBy[version.version, default: [:]][version.golden, default: []]
                    .append(instance.record.instance)
            }
        }
        return foundBy.sorted { $0.key < $1.key }.flatMap { version, findings in
            findings.compactMap { golden, names -> String? in
                guard let golden else { return nil }
                let who = findings.count > 1 ? " (\(names.sorted().joined(separator: ", ")))" : ""
                return line(TerminalText.line("\(version): \(words(golden))\(who)"), golden)
            }.sorted()
        }
    }

    private func line(_ text: String, _ golden: StatusRecord.Version.Golden) -> String {
        TextTable.padded("golden", 10) + (golden.rows > 0 ? text : style.warning(text))
    }

    private func words(_ golden: StatusRecord.Version.Golden) -> String {
        switch golden.rows {
        case 0: "it comes without golden rows, so none was checked"
        case 1: "1 row reproduced at load" + tolerance(golden)
        default: "\(golden.rows) rows reproduced at load" + tolerance(golden)
        }
    }

    private func tolerance(_ golden: StatusRecord.Version.Golden) -> String {
        golden.tolerance.map { ", within \($0)" } ?? ""
    }
}
