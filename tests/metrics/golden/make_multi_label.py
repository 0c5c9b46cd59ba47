"""Writes multi_label.json: scores of answers that may have several labels, by scikit-learn."""
import json
import math
import pathlib

import numpy as np
from sklearn import metrics

drawn = np.random.default_rng(7)
logits = np.round(drawn.normal(size=(41, 3)) * 4) / 4  # Some are equal.
labels = (drawn.random((41, 3)) < 1 / (1 + np.exp(-logits))).astype(int)
weights = drawn.integers(1, 9, 41) / 4
said = {}
for average in ("macro", "micro", "weighted", "samples"):
    kept = (labels.sum(1) % 3 != 0) if average == "samples" else np.ones(41, bool)
    said[f"rocAuc {average}"] = metrics.roc_auc_score(labels[kept], logits[kept], average=average)
    said[f"averagePrecision {average}"] = metrics.average_precision_score(labels, logits, average=average)
    weigh = {"average": average, "sample_weight": weights}
    said[f"weighed averagePrecision {average}"] = metrics.average_precision_score(labels, logits, **weigh)
for average in ("macro", "micro", "weighted"):
    for name in ("precision", "recall", "f1"):
        score = getattr(metrics, f"{name}_score")
        # A fourth label is there in none, and answered in none.
        wide = [np.hstack([of, np.zeros((41, 1), int)]) for of in (labels, (logits > 0).astype(int))]
        said[f"{name} {average}"] = 100 * score(*wide, average=average, zero_division=0)
        said[f"weighed {name} {average}"] = 100 * score(*wide, average=average, zero_division=0, sample_weight=weights)
assert all(math.isfinite(score) for score in said.values())
path = pathlib.Path(__file__).with_name("multi_label.json")
path.write_text(json.dumps({"logits": logits.tolist(), "labels": labels.tolist(), "weights": weights.tolist(), "said": said}) + "\n")
