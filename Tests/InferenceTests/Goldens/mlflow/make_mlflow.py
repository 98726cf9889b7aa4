#!/usr/bin/env python3
"""Small models as MLflow saves them, each with golden rows of its own library, for InferenceTests.

    python3 -m venv VENV
    VENV/bin/pip install lightgbm==4.7.0 xgboost==3.2.0 numpy==2.4.6 pandas==3.1.1 mlflow-skinny==3.17.2
    VENV/bin/python make_mlflow.py

Writes model/lightgbm, model/xgboost and model/unnamed (no signature) beside this script.
"""
import json
import pathlib
import shutil

import lightgbm
import mlflow.lightgbm
import mlflow.xgboost
import numpy
import pandas
import xgboost
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, DataType, Schema

here = pathlib.Path(__file__).resolve().parent / "model"
shutil.rmtree(here, ignore_errors=True)
random = numpy.random.default_rng(7)
rows = pandas.DataFrame(random.random((400, 2)), columns=["a", "b c"])
rows["kind"] = pandas.Categorical(random.choice(["x", "y", "z"], 400))
label = (rows["a"] + rows["b c"] + (rows["kind"] == "y") > 1.2).astype(int)
numbers = rows[["a", "b c"]]
double = [ColSpec(DataType.double, name) for name in numbers.columns]


def keep(folder, table, predictions):
    """Leaves what is read, and adds golden rows."""
    for file in ["conda.yaml", "python_env.yaml", "requirements.txt"]:
        (here / folder / file).unlink(missing_ok=True)
    with open(here / folder / "golden.jsonl", "w", encoding="utf-8") as lines:
        for row in range(0, 400, 50):
            features = {name: table[name].iloc[row] for name in table.columns}
            golden = {"features": features, "prediction": float(predictions[row])}
            lines.write(json.dumps(golden, default=float) + "\n")


booster = lightgbm.train(
    {"objective": "binary", "num_leaves": 6, "verbose": -1, "seed": 1},
    lightgbm.Dataset(rows, label), 4)
signature = ModelSignature(inputs=Schema([*double, ColSpec(DataType.string, "kind")]))
mlflow.lightgbm.save_model(booster, here / "lightgbm", signature=signature)
keep("lightgbm", rows, booster.predict(rows))

forest = xgboost.train(
    {"objective": "binary:logistic", "max_depth": 3, "seed": 1},
    xgboost.DMatrix(numbers.to_numpy(), label), 4)
mlflow.xgboost.save_model(forest, here / "xgboost", signature=ModelSignature(inputs=Schema(double)))
keep("xgboost", numbers, forest.predict(xgboost.DMatrix(numbers.to_numpy())))

mlflow.xgboost.save_model(forest, here / "unnamed", model_format="json")
unnamed = numbers.rename(columns={"a": "f0", "b c": "f1"})
keep("unnamed", unnamed, forest.predict(xgboost.DMatrix(numbers.to_numpy())))
