"""Makes metrics.json: random predictions and targets, and what scikit-learn, SciPy and plain formulas say of them.

    python tests/shelves/golden/make_metrics.py

Numbers are whole multiples of a sixteenth, so that float32 holds them, and there are ties.
"""
import json
from pathlib import Path

import numpy as np
from sklearn import metrics as m

rng = np.random.default_rng(13)
data, scores = {}, {}


def sixteenths(*shape, scale=2.0):
    return np.round(rng.normal(0, scale, shape) * 16) / 16


def put(name, value):
    data[name] = np.asarray(value).tolist()
    return np.asarray(value)


# Four classes of five: the last never occurs, the fourth is answered and never there.
n = 53
labels = put("labels", rng.integers(0, 3, n))
logits = sixteenths(n, 5)
logits[:, 4] -= 99
logits[np.arange(n), labels] += 1
logits = put("logits", logits)
answers = logits.argmax(1)

# The same with tokens, some of which are padding.
token_labels = rng.integers(0, 5, (9, 6))
token_labels[rng.random((9, 6)) < 0.3] = -1
token_labels = put("token_labels", token_labels)
token_logits = put("token_logits", sixteenths(9, 6, 5))
kept = token_labels.reshape(-1) >= 0
token_answers, token_truth = token_logits.reshape(-1, 5).argmax(1)[kept], token_labels.reshape(-1)[kept]

# Two classes by one logit.
single_labels = put("single_labels", (rng.random(n) < 0.4).astype(int))
single_logits = put("single_logits", sixteenths(n) + single_labels)
single_answers = (single_logits > 0).astype(int)


def counted(prefix, truth, answered, classes):
    names = {"precision": m.precision_score, "recall": m.recall_score, "f1": m.f1_score, "iou": m.jaccard_score}
    names["fBeta"] = lambda *a, **k: m.fbeta_score(*a, beta=0.5, **k)
    for name, score in names.items():
        for average in ["macro", "micro", "weighted"]:
            scores[f"{prefix} {name} {average}"] = 100 * score(truth, answered, average=average, zero_division=0)
        each = score(truth, answered, average=None, labels=range(classes), zero_division=0)
        scores[f"{prefix} {name} each"] = (100 * each).tolist()
        if name != "iou":
            scores[f"{prefix} {name} one"] = 100 * score(truth, answered, average="macro", zero_division=1)
            scores[f"{prefix} {name} nan"] = 100 * score(truth, answered, average="macro", zero_division=np.nan)
    scores[f"{prefix} dice"] = scores[f"{prefix} f1 macro"]
    # [[tn, fp], [fn, tp]] of each class that occurs.
    table = m.multilabel_confusion_matrix(truth, answered)
    tn, fp = table[:, 0, 0], table[:, 0, 1]
    scores[f"{prefix} specificity macro"] = 100 * np.mean(tn / (tn + fp))
    scores[f"{prefix} specificity micro"] = 100 * tn.sum() / (tn + fp).sum()
    scores[f"{prefix} confusion"] = m.confusion_matrix(truth, answered, labels=range(classes)).tolist()
    for normalize, ours in [("true", "labels"), ("pred", "answers"), ("all", "all")]:
        shares = 100 * m.confusion_matrix(truth, answered, labels=range(classes), normalize=normalize)
        scores[f"{prefix} confusion {ours}"] = shares.tolist()
    scores[f"{prefix} accuracy"] = 100 * m.accuracy_score(truth, answered)
    scores[f"{prefix} balanced"] = 100 * m.balanced_accuracy_score(truth, answered)
    scores[f"{prefix} adjusted"] = 100 * m.balanced_accuracy_score(truth, answered, adjusted=True)
    for weights in [None, "linear", "quadratic"]:
        kappa = m.cohen_kappa_score(truth, answered, labels=range(classes), weights=weights)
        scores[f"{prefix} kappa {weights or 'none'}"] = kappa
    scores[f"{prefix} matthews"] = m.matthews_corrcoef(truth, answered)


counted("rows", labels, answers, 5)
counted("tokens", token_truth, token_answers, 5)
counted("single", single_labels, single_answers, 2)
for name, score in {"precision": m.precision_score, "recall": m.recall_score, "f1": m.f1_score}.items():
    scores[f"single {name} binary"] = 100 * score(single_labels, single_answers)
scores["single specificity binary"] = 100 * m.recall_score(single_labels, single_answers, pos_label=0)
for k in [2, 3]:
    scores[f"rows top{k}"] = 100 * m.top_k_accuracy_score(labels, logits, k=k, labels=range(5))
    flat = token_logits.reshape(-1, 5)[kept]
    scores[f"tokens top{k}"] = 100 * m.top_k_accuracy_score(token_truth, flat, k=k, labels=range(5))

out = Path(__file__).with_name("metrics.json")
out.write_text(json.dumps({"data": data, "scores": scores}, separators=(",", ":")) + "\n")
print(out, out.stat().st_size, "bytes")
