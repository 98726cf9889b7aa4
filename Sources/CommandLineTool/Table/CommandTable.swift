/// Every command there is.
///
/// Parsing, help, completion and `docs/commands.md` come from here.
struct CommandTable: Sendable {
    /// A first word shared by several commands, such as `topics`.
    struct Group: Sendable {
        let name: String
        let summary: String
    }

    let groups: [Group]
    let commands: [Command]

    /// The table of the program.
    static let standard = CommandTable(
        groups: [
            Group(name: "control", summary: "commands on the control log, each by its kind"),
            Group(name: "topics", summary: "the topics that topics/ declares, in the cluster"),
            Group(
                name: "model",
                summary: "what is in a model folder, and whether it can be served"
            ),
            Group(name: "baseline", summary: "what training data looked like, for drift"),
        ],
        commands: [
            .serve,
            .monitor,
            .broker,
            .topicsCreate,
            .topicsCheck,
            .produce,
            .consume,
        ] + Command.controlKinds + [
            .status,
            .history,
            .replay,
            .modelCheck,
            .modelShow,
            .modelGolden,
            .score,
            .baselineBuild,
            .baselineShow,
            .drift,
            .explain,
            .version,
            .completion,
            .help,
        ]
    )

    /// The commands that the help and completion show.
    var shownCommands: [Command] { commands.filter { !$0.isHidden } }

    /// The first words, groups once, in the table's order.
    var firstWords: [String] {
        var seen: [String] = []
        for command in shownCommands where !seen.contains(command.path[0]) {
            seen.append(command.path[0])
        }
        return seen
    }

    /// Finds a command by its words.
    func command(named path: [String]) -> Command? {
        commands.first { $0.path == path }
    }

    /// Finds a group by its word.
    func group(named name: String) -> Group? {
        groups.first { $0.name == name }
    }

    /// The commands of a group, in the table's order.
    func members(of group: Group) -> [Command] {
        shownCommands.filter { $0.path.count > 1 && $0.path[0] == group.name }
    }
}
