#!/usr/bin/env python3
"""Draws results/chance.csv: the share of runs in which each test has been wrong, by look.

    Benchmarks/decisions/plot.py < results/chance.csv > results/chance.svg

Solid: the tests that decide; dashed: the same numbers tested anew at each look. The line at 0.05 is the
level of all of them.
"""
import csv
import math
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 460, 60, 300, 30, 50
COLOURS = ["#1b6ca8", "#d1495b", "#2e933c", "#8f5bb0", "#e08e1b", "#3a3a3a", "#00897b"]
NAIVE = " (at each look)"


def main():
    curves = {}
    for row in csv.DictReader(sys.stdin):
        curves.setdefault(row["rule"], []).append((int(row["look"]), float(row["share"])))
    last = max(look for curve in curves.values() for look, _ in curve)
    span_x, span_y = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(look):
        return LEFT + span_x * math.log10(look) / math.log10(last)

    def y(share):
        # The root spreads what is small.
        return TOP + span_y * (1 - math.sqrt(share))

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
           f'font-size="12"><rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
           f'<text x="{LEFT}" y="18" font-size="14">Runs without any difference in which a test has found one</text>']
    for share in (0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1):
        strong = share == 0.05
        out.append(f'<line x1="{LEFT}" x2="{LEFT + span_x}" y1="{y(share):.1f}" y2="{y(share):.1f}" '
                   f'stroke="{"#000" if strong else "#ddd"}" stroke-width="{1.5 if strong else 1}"/>'
                   f'<text x="{LEFT - 8}" y="{y(share) + 4:.1f}" text-anchor="end">{share:g}</text>')
    look = 1
    while look <= last:
        out.append(f'<text x="{x(look):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{look:,}</text>')
        look *= 10
    out.append(f'<text x="{LEFT + span_x / 2}" y="{HEIGHT - 12}" text-anchor="middle">looks</text>')
    rules = [rule for rule in curves if not rule.endswith(NAIVE)]
    for place, rule in enumerate(rules):
        colour = COLOURS[place % len(COLOURS)]
        for name, dash in ((rule, ""), (rule + NAIVE, ' stroke-dasharray="5 4"')):
            points = " ".join(f"{x(look):.1f},{y(share):.1f}" for look, share in curves[name])
            out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.8"{dash}/>')
        ends = curves[rule][-1][1], curves[rule + NAIVE][-1][1]
        row = TOP + 12 + place * 40
        out.append(f'<line x1="{WIDTH - RIGHT + 16}" x2="{WIDTH - RIGHT + 40}" y1="{row - 4}" y2="{row - 4}" '
                   f'stroke="{colour}" stroke-width="3"/><text x="{WIDTH - RIGHT + 48}" y="{row}">{rule}</text>'
                   f'<text x="{WIDTH - RIGHT + 48}" y="{row + 15}" fill="#666">{ends[0]:.3f}; at each look '
                   f'{ends[1]:.3f}</text>')
    print("\n".join(out) + "\n</svg>")


if __name__ == "__main__":
    main()
