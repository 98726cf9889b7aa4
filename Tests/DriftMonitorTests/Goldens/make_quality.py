#!/usr/bin/env python3
"""Makes quality.jsonl.gz: what scikit-learn says of 1,000 seeded cases of predictions
of each kind; and estimated.jsonl.gz: of 1,000 cases of rows in bins of a score, each
of which is one row with label 1 and one with label 0, weighted by what training says.

    pip install "scikit-learn==1.9.1"
    python3 make_quality.py

The cases are made by SplitMix64 from whole numbers, here and in the tests alike, so
that the file holds results only. Figures: 17 significant digits; null where
scikit-learn says that a figure is not defined.
"""

import math
import warnings

import numpy as np
from sklearn import calibration, metrics

from make_goldens import Stream, write

warnings.filterwarnings("ignore")


def probabilities(index):
    rng, kind = Stream(1_000_000 + index), index % 10
    count = 1 if kind == 0 else 1 + rng.below(200)
    scores, labels = [], []
    for _ in range(count):
        unit, power, label = rng.unit(), rng.below(40), rng.below(2)
        score = unit
        if kind == 1:
            label = 0
        elif kind == 2:
            label = 1
        elif kind == 3:  # nothing is decided to be 1
            score = unit / 2
        elif kind == 4:  # sure of everything
            score = float(power % 2)
        elif kind == 5:  # ties, and the edges of bins
            score = (power % 11) / 10
        elif kind == 6:
            score = unit * 2.0**-power
        elif kind == 7:
            score = 1 - unit * 2.0**-power
        elif kind == 8:  # calibrated
            label = int(rng.unit() < unit)
        scores.append(score)
        labels.append(label)
    return np.array(scores), np.array(labels)


def values(index):
    rng, kind = Stream(2_000_000 + index), index % 10
    count = 1 if kind == 0 else 1 + rng.below(200)
    scale = {3: 1e9, 4: 1e-6}.get(kind, 1000.0)
    scores, labels = [], []
    for _ in range(count):
        label, score, pick = (rng.unit() - 0.5) * scale, (rng.unit() - 0.5) * scale, rng.below(4)
        if kind == 1 or kind == 5 and pick == 0:
            label = 0.0
        if kind == 2:
            score = label
        scores.append(score)
        labels.append(label)
    return np.array(scores), np.array(labels)


def classes(index):
    rng = Stream(3_000_000 + index)
    count = 1 if index % 10 == 0 else 1 + rng.below(200)
    limit = 2 if index % 2 == 0 else 2 + rng.below(5)
    pairs = [(rng.below(limit), rng.below(limit)) for _ in range(count)]
    return np.array([float(score) for score, _ in pairs]), np.array([label for _, label in pairs])


def lower_bin(score):
    if score <= 0:
        return 0
    if score >= 0.5:
        return 511
    fraction, exponent = math.frexp(score)
    return 32 * (16 + exponent) + int((2 * fraction - 1) * 32) if exponent >= -16 else 0


def score_bin(score):
    return lower_bin(score) if score < 0.5 else 1023 - lower_bin(1 - score)


def decisions(labels, decided):
    nan = {"zero_division": np.nan}
    return {
        "accuracy": metrics.accuracy_score(labels, decided),
        "precision": metrics.precision_score(labels, decided, **nan),
        "recall": metrics.recall_score(labels, decided, **nan),
        "f1": metrics.f1_score(labels, decided, **nan),
    }


def calibration_error(scores, labels):
    observed, stated = calibration.calibration_curve(labels, scores, n_bins=10)
    edges = np.linspace(0, 1, 11)
    rows = np.bincount(np.searchsorted(edges[1:-1], scores), minlength=10)
    return float(np.sum(rows[rows > 0] * np.abs(observed - stated)) / len(scores))


def of_probabilities(scores, labels):
    clipped = np.clip(scores, 1e-15, 1 - 1e-15)
    both = len(set(labels)) == 2
    found = decisions(labels, (scores >= 0.5).astype(int))
    found["log_loss"] = metrics.log_loss(labels, clipped, labels=[0, 1])
    found["loss"] = found["log_loss"]
    found["brier"] = metrics.brier_score_loss(labels, scores, labels=[0, 1])
    found["roc_auc"] = metrics.roc_auc_score(labels, [score_bin(score) for score in scores]) if both else None
    found["calibration_error"] = calibration_error(scores, labels)
    return found


def of_values(scores, labels):
    rated = labels != 0
    mse = metrics.mean_squared_error(labels, scores)
    return {
        "loss": mse,
        "rmse": metrics.root_mean_squared_error(labels, scores),
        "mae": metrics.mean_absolute_error(labels, scores),
        "mape": metrics.mean_absolute_percentage_error(labels[rated], scores[rated]) if rated.any() else None,
    }


def of_classes(scores, labels):
    found = decisions(labels, scores) if max(scores.max(), labels.max()) <= 1 else {
        "accuracy": metrics.accuracy_score(labels, scores)}
    found["loss"] = metrics.zero_one_loss(labels, scores)
    return found


def estimated(index):
    rng, kind = Stream(4_000_000 + index), index % 10
    count = 2 + rng.below(63)
    rows, rates, scores = [], [], []
    for place in range(count):
        scores.append((place + 0.5) / count * (0.4 if kind == 3 else 1))
        rows.append(0 if rng.below(5) == 0 else rng.below(100))
        trained = 1 + rng.below(50)
        ones = 0 if kind == 1 else trained if kind == 2 else rng.below(trained + 1)
        rates.append(ones / trained)
    rows[0] += 1
    return np.array(rows, float), np.array(rates), np.array(scores)


def of_estimated(rows, rates, scores):
    labels = np.array([1] * len(rows) + [0] * len(rows))
    weights = np.concatenate([rows * rates, rows * (1 - rates)])
    both = np.concatenate([scores, scores])
    kept = {"sample_weight": weights}
    decided = (both >= 0.5).astype(int)
    nan = {"zero_division": np.nan, **kept}
    has_both = weights[labels == 1].sum() > 0 and weights[labels == 0].sum() > 0
    return {
        "accuracy": metrics.accuracy_score(labels, decided, **kept),
        "precision": metrics.precision_score(labels, decided, **nan),
        "recall": metrics.recall_score(labels, decided, **nan),
        "f1": metrics.f1_score(labels, decided, **nan),
        "log_loss": metrics.log_loss(labels, both, **kept),
        "brier": metrics.brier_score_loss(labels, both, **kept),
        "roc_auc": metrics.roc_auc_score(labels, both, **kept) if has_both else None,
    }


def case(kind, found):
    kept = {name: None if value is None or math.isnan(value) else float(value) for name, value in found.items()}
    return {"kind": kind, "figures": kept}


def cases():
    for index in range(1_000):
        yield case("probability", of_probabilities(*probabilities(index)))
        yield case("value", of_values(*values(index)))
        yield case("class", of_classes(*classes(index)))


if __name__ == "__main__":
    import sklearn

    print("scikit-learn", sklearn.__version__, "numpy", np.__version__)
    write("quality.jsonl.gz", cases())
    write("estimated.jsonl.gz", (case("probability", of_estimated(*estimated(i))) for i in range(1_000)))
