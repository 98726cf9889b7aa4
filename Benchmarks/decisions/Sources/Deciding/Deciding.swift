import Glibc

/// `Deciding chance RUNS LOOKS`, `Deciding judged RUNS PANES`, `Deciding recorded < FILE`.
@main
enum Deciding {
    static func main() {
        let words = CommandLine.arguments
        func number(_ place: Int, _ usual: Int) -> Int {
            words.count > place ? Int(words[place]) ?? usual : usual
        }
        switch words.count > 1 ? words[1] : "" {
        case "chance": Chance.run(runs: number(2, 2_000), looks: number(3, 20_000))
        case "judged": Judged.run(runs: number(2, 2_000), panes: number(3, 2_000))
        case "recorded": Recorded.run()
        default: print("usage: Deciding chance|judged [RUNS [LOOKS]], or Deciding recorded < FILE")
        }
    }
}
