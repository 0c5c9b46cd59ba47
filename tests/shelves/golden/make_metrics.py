"""Makes metrics.json: random predictions and targets, and what scikit-learn, SciPy and plain formulas say of them.

    python tests/shelves/golden/make_metrics.py

Numbers are whole multiples of a sixteenth, so that float32 holds them, and there are ties.
"""
import json
from pathlib import Path

import numpy as np
from scipy import special, stats
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

# Three classes that all occur, as rankings are of; with ties, and with probabilities.
ranked_labels = put("ranked_labels", rng.integers(0, 3, n))
ranked_logits = np.round(rng.normal(0, 1, (n, 3)) * 4) / 4
ranked_logits[np.arange(n), ranked_labels] += 0.5
ranked_logits = put("ranked_logits", ranked_logits)
shares = special.softmax(ranked_logits, axis=1)
onehot = np.eye(3)[ranked_labels]
two_logits = put("two_logits", np.round(rng.normal(0, 1, (n, 2)) * 4) / 4)
two_shares = special.softmax(two_logits, axis=1)
single_share = special.expit(single_logits)
for ours in ["macro", "weighted"]:
    for multi in ["ovr", "ovo"]:
        scores[f"ranked roc {multi} {ours}"] = m.roc_auc_score(ranked_labels, shares, multi_class=multi, average=ours)


def pr_auc(truth, score):
    precision, recall, _ = m.precision_recall_curve(truth, score)
    return m.auc(recall, precision)


for ours in ["macro", "weighted", "micro"]:
    scores[f"ranked ap {ours}"] = m.average_precision_score(onehot, shares, average=ours)
each = [pr_auc(onehot[:, i], shares[:, i]) for i in range(3)]
scores["ranked pr macro"] = np.mean(each)
scores["ranked pr weighted"] = np.average(each, weights=onehot.sum(0))
scores["ranked pr micro"] = pr_auc(onehot.ravel(), shares.ravel())


def calibration(truth, share, bins, norm):
    """Guo et al.: parts (low, high] of the surest probability."""
    sure, right = share.max(1), share.argmax(1) == truth
    errors, weights = [], []
    for low in range(bins):
        inside = (sure > low / bins) & (sure <= (low + 1) / bins)
        if inside.any():
            errors.append(abs(right[inside].mean() - sure[inside].mean()))
            weights.append(inside.mean())
    errors, weights = np.array(errors), np.array(weights)
    if norm == "largest":
        return errors.max()
    return (errors * weights).sum() if norm == "mean" else np.sqrt((errors**2 * weights).sum())


def likely(prefix, truth, share):
    classes = share.shape[1]
    scores[f"{prefix} logloss"] = m.log_loss(truth, share, labels=range(classes))
    scores[f"{prefix} perplexity"] = np.exp(scores[f"{prefix} logloss"])
    onehot = np.eye(classes)[truth]
    whole = ((share - onehot) ** 2).sum(1).mean()
    scores[f"{prefix} brier"] = whole / 2 if classes == 2 else whole
    for norm in ["mean", "square", "largest"]:
        scores[f"{prefix} calibration {norm}"] = calibration(truth, share, 10, norm)


likely("ranked", ranked_labels, shares)
likely("single", single_labels, np.stack([1 - single_share, single_share], 1))
likely("two", single_labels, two_shares)
likely("tokens", token_truth, special.softmax(token_logits.reshape(-1, 5)[kept], axis=1))
assert abs(scores["single brier"] - m.brier_score_loss(single_labels, single_share)) < 1e-12
for prefix, score in [("single", single_logits), ("two", two_logits[:, 1] - two_logits[:, 0])]:
    scores[f"{prefix} roc"] = m.roc_auc_score(single_labels, score)
    scores[f"{prefix} ap"] = m.average_precision_score(single_labels, score)
    scores[f"{prefix} pr"] = pr_auc(single_labels, score)

# Numbers far from zero, where one pass over sums of squares would lose all digits.
targets = put("targets", 1000 + sixteenths(n, 2))
predictions = put("predictions", targets + sixteenths(n, 2, scale=0.5))
scores["mse"] = m.mean_squared_error(targets, predictions)
scores["rmse"] = np.sqrt(scores["mse"])
scores["mae"] = m.mean_absolute_error(targets, predictions)
scores["mape"] = 100 * m.mean_absolute_percentage_error(targets, predictions)
scores["r2"] = m.r2_score(targets, predictions)
pairs = [(predictions[:, i], targets[:, i]) for i in range(2)]
scores["pearson"] = np.mean([stats.pearsonr(p, y).statistic for p, y in pairs])
scores["spearman"] = np.mean([stats.spearmanr(p, y).statistic for p, y in pairs])

out = Path(__file__).with_name("metrics.json")
out.write_text(json.dumps({"data": data, "scores": scores}, separators=(",", ":")) + "\n")
print(out, out.stat().st_size, "bytes")
