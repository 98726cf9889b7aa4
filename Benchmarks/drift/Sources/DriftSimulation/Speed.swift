import DriftMonitor
import FoundationEssentials
import Glibc
import Observation
import Rollout

/// Panes a second of one core through the monitor's whole pipeline, with the default policy, and how large its state is.
///
/// - Parameters:
///   - rows: of a pane.
///   - panes: of a minute, one after another.
///   - change: of one feature, from the middle on.
func speed(rows: Int, panes: Int, change: World.Change?) throws {
    var random = Random(rows)
    let world = try World(&random)
    let before = try (0..<200).map { _ in try world.draw(rows, &random) }
    let after = try (0..<200).map { _ in try world.draw(rows, &random, change) }
    var pipeline = try MonitorPipeline(deployment: "d", settings: AlertSettings(), labels: nil)
    pipeline.know(world.stage.baseline)
    let deployment = try deployed()
    var alerts = 0
    var stateBytes = 0
    let began = cpuSeconds()
    var encoding = 0.0
    for minute in 0..<panes {
        let counters = (minute < panes / 2 ? before : after)[minute % 200]
        alerts += pipeline.run(world.stage.pane(minute, counters), deployment: deployment).alerts.count
        guard minute == 59 || minute == panes - 1 else { continue }
        let start = cpuSeconds()
        stateBytes = max(stateBytes, try size(of: pipeline.state))
        encoding += cpuSeconds() - start
    }
    let seconds = cpuSeconds() - began - encoding
    print(
        #"{"kind":"speed","rows":\#(rows),"panes":\#(panes),"change":\#(change != nil),"cpu_s":\#(seconds),"#
            + #""panes_a_cpu_s":\#(Int(Double(panes) / seconds)),"alerts":\#(alerts),"state_bytes":\#(stateBytes)}"#)
}

private func deployed() throws -> DeploymentState {
    var log = ControlState()
    let value =
        #"{"id":"c0","deployment":"d","issuer":"ana@desk","kind":"deploy","input":{"topic":"f"},"#
        + #""output":{"topic":"p"},"model":"m","version":"v1"}"#
    _ = log.apply(ControlRecord(offset: 0, timeMs: 0, key: nil, value: Array(value.utf8)))
    guard let state = log.deployments["d"] else { throw CocoaError(.fileReadCorruptFile) }
    return state
}

private func size(of state: MonitorPipeline.State) throws -> Int {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(state).count
}

private func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
