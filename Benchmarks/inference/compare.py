#!/usr/bin/env python3
"""Times the engine beside LightGBM and XGBoost, one thread each, interleaved; prints a table of medians.

    STREAM_SCORER_DATA=DATA python3 compare.py [ROUNDS]

Builds the Swift program for release; installs the libraries into .build/venv. Nanoseconds of thread CPU a row, raw
margins; the libraries are called through their Python packages.
"""
import importlib.util
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".build", "venv")
PACKAGES = ["lightgbm==4.7.0", "xgboost==3.2.0", "numpy==2.4.6"]
BATCHES = [1, 8, 32, 256]
SECONDS = 0.1


def in_venv():
    python = os.path.join(VENV, "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    os.execv(python, [python, os.path.abspath(__file__), *sys.argv[1:]])


def swift(model, rows):
    output = subprocess.run([os.path.join(HERE, ".build/release/Scoring"), model, rows, str(SECONDS)],
                            check=True, capture_output=True, text=True).stdout
    cells = {}
    for line in output.splitlines():
        words = line.split()
        if words[0] in ("f32", "f64"):
            cells[words[0], int(words[1])] = float(words[2])
    return cells


def library(predict, x):
    cells = {}
    for name, rows in (("f32", x.astype("float32")), ("f64", x)):
        for batch in BATCHES:
            start, done, at = time.thread_time(), 0, 0
            while time.thread_time() - start < SECONDS:
                predict(rows[at:at + batch])
                done += batch
                at = (at + batch) % (len(rows) - batch + 1)
            cells[name, batch] = (time.thread_time() - start) / done * 1e9
    return cells


def main():
    import lightgbm as lgb
    import numpy as np
    import xgboost as xgb

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    data = os.environ["STREAM_SCORER_DATA"]
    subprocess.run(["swift", "build", "-c", "release", "--package-path", HERE], check=True, stdout=subprocess.DEVNULL)
    goldens = os.path.join(HERE, "../../Tests/InferenceTests/Goldens")
    flights = np.fromfile(os.path.join(goldens, "flights_2000.f64")).reshape(-1, 24)[:, :18].copy()

    def rows(name, width):
        return np.fromfile(os.path.join(data, "models", name + ".f32"), "<f4").reshape(-1, width).astype("f8")

    cases = [
        ("m1", "models/m1_lgb_b100x31.txt", rows("rows_higgs28", 28)),
        ("m1e", "models/m1e_lgb_elec_b200x31.txt", rows("rows_elec6", 6)),
        ("m2", "models/m2_lgb_b500x63.txt", rows("rows_cov54", 54)),
        ("m3", "models/m3_xgb_b500d6.ubj", rows("rows_tx40", 40)),
        ("flights v1", "flights/delay-v1.lightgbm.txt", flights),
        ("flights v2", "flights/delay-v2.xgboost.ubj", flights),
    ]
    results = {}
    for _ in range(rounds):
        for name, file, x in cases:
            path = os.path.join(data, file)
            if file.endswith(".txt"):
                booster = lgb.Booster(model_file=path)
                predict = lambda part: booster.predict(part, raw_score=True, num_threads=1)
            else:
                booster = xgb.Booster(model_file=path)
                booster.set_param({"nthread": 1})
                predict = lambda part: booster.inplace_predict(part, predict_type="margin", validate_features=False)
            matrix = os.path.join(HERE, ".build", "rows.f64")
            x.tofile(matrix)
            for who, cells in (("ours", swift(path, matrix)), ("library", library(predict, x))):
                for cell, value in cells.items():
                    results.setdefault((name, who, *cell), []).append(value)
    print("| model | rows | " + " | ".join(f"B={b}" for b in BATCHES) + " |")
    print("| --- | --- |" + " --- |" * len(BATCHES))
    for name, _, _ in cases:
        for element in ("f32", "f64"):
            texts = []
            for batch in BATCHES:
                ours = statistics.median(results[name, "ours", element, batch])
                theirs = statistics.median(results[name, "library", element, batch])
                texts.append(f"{ours:.0f} / {theirs:.0f} ({theirs / ours:.1f})")
            print(f"| {name} | {element} | " + " | ".join(texts) + " |")


if importlib.util.find_spec("lightgbm") is None:
    in_venv()
main()
