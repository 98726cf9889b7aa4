import Foundation
import Inference
import Testing

/// Broken model files: always a typed error with a place, or a model that scores; never a crash.
struct HostileFileTests {
    static let files = [
        "lgb_categorical.txt", "lgb_multiclass.txt", "lgb_frame.txt", "xgb_frame.json",
        "xgb_frame.ubj", "xgb_dart.json", "xgb_categorical.ubj", "xgb_softprob.ubj",
    ]

    private func tryLoading(_ bytes: [UInt8], _ path: String) throws {
        try Data(bytes).write(to: URL(filePath: path))
        do {
            let model = try Model.load(file: path)
            let rows = [Double](repeating: 1, count: model.features.count * 3)
            let found = Scoring.margins(model, rows, .float64, batch: 3)
            let expected = Scoring.reference(model, rows, .float64)
            #expect(Scoring.differences(found, expected) == [])
        } catch {
            #expect(error.file == path && !error.problem.isEmpty)
        }
    }

    private func temporaryPath() -> String {
        FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    }

    @Test(arguments: files)
    func `a file cut short is refused or whole`(file: String) throws {
        let bytes = try TestData.bytes("\(TestData.goldens)/\(file)")
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<(TestData.isOptimised ? 200 : 20) {
            let length = Int.random(in: 0..<bytes.count, using: &generator)
            try tryLoading(Array(bytes[..<length]), path)
        }
    }

    @Test(arguments: files)
    func `a file with changed bytes is refused or scores alike in both engines`(
        file: String
    ) throws {
        let bytes = try TestData.bytes("\(TestData.goldens)/\(file)")
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        var generator = SeededGenerator(seed: 12)
        print("seed 12")
        let digits = Array("0123456789-.eE=[]{},\" \n".utf8)
        for _ in 0..<(TestData.isOptimised ? 400 : 30) {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<changed.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: changed[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: changed[place] = digits.randomElement(using: &generator) ?? 0
                case 2: changed.remove(at: place)
                default:
                    changed.insert(digits.randomElement(using: &generator) ?? 0, at: place)
                }
            }
            try tryLoading(changed, path)
        }
    }
}
