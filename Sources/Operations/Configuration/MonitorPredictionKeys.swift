/// Where predictions of another scorer keep what: the section `monitor.predictions`.
enum MonitorPredictionKeys {
    static let predictions = ConfigurationKey(
        "monitor.predictions",
        .section,
        "How values of the predictions topics look, with `source: topics`, where another scorer"
            + " writes them. Without the section they are this scorer's own. With it every value of"
            + " a deployment's `output.topic` is the deployment's; shadow predictions are not read."
    )
    static let id = pointer("id", "/id", "the event's id, by which labels are joined")
    static let time = pointer(
        "time",
        "/ts",
        "the event's time; a value without it has its record's"
    )
    static let score = pointer(
        "score",
        "/prediction",
        "the score, such as `/outputs/0/data/0`: a number; of two classes the second's"
            + " probability"
    )
    static let version = ConfigurationKey(
        "monitor.predictions.version",
        .text(.nameOrPointer, default: "/version"),
        "JSON pointer to the version that answered, as the model repository names it. Without a"
            + " leading `/` it is the version itself."
    )

    static let all = [predictions, id, time, score, version]

    private static func pointer(
        _ name: String,
        _ standard: String,
        _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            "monitor.predictions.\(name)",
            .text(.pointer, default: standard),
            "JSON pointer to \(meaning)."
        )
    }
}
