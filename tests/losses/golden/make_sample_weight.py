"""Writes sample_weight.json: what scikit-learn makes of samples that weigh unlike, as losses and as metrics."""
import json
import pathlib

import numpy as np
from sklearn import metrics

rng = np.random.default_rng(5)
SAMPLES, CLASSES = 11, 4
logits = np.round(rng.normal(size=(SAMPLES, CLASSES)), 3)
labels = rng.integers(CLASSES, size=SAMPLES)
weight = np.round(rng.gamma(1, size=SAMPLES), 2)
weight[3] = 0
prediction, target = np.round(rng.normal(size=(2, SAMPLES, 3)) + 2, 3)
answers = rng.integers(2, size=SAMPLES)
chances = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
yes = 1 / (1 + np.exp(-logits[:, :1]))

json.dump({
    "logits": logits.tolist(), "labels": labels.tolist(), "weight": weight.tolist(),
    "prediction": prediction.tolist(), "target": target.tolist(), "answers": answers.tolist(),
    "crossEntropy": metrics.log_loss(labels, chances, sample_weight=weight),
    "binaryCrossEntropy": metrics.log_loss(answers, yes, sample_weight=weight),
    "meanSquaredError": metrics.mean_squared_error(target, prediction, sample_weight=weight),
    "meanAbsoluteError": metrics.mean_absolute_error(target, prediction, sample_weight=weight),
    "hinge": metrics.hinge_loss(answers * 2 - 1, logits[:, 0], sample_weight=weight),
    "accuracy": 100 * metrics.accuracy_score(labels, logits.argmax(1), sample_weight=weight),
    "top2": 100 * metrics.top_k_accuracy_score(labels, logits, k=2, sample_weight=weight),
    "mape": 100 * metrics.mean_absolute_percentage_error(target, prediction, sample_weight=weight),
    "rmse": metrics.mean_squared_error(target, prediction, sample_weight=weight) ** 0.5,
    "brier": metrics.brier_score_loss(answers, yes[:, 0], sample_weight=weight),
}, open(pathlib.Path(__file__).parent / "sample_weight.json", "w"))
