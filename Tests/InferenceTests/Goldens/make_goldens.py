#!/usr/bin/env python3
"""Small models of LightGBM and XGBoost with their own predictions, for InferenceTests.

    python3 -m venv VENV && VENV/bin/pip install lightgbm==4.7.0 xgboost==3.2.0 numpy==2.4.6 pandas==3.1.1
    VENV/bin/python make_goldens.py

Writes, beside this script, for each case NAME: NAME.txt, NAME.json or NAME.ubj (the model) and
NAME.f64: little-endian float64, row by row: the features, then the margins, then the predictions. cases.json lists
the cases with their counts. All seeds are fixed.
"""
import json
import os
import sys
import warnings

import lightgbm as lgb
import numpy as np
import pandas as pd
import xgboost as xgb

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = []
warnings.filterwarnings("ignore")


def edge_rows(rng, rows, thresholds, categorical, infinities):
    """Rows with missing values, zeros of both signs, tiny and huge numbers, and thresholds themselves."""
    rows = rows.copy()
    n, width = rows.shape
    for r in range(n):
        for f in range(width):
            u = rng.random()
            if f in categorical:
                if u < 0.4:
                    rows[r, f] = rng.choice([np.nan, -1, -0.5, -0.0, 0.5, 1.999999999999, 2.7, 3, 11, 40, 63, 64, 1000,
                                             16777215.0, 16777216.0, 2147483647.0, 2147483648.0,
                                             *((1e300, -1e300) if infinities else (3e38, -3e38))])
            elif u < 0.15:
                rows[r, f] = np.nan
            elif u < 0.25:
                rows[r, f] = rng.choice([0.0, -0.0, 1e-36, -1e-36, 1e-35, -1e-35, np.float64(np.float32(1e-35)), 1e-40,
                                         2e-35, -2e-35, 5e-324])
            elif u < 0.30 and infinities:
                rows[r, f] = rng.choice([np.inf, -np.inf, 1e300, -1e300, 3.4028235677973366e38])
            elif u < 0.55 and len(thresholds.get(f, [])):
                t = rng.choice(thresholds[f])
                rows[r, f] = rng.choice([t, np.nextafter(t, np.inf), np.nextafter(t, -np.inf), np.float64(np.float32(t))])
    return rows


def store(name, library, file, x, margins, predictions):
    margins = np.asarray(margins, np.float64).reshape(len(x), -1)
    predictions = np.asarray(predictions, np.float64).reshape(len(x), -1)
    np.hstack([x, margins, predictions]).astype("<f8").tofile(os.path.join(HERE, name + ".f64"))
    CASES.append({"name": name, "library": library, "files": file, "rows": len(x), "features": x.shape[1],
                  "margins": margins.shape[1], "predictions": predictions.shape[1]})


def lightgbm_case(name, params, x, y, rng, rounds=10, categorical=(), rows=200):
    params = {"verbosity": -1, "num_threads": 1, "seed": 7, "deterministic": True, "min_data_in_leaf": 5, **params}
    data = lgb.Dataset(x, label=y, categorical_feature=list(categorical), params=params, free_raw_data=False)
    booster = lgb.train(params, data, rounds)
    path = os.path.join(HERE, name + ".txt")
    booster.save_model(path)
    booster = lgb.Booster(model_file=path)
    thresholds = {}

    def visit(node):
        if "threshold" in node:
            if node["decision_type"] == "<=":
                thresholds.setdefault(node["split_feature"], []).append(float(node["threshold"]))
            visit(node["left_child"])
            visit(node["right_child"])

    for tree in booster.dump_model()["tree_info"]:
        visit(tree["tree_structure"])
    edges = edge_rows(rng, x[:rows], thresholds, categorical, True)
    store(name, "lightgbm", [name + ".txt"], edges, booster.predict(edges, raw_score=True), booster.predict(edges))


def xgboost_case(name, params, x, y, rng, rounds=10, categorical=(), rows=200, ubj=False):
    types = ["c" if f in categorical else "float" for f in range(x.shape[1])]
    names = [f"x{f}" for f in range(x.shape[1])]
    params = {"nthread": 1, "seed": 7, **params}
    data = xgb.DMatrix(x, label=y, feature_names=names, feature_types=types, enable_categorical=True)
    booster = xgb.train(params, data, rounds)
    files = [name + ".json"] + ([name + ".ubj"] if ubj else [])
    for file in files:
        booster.save_model(os.path.join(HERE, file))
    booster = xgb.Booster(model_file=os.path.join(HERE, files[0]))
    model = json.load(open(os.path.join(HERE, files[0])))["learner"]["gradient_booster"]
    thresholds = {}
    for tree in (model.get("model") or model["gbtree"]["model"])["trees"]:
        for left, f, t in zip(tree["left_children"], tree["split_indices"], tree["split_conditions"]):
            if left >= 0 and f not in categorical:
                thresholds.setdefault(f, []).append(float(np.float32(t)))
    edges = edge_rows(rng, x[:rows], thresholds, categorical, False)
    # What a double becomes on its way into the library.
    singles = edges.astype(np.float32)
    predict = lambda **k: booster.predict(
        xgb.DMatrix(singles, feature_names=names, feature_types=types, enable_categorical=True), **k)
    store(name, "xgboost", files, edges, predict(output_margin=True), predict())


def main():
    rng = np.random.default_rng(20240607)
    n = 1500
    x = rng.normal(size=(n, 6))
    x[:, 1] = np.round(x[:, 1], 1)
    x[:, 2] = rng.integers(0, 5, n)
    x[rng.random(n) < 0.2, 3] = np.nan
    x[rng.random(n) < 0.3, 4] = 0
    signal = np.nan_to_num(x[:, 0]) + x[:, 1] * (x[:, 2] > 2) - np.nan_to_num(x[:, 3]) + np.sin(3 * x[:, 4])
    noise = rng.normal(size=n) * 0.3
    binary = (signal + noise > 0).astype(int)
    classes = np.digitize(signal + noise, [-1, 0.5]).astype(int)
    counts = rng.poisson(np.exp(np.clip(signal, -2, 2)))
    c = x.copy()
    c[:, 2] = rng.integers(0, 12, n)
    c[:, 5] = rng.integers(0, 70, n)
    c[rng.random(n) < 0.1, 2] = np.nan
    c_signal = signal + np.isin(c[:, 2], [1, 3, 4, 9]) * 2 - (c[:, 5] % 7 == 3) * 2
    c_binary = (c_signal + noise > 0).astype(int)

    L = lambda name, params, *a, **k: lightgbm_case("lgb_" + name, params, *a, rng, **k)
    L("binary", {"objective": "binary", "num_leaves": 15}, x, binary)
    L("sigmoid", {"objective": "binary", "sigmoid": 1.7, "num_leaves": 7}, x, binary, rounds=5)
    L("multiclass", {"objective": "multiclass", "num_class": 3, "num_leaves": 7}, x, classes, rounds=5)
    L("multiclassova", {"objective": "multiclassova", "num_class": 3, "num_leaves": 7, "sigmoid": 0.8}, x, classes, rounds=4)
    L("regression", {"objective": "regression", "num_leaves": 15}, x, signal, rounds=5)
    L("sqrt", {"objective": "regression", "reg_sqrt": True, "num_leaves": 15}, x, signal * 5, rounds=5)
    L("l1", {"objective": "regression_l1", "num_leaves": 7}, x, signal, rounds=3)
    L("quantile", {"objective": "quantile", "alpha": 0.9, "num_leaves": 7}, x, signal, rounds=3)
    L("poisson", {"objective": "poisson", "num_leaves": 7}, x, counts, rounds=5)
    L("tweedie", {"objective": "tweedie", "num_leaves": 7}, x, counts, rounds=4)
    L("gamma", {"objective": "gamma", "num_leaves": 7}, x, counts + 0.5, rounds=4)
    L("cross_entropy", {"objective": "cross_entropy", "num_leaves": 7}, x, 1 / (1 + np.exp(-signal)), rounds=4)
    L("cross_entropy_lambda", {"objective": "cross_entropy_lambda", "num_leaves": 7}, x, 1 / (1 + np.exp(-signal)), rounds=4)
    L("rf", {"objective": "binary", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.7, "num_leaves": 15}, x, binary, rounds=7)
    L("rf_regression", {"objective": "regression", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.7, "num_leaves": 15}, x, signal, rounds=7)
    L("dart", {"objective": "binary", "boosting": "dart", "num_leaves": 7, "drop_rate": 0.5}, x, binary, rounds=8)
    L("zero_as_missing", {"objective": "binary", "zero_as_missing": True, "num_leaves": 15}, x, binary)
    L("no_missing", {"objective": "binary", "use_missing": False, "num_leaves": 15}, x, binary)
    L("categorical", {"objective": "binary", "num_leaves": 31, "min_data_per_group": 5, "cat_smooth": 1, "max_cat_to_onehot": 2},
      c, c_binary, categorical=(2, 5), rounds=15, rows=400)
    L("onehot", {"objective": "multiclass", "num_class": 3, "num_leaves": 9, "min_data_per_group": 5, "max_cat_to_onehot": 100}, c, classes,
      categorical=(2, 5), rounds=4, rows=300)
    L("stump", {"objective": "binary", "num_leaves": 2}, x, binary, rounds=1)
    L("single_leaf", {"objective": "regression", "min_data_in_leaf": 5000}, x, signal, rounds=3, rows=20)
    L("leaves_100", {"objective": "binary", "num_leaves": 100, "min_data_in_leaf": 2}, x, binary, rounds=3)
    big = rng.normal(size=(3000, 6))
    L("leaves_300", {"objective": "regression", "num_leaves": 300, "min_data_in_leaf": 1}, big, np.sin(big[:, 0] * 5) + big[:, 1] * big[:, 2], rounds=2, rows=300)

    X = lambda name, params, *a, **k: xgboost_case("xgb_" + name, params, *a, rng, **k)
    X("logistic", {"objective": "binary:logistic", "max_depth": 4}, x, binary, ubj=True)
    X("logitraw", {"objective": "binary:logitraw", "max_depth": 3}, x, binary, rounds=3)
    X("hinge", {"objective": "binary:hinge", "max_depth": 3}, x, binary, rounds=3)
    X("squarederror", {"objective": "reg:squarederror", "max_depth": 4}, x, signal, rounds=4)
    X("reg_logistic", {"objective": "reg:logistic", "max_depth": 3}, x, 1 / (1 + np.exp(-signal)), rounds=3)
    X("absoluteerror", {"objective": "reg:absoluteerror", "max_depth": 3}, x, signal, rounds=3)
    X("poisson", {"objective": "count:poisson", "max_depth": 3}, x, counts, rounds=4)
    X("gamma", {"objective": "reg:gamma", "max_depth": 3}, x, counts + 0.5, rounds=3)
    X("tweedie", {"objective": "reg:tweedie", "max_depth": 3}, x, counts, rounds=3)
    X("softprob", {"objective": "multi:softprob", "num_class": 3, "max_depth": 3}, x, classes, rounds=4, ubj=True)
    X("softmax", {"objective": "multi:softmax", "num_class": 3, "max_depth": 3}, x, classes, rounds=2)
    X("dart", {"objective": "binary:logistic", "booster": "dart", "rate_drop": 0.5, "max_depth": 3}, x, binary, rounds=6)
    X("forest", {"objective": "binary:logistic", "num_parallel_tree": 3, "subsample": 0.7, "max_depth": 3}, x, binary, rounds=2)
    X("exact", {"objective": "binary:logistic", "tree_method": "exact", "max_depth": 4}, x, binary, rounds=3)
    X("lossguide", {"objective": "binary:logistic", "grow_policy": "lossguide", "max_leaves": 100, "max_depth": 0, "min_child_weight": 0.1}, x, binary, rounds=2)
    X("categorical", {"objective": "binary:logistic", "max_depth": 5, "max_cat_to_onehot": 1}, c, c_binary, categorical=(2, 5), rounds=8, rows=400, ubj=True)
    X("onehot", {"objective": "binary:logistic", "max_depth": 4, "max_cat_to_onehot": 100}, c, c_binary, categorical=(2, 5), rounds=4, rows=300)
    X("stump", {"objective": "binary:logistic", "max_depth": 1}, x, binary, rounds=1)
    X("base_score", {"objective": "binary:logistic", "max_depth": 2, "base_score": 0.37}, x, binary, rounds=2)

    frames()
    with open(os.path.join(HERE, "cases.json"), "w") as file:
        json.dump({"lightgbm": lgb.__version__, "xgboost": xgb.__version__, "cases": CASES}, file, indent=1)
        file.write("\n")


def frames():
    """Data frames with category columns: what each library makes of missing and of unseen categories."""
    rng = np.random.default_rng(5)
    n = 800
    text = rng.choice(["ä", "b", "c c", "d"], n)
    number = rng.choice([10, 20, 35], n)
    value = rng.normal(size=n)
    y = ((value > 0) ^ np.isin(text, ["b", "d"]) ^ (number == 20)).astype(int)
    train = pd.DataFrame({"v": value, "s": pd.Categorical(text), "i": pd.Categorical(number)})
    probe = [(0.3, "ä", 10), (0.3, "b", 20), (0.3, "c c", 35), (0.3, "d", 10), (0.3, None, 10), (0.3, "b", None), (0.3, "new", 20)]
    frame = pd.DataFrame({
        "v": [p[0] for p in probe],
        "s": pd.Categorical([p[1] if p[1] != "new" else None for p in probe], categories=list(train["s"].cat.categories)),
        "i": pd.Categorical([p[2] for p in probe], categories=list(train["i"].cat.categories))})
    codes = np.column_stack([frame["v"], frame["s"].cat.codes.replace(-1, np.nan), frame["i"].cat.codes.replace(-1, np.nan)])

    booster = lgb.train({"objective": "binary", "verbosity": -1, "num_threads": 1, "seed": 7, "min_data_per_group": 5, "num_leaves": 8},
                        lgb.Dataset(train, label=y), 5)
    path = os.path.join(HERE, "lgb_frame.txt")
    booster.save_model(path)
    booster = lgb.Booster(model_file=path)
    store("lgb_frame", "lightgbm", ["lgb_frame.txt"], codes, booster.predict(frame, raw_score=True), booster.predict(frame))

    booster = xgb.train({"objective": "binary:logistic", "nthread": 1, "max_depth": 3},
                        xgb.DMatrix(train, label=y, enable_categorical=True), 5)
    for file in ("xgb_frame.json", "xgb_frame.ubj"):
        booster.save_model(os.path.join(HERE, file))
    matrix = xgb.DMatrix(frame, enable_categorical=True)
    store("xgb_frame", "xgboost", ["xgb_frame.json", "xgb_frame.ubj"], codes,
          booster.predict(matrix, output_margin=True), booster.predict(matrix))


main()
