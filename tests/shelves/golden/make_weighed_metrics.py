"""Makes weighed_metrics.json: what scikit-learn and NumPy say of the data of metrics.json, where samples weigh unlike.

    python tests/shelves/golden/make_weighed_metrics.py
"""
import json
from pathlib import Path

import numpy as np
from scipy import special
from sklearn import metrics as m

here = Path(__file__).parent
data = {name: np.array(values) for name, values in json.loads((here / "metrics.json").read_text())["data"].items()}
rng = np.random.default_rng(17)
scores = {}

# Sixteenths from 1/16 on, some of them large, a few of nothing.
weight = np.round(rng.gamma(0.7, 2, len(data["labels"])) * 16 + 1) / 16
token_weight = weight[:9]
by_token = np.repeat(token_weight, data["token_labels"].shape[1])
kept = data["token_labels"].reshape(-1) >= 0


def counted(prefix, truth, answered, classes, w):
    names = {"precision": m.precision_score, "recall": m.recall_score, "f1": m.f1_score, "iou": m.jaccard_score}
    for name, score in names.items():
        for average in ["macro", "micro", "weighted"]:
            more = {"average": average, "zero_division": 0, "sample_weight": w}
            scores[f"{prefix} {name} {average}"] = 100 * score(truth, answered, **more)
    table = m.multilabel_confusion_matrix(truth, answered, sample_weight=w)
    scores[f"{prefix} specificity"] = 100 * np.mean(table[:, 0, 0] / (table[:, 0, 0] + table[:, 0, 1]))
    table = m.confusion_matrix(truth, answered, labels=range(classes), sample_weight=w)
    scores[f"{prefix} confusion"] = table.tolist()
    scores[f"{prefix} balanced"] = 100 * m.balanced_accuracy_score(truth, answered, sample_weight=w)
    scores[f"{prefix} kappa"] = m.cohen_kappa_score(
        truth, answered, labels=range(classes), weights="quadratic", sample_weight=w)
    scores[f"{prefix} matthews"] = m.matthews_corrcoef(truth, answered, sample_weight=w)
    scores[f"{prefix} accuracy"] = 100 * m.accuracy_score(truth, answered, sample_weight=w)


counted("rows", data["labels"], data["logits"].argmax(1), 5, weight)
tokens = data["token_logits"].reshape(-1, 5).argmax(1)[kept]
counted("tokens", data["token_labels"].reshape(-1)[kept], tokens, 5, by_token[kept])
counted("single", data["single_labels"], (data["single_logits"] > 0).astype(int), 2, weight)


def pr_auc(truth, score, w):
    precision, recall, _ = m.precision_recall_curve(truth, score, sample_weight=w)
    return m.auc(recall, precision)


labels, shares = data["ranked_labels"], special.softmax(data["ranked_logits"], axis=1)
onehot = np.eye(3)[labels]
for average in ["macro", "weighted"]:
    roc = m.roc_auc_score(labels, shares, multi_class="ovr", average=average, sample_weight=weight)
    scores[f"ranked roc {average}"] = roc
for average in ["macro", "weighted", "micro"]:
    scores[f"ranked ap {average}"] = m.average_precision_score(onehot, shares, average=average, sample_weight=weight)
scores["ranked pr"] = np.mean([pr_auc(onehot[:, i], shares[:, i], weight) for i in range(3)])
truth, score = data["single_labels"], data["single_logits"]
scores["single roc"] = m.roc_auc_score(truth, score, sample_weight=weight)
scores["single ap"] = m.average_precision_score(truth, score, sample_weight=weight)
scores["single pr"] = pr_auc(truth, score, weight)
scores["ranked logloss"] = m.log_loss(labels, shares, sample_weight=weight)

sure, right, error = shares.max(1), shares.argmax(1) == labels, 0
for low in range(10):
    inside = (sure > low / 10) & (sure <= (low + 1) / 10)
    if inside.any():
        apart = abs(np.average(right[inside], weights=weight[inside]) - np.average(sure[inside], weights=weight[inside]))
        error += apart * weight[inside].sum() / weight.sum()
scores["ranked calibration"] = error

targets, predictions = data["targets"], data["predictions"]
scores["r2"] = m.r2_score(targets, predictions, sample_weight=weight)
scores["mse"] = m.mean_squared_error(targets, predictions, sample_weight=weight)
scores["mae"] = m.mean_absolute_error(targets, predictions, sample_weight=weight)
spreads = [np.cov(predictions[:, i], targets[:, i], aweights=weight) for i in range(2)]
scores["pearson"] = np.mean([s[0, 1] / np.sqrt(s[0, 0] * s[1, 1]) for s in spreads])

out = here / "weighed_metrics.json"
whole = {"weight": weight.tolist(), "token_weight": token_weight.tolist(), "scores": scores}
out.write_text(json.dumps(whole, separators=(",", ":")) + "\n")
print(out, out.stat().st_size, "bytes")
