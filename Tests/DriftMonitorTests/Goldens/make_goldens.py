#!/usr/bin/env python3
"""Makes statistics, special, untied, binned and detectors.jsonl.gz: what scipy and
river say of 1,000 seeded cases of each statistic and of streams of each detector.

    pip install "scipy==1.16.3" "river==0.26.1"
    python3 make_goldens.py

The cases are made by SplitMix64 from whole numbers, here and in the tests alike, so
that the files hold results only. Figures: 17 significant digits.
"""

import gzip
import json
import math
import os
import warnings

import numpy as np
import scipy
from scipy import spatial, special, stats

warnings.filterwarnings("ignore")
FOLDER = os.path.dirname(os.path.abspath(__file__))
MASK = (1 << 64) - 1


class Stream:
    """SplitMix64."""

    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, limit):
        return self.next() % limit

    def unit(self):
        return (self.next() >> 11) / 9007199254740992.0


def cells(index):
    """Counts before and now, and centres. The kind of case is the index's last digit."""
    rng = Stream(index)
    kind = index % 10
    count = 2 + rng.below(63)
    if kind == 8:  # one category
        count = 1
    limit = [60, 60, 60, 60, 2_000_000, 4, 60, 60, 60, 60][kind]
    before = [rng.below(limit) for _ in range(count)]
    now = [rng.below(limit) for _ in range(count)]
    if kind == 3:  # nothing in common
        before = [x if i < count / 2 else 0 for i, x in enumerate(before)]
        now = [0 if i < count / 2 else x for i, x in enumerate(now)]
    if kind == 5:  # many empty cells
        before = [max(0, x - 2) for x in before]
        now = [max(0, x - 2) for x in now]
    if kind == 6:  # all equal, on the same value or on another
        before = [1 + before[0] if i == 0 else 0 for i in range(count)]
        at = 0 if index % 20 < 10 else count - 1
        now = [1 + now[0] if i == at else 0 for i in range(count)]
    if kind == 7:  # one value
        at = rng.below(count)
        now = [1 if i == at else 0 for i in range(count)]
    if kind == 9:  # the same shares
        now = [3 * x for x in before]
    if sum(before) == 0:
        before[0] = 1
    if sum(now) == 0:
        now[-1] = 1
    centres = []
    centre = -50.0
    for _ in range(count):
        centre += rng.unit() * 8
        centres.append(centre)
    return before, now, centres


def merged_for_chi_square(before, now):
    """Neighbours joined until 5 are expected on both sides; a small rest joins the last."""
    total = sum(before) + sum(now)
    result, r, c = [], 0, 0
    for x, y in zip(before, now):
        r, c = r + x, c + y
        if min(sum(before), sum(now)) * (r + c) >= 5 * total:
            result.append([r, c])
            r = c = 0
    if r + c:
        if result:
            result[-1] = [result[-1][0] + r, result[-1][1] + c]
        else:
            result.append([r, c])
    return np.array(result).T


def statistics(index):
    before, now, centres = cells(index)
    r, c = np.array(before, float), np.array(now, float)
    n, m, count = r.sum(), c.sum(), len(r)
    out = {"n": sum(before), "m": sum(now)}

    p, q = (r + 0.5) / (n + 0.5 * count), (c + 0.5) / (m + 0.5 * count)
    psi = float(np.sum(special.rel_entr(p, q) + special.rel_entr(q, p)))
    noise = 1 / n + 1 / m
    out["psi"] = psi
    out["psi_debiased"] = max(0.0, psi - (count - 1) * noise)
    out["psi_p"] = float(stats.chi2.sf(psi / noise, count - 1)) if count > 1 else 1.0

    table = merged_for_chi_square(before, now)
    if table.shape[1] > 1:
        chi = stats.chi2_contingency(table, correction=False)
        out["chi2"], out["chi2_p"], out["chi2_df"] = float(chi.statistic), float(chi.pvalue), int(chi.dof)
        out["cramers_v"] = float(stats.contingency.association(table, method="cramer", correction=False))
    else:
        out["chi2"], out["chi2_p"], out["chi2_df"], out["cramers_v"] = 0.0, 1.0, 0, 0.0

    p, q = r / n, c / m
    js = float(spatial.distance.jensenshannon(p, q, base=2))
    out["js"] = 0.0 if np.array_equal(p, q) else js
    out["hellinger"] = float(spatial.distance.euclidean(np.sqrt(p), np.sqrt(q)) / math.sqrt(2))
    out["linf"] = float(spatial.distance.chebyshev(p, q))
    out["tvd"] = float(spatial.distance.cityblock(p, q) / 2)

    x = np.array(centres)
    out["wasserstein"] = float(stats.wasserstein_distance(x, x, r, c))
    out["energy"] = float(stats.energy_distance(x, x, r, c))

    if n + m < 20_000:
        positions = np.arange(count)
        a, b = np.repeat(positions, before), np.repeat(positions, now)
        out["ks"] = float(stats.ks_2samp(a, b, method="asymp").statistic)
    else:
        out["ks"] = float(np.max(np.abs(np.cumsum(r) / n - np.cumsum(c) / m)))
    out["ks_p"] = float(stats.kstwobign.sf(out["ks"] * math.sqrt(n * m / (n + m))))
    if n > 1 and m > 1:
        gaps = np.cumsum(r) / n - np.cumsum(c) / m
        out["cvm"] = float(n * m / (n + m) ** 2 * np.sum((r + c) * gaps**2))
        out["cvm_p"] = cramer_von_mises_tail(out["cvm"], n, m)
    return out


def cramer_von_mises_tail(statistic, n, m):
    """scipy's p-value with its series carried on to the last bit: scipy stops at terms of 1e-7."""
    total, k = n + m, n * m
    expected = (1 + 1 / total) / 6
    variance = (total + 1) * (4 * k * total - 3 * (n * n + m * m) - 2 * k) / (45 * total**2 * 4 * k)
    x = 1 / 6 + (statistic - expected) / math.sqrt(45 * variance)
    if x < 0.003:
        return 1.0
    cdf = 0.0
    for j in range(10_000):
        u = math.exp(special.gammaln(j + 0.5) - special.gammaln(j + 1)) / (math.pi**1.5 * math.sqrt(x))
        y = 4 * j + 1
        q = y * y / (16 * x)
        term = u * math.sqrt(y) * math.exp(-2 * q) * float(special.kve(0.25, q))
        cdf += term
        if term < 1e-18:
            break
    return max(0.0, 1 - cdf)


def untied(index):
    """Cramér–von Mises without ties, where scipy's formula by ranks is exact."""
    rng = Stream(4_000_000 + index)
    count = 4 + rng.below(200)
    share = 1 + rng.below(9)
    mine = [rng.below(10) < (share if i < count / 2 else 5) for i in range(count)]
    mine[0] = mine[1] = True
    mine[-1] = mine[-2] = False
    a = [i for i, x in enumerate(mine) if x]
    b = [i for i, x in enumerate(mine) if not x]
    cvm = stats.cramervonmises_2samp(a, b, method="asymptotic")
    tail = cramer_von_mises_tail(float(cvm.statistic), len(a), len(b))
    assert abs(tail - cvm.pvalue) < 1e-6, (index, tail, cvm.pvalue)
    return {"cvm": float(cvm.statistic), "cvm_p": tail}


def special_functions(index):
    rng = Stream(1_000_000 + index)
    out = {}
    degrees = 1 + rng.below(300)
    x = rng.unit() * 3 * degrees
    out["chi2_sf"] = float(stats.chi2.sf(x, degrees))
    tail = (1 + rng.below(999)) / 1000
    out["chi2_isf"] = float(stats.chi2.isf(tail, degrees))
    a, x = 0.05 + rng.unit() * 200, rng.unit() * 400
    out["gammaincc"] = float(special.gammaincc(a, x))
    x = rng.unit() * 3
    out["kstwobign"] = float(stats.kstwobign.sf(x))
    z = rng.unit() * 20 - 10
    out["norm_sf"] = float(stats.norm.sf(z))
    a, b, x = 0.05 + rng.unit() * 300, 0.05 + rng.unit() * 300, rng.unit()
    out["betainc"] = float(special.betainc(a, b, x))
    out["betaln"] = float(special.betaln(a, b))

    size = [50, 1_000, 50_000][index % 3]
    rows_before, rows_now = 1 + rng.below(size), 1 + rng.below(size)
    hits_before = rng.below(rows_before + 1) if index % 2 else rng.below(min(rows_before, 20) + 1)
    hits_now = rng.below(rows_now + 1) if index % 4 == 1 else rng.below(min(rows_now, 20) + 1)
    if index % 4 == 3:  # about the same rate
        hits_now = hits_before * rows_now // rows_before
    if index % 50 == 0:  # all null now, none before
        hits_before, hits_now = 0, rows_now
    out["fisher"] = float(stats.fisher_exact([
        [hits_now, rows_now - hits_now], [hits_before, rows_before - hits_before]]).pvalue)

    n, m = 1 + rng.below(5_000), 1 + rng.below(5_000)
    outside = rng.below(min(m, 12) + 1)
    out["outside"] = min(1.0, 2 * float(stats.hypergeom.pmf(outside, n + m, m, outside)))

    ps = [rng.unit() ** 3 for _ in range(1 + rng.below(40))]
    out["bh"] = [float(v) for v in stats.false_discovery_control(ps, method="bh")]
    return out


def binned(index):
    """Raw values with nulls and infinities, and the counts that numpy makes of them."""
    rng = Stream(2_000_000 + index)
    kind = index % 5
    count = [0, 1, 1 + rng.below(40), 200, 200][kind]
    edges, edge = [], -20.0
    for _ in range(rng.below(64)):
        edge += 0.001 + rng.unit()
        edges.append(edge)
    values = []
    for _ in range(count):
        draw = rng.below(20)
        value = rng.unit() * 60 - 30
        if draw == 0 or kind == 2:
            value = math.nan
        elif draw == 1:
            value = math.inf
        elif draw == 2:
            value = -math.inf
        elif draw < 8 and edges:
            value = edges[rng.below(len(edges))]
        values.append(value)
    values = np.array(values, float)
    known = values[~np.isnan(values)]
    places = np.searchsorted(np.array(edges, float), known, side="left")
    return {
        "counts": np.bincount(places, minlength=len(edges) + 1).astype(int).tolist(),
        "nulls": int(np.isnan(values).sum()),
    }


def detections(index):
    from river import drift

    rng = Stream(3_000_000 + index)
    change = 500 + rng.below(2_500)
    shift = rng.unit() * 0.4
    bernoulli = [1.0 if rng.unit() < (0.1 if i < change else 0.1 + shift) else 0.0 for i in range(4_000)]
    real = [rng.unit() + (shift if i >= change else 0.0) for i in range(4_000)]
    detectors = {
        "adwin": lambda: drift.ADWIN(),
        "adwin_clock1": lambda: drift.ADWIN(clock=1, delta=0.05),
        "adwin_small": lambda: drift.ADWIN(clock=8, delta=0.2, max_buckets=3, min_window_length=2, grace_period=4),
        "page_hinkley": lambda: drift.PageHinkley(threshold=20),
        "page_hinkley_up": lambda: drift.PageHinkley(threshold=5, mode="up", alpha=0.99, delta=0.05),
        "page_hinkley_down": lambda: drift.PageHinkley(threshold=2, mode="down", min_instances=5),
    }
    out = {}
    for name, make in detectors.items():
        for stream, values in (("bernoulli", bernoulli), ("real", real)):
            detector, fired = make(), []
            for place, value in enumerate(values):
                detector.update(value)
                if detector.drift_detected:
                    fired.append(place)
            out[f"{name}/{stream}"] = fired
    return out


def write(name, cases):
    # No time and no name in the header: the same results give the same bytes.
    with open(os.path.join(FOLDER, name), "wb") as raw:
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=9) as out:
            for case in cases:
                out.write((json.dumps(case, separators=(",", ":")) + "\n").encode())


if __name__ == "__main__":
    import river

    print("scipy", scipy.__version__, "numpy", np.__version__, "river", river.__version__)
    write("statistics.jsonl.gz", (statistics(i) for i in range(1_000)))
    write("special.jsonl.gz", (special_functions(i) for i in range(1_000)))
    write("untied.jsonl.gz", (untied(i) for i in range(1_000)))
    write("binned.jsonl.gz", (binned(i) for i in range(1_000)))
    write("detectors.jsonl.gz", (detections(i) for i in range(40)))
