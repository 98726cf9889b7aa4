#!/usr/bin/env python3
"""Draws results/*.json: docs/drift-null.svg and docs/drift-power.svg. Needs matplotlib."""
import json
import pathlib
import statistics

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "drift", "svg.fonttype": "none", "font.size": 9})
import matplotlib.pyplot as plt  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent
DOCS = FOLDER.parent.parent / "docs"


def upper(hits, runs):
    """The upper end of a 95 % interval of a rate (Wilson)."""
    z, rate = 1.96, hits / runs
    centre, spread = rate + z * z / 2 / runs, z * (rate * (1 - rate) / runs + z * z / 4 / runs / runs) ** 0.5
    return (centre + spread) / (1 + z * z / runs)


def read(kind):
    lines = [json.loads(line) for file in sorted(FOLDER.glob("results/*.json"))
             for line in file.read_text().splitlines()]
    return sorted((line for line in lines if line["kind"] == kind), key=lambda line: line["rows"])


def save(figure, name):
    figure.savefig(DOCS / name, metadata={"Date": None, "Creator": None}, bbox_inches="tight")


def draw_null():
    figure, panels = plt.subplots(1, 2, figsize=(7.6, 2.8), sharey=True)
    for axes, (kind, title) in zip(panels, (("reports", "drawn"),
                                            ("resampled", "real rows, resampled"))):
        reports = read(kind)
        rows = [line["rows"] for line in reports]
        for key, text, mark in (("sure", "a change that is sure", "o-"),
                                ("verdicts", "a verdict (sure and large)", "s-")):
            rates = [line[key] / line["runs"] for line in reports]
            tops = [upper(line[key], line["runs"]) for line in reports]
            # Zero has no place on this axis: what it may be at most stands for it.
            axes.errorbar(rows, [max(rate, 1e-5) for rate in rates],
                          yerr=[[0] * len(rows), [top - max(rate, 1e-5) for top, rate in zip(tops, rates)]],
                          fmt=mark, ms=4, capsize=2, label=text)
        axes.axhline(0.05, color="grey", ls="--", lw=0.8)
        axes.text(rows[0], 0.055, "nominal 5 %", color="grey", va="bottom")
        axes.set(xscale="log", yscale="log", ylim=(1e-5, 0.2), xlabel="rows of a window")
        axes.set_title(f"{reports[0]['runs']:,} windows a size: {title}", fontsize=9)
    panels[0].set_ylabel("share of windows")
    panels[0].legend(frameon=False, loc="lower left")
    save(figure, "drift-null.svg")


def draw_power():
    lines = read("power")
    changes = list(dict.fromkeys(line["change"] for line in lines))
    sizes = list(dict.fromkeys(line["rows"] for line in lines))
    figure, axes = plt.subplots(1, len(sizes), figsize=(2.8 * len(sizes) + 1, 2.8), sharey=True, squeeze=False)
    axes = axes[0]
    for panel, size in zip(axes, sizes):
        for change in changes:
            line = next(line for line in lines if line["rows"] == size and line["change"] == change)
            delays = sorted(delay for delay in line["delays"] if delay > 0)
            runs = len(line["delays"])
            steps = [0] + [count / runs for count in range(1, len(delays) + 1)]
            panel.step([0.9] + delays + [line["horizon"]], steps + steps[-1:], where="post", label=change)
        panel.set(xscale="log", xlim=(1, lines[0]["horizon"]), ylim=(-0.03, 1.03), xlabel="minutes after the change",
                  xticks=[1, 3, 10, 60, 180], xticklabels=["1", "3", "10", "60", "180"])
        panel.minorticks_off()
        panel.set_title(f"{size:,} rows a minute", fontsize=9)
    axes[0].set_ylabel("share of runs with an alert")
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, frameon=False, loc="lower center", ncol=3, bbox_to_anchor=(0.5, -0.22))
    save(figure, "drift-power.svg")


def print_tables():
    for line in read("reports") + read("resampled"):
        print(line["kind"], f"| {line['rows']:,} | {line['runs']:,} | {line['sure']} | {line['verdicts']} |")
    for line in read("quiet") + read("resampled-quiet"):
        print(line["kind"], f"| {line['rows']:,} | {line['days']} days | {len(line['alerts'])} {sorted(set(line['alerts']))} |")
    for line in read("power"):
        delays = [delay for delay in line["delays"] if delay > 0]
        median = statistics.median(delays) if delays else "-"
        print(f"| {line['change']} | {line['rows']:,} | {len(delays)} of {len(line['delays'])} | {median} "
              f"| others {line['others']} |")


if __name__ == "__main__":
    draw_null()
    draw_power()
    print_tables()
