"""Makes metrics.json: random predictions and targets, and what scikit-learn, SciPy and plain formulas say of them.

    python tests/shelves/golden/make_metrics.py

Numbers are whole multiples of a sixteenth, so that float32 holds them, and there are ties.
"""
import contextlib
import io
import json
from collections import Counter
from pathlib import Path

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from scipy import ndimage, special, stats
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

# Boxes: images with several objects, crowds and areas of their own, and what is found of them, as COCO judges.
images, most_found, most_true, classes = 12, 9, 6, 3
truths = {"boxes": np.zeros((images, most_true, 4)), "labels": -np.ones((images, most_true), int)}
truths |= {"crowd": np.zeros((images, most_true), int), "area": np.zeros((images, most_true))}
found = {"boxes": np.zeros((images, most_found, 4)), "labels": -np.ones((images, most_found), int)}
found |= {"scores": np.zeros((images, most_found))}
coco_truths, coco_found = [], []
for image in range(images):
    placed = []
    for i in range(rng.integers(0, most_true + 1)):
        size = np.round(rng.choice([12, 60, 150]) * rng.uniform(0.6, 1.6, 2) * 4) / 4
        box = [*np.round(rng.uniform(0, 200, 2) * 4) / 4, *size]
        label, crowd = int(rng.integers(0, classes)), int(rng.random() < 0.15)
        area = np.round(box[2] * box[3] * rng.uniform(0.5, 1) * 4) / 4
        placed.append((box, label))
        truths["boxes"][image, i], truths["labels"][image, i] = box, label
        truths["crowd"][image, i], truths["area"][image, i] = crowd, area
        coco_truths.append({"id": len(coco_truths) + 1, "image_id": image, "category_id": label, "bbox": box,
                            "iscrowd": crowd, "area": area})
    for i in range(rng.integers(0, most_found + 1)):
        if placed and rng.random() < 0.7:
            box, label = placed[rng.integers(len(placed))]
            box = np.round((np.array(box) + rng.normal(0, 0.08, 4) * np.array([*box[2:], *box[2:]])) * 4) / 4
            box[2:] = np.maximum(box[2:], 1)
        else:
            box, label = np.round(np.array([*rng.uniform(0, 200, 2), *rng.uniform(5, 120, 2)]) * 4) / 4, 0
        if rng.random() < 0.2:
            label = int(rng.integers(0, classes))
        score = float(rng.integers(1, 33)) / 32
        found["boxes"][image, i], found["labels"][image, i], found["scores"][image, i] = box, label, score
        coco_found.append({"image_id": image, "category_id": label, "bbox": list(box), "score": score})
for name, values in truths.items():
    put(f"truth_{name}", values)
for name, values in found.items():
    put(f"found_{name}", values)
with contextlib.redirect_stdout(io.StringIO()):
    coco = COCO()
    coco.dataset = {"images": [{"id": i} for i in range(images)], "annotations": coco_truths,
                    "categories": [{"id": i} for i in range(classes)]}
    coco.createIndex()
    judge = COCOeval(coco, coco.loadRes(coco_found), "bbox")
    judge.evaluate()
    judge.accumulate()
    judge.summarize()
scores["coco"] = judge.stats.tolist()
every = judge.eval["precision"][:, :, :, 0, 2]
scores["coco each"] = [float(every[:, :, k][every[:, :, k] > -1].mean()) for k in range(classes)]

# Texts of ragged lengths, filled up with zeros; 9 ends a text.
texts, length = 14, 12
said, there = np.zeros((texts, length), int), np.zeros((texts, length), int)
heard, meant = [], []
for i in range(texts):
    words = list(rng.integers(1, 5, rng.integers(3, length)))
    other = [int(rng.integers(1, 5)) if rng.random() < 0.25 else w for w in words if rng.random() < 0.9]
    heard.append(other), meant.append(words)
    for row, text in [(said, other), (there, words)]:
        row[i, : len(text)] = text
        if len(text) < length:
            row[i, len(text)] = 9
            row[i, len(text) + 1 :] = 3
put("said", said), put("there", there)


def edits(a, b):
    table = np.zeros((len(a) + 1, len(b) + 1), int)
    table[:, 0], table[0, :] = range(len(a) + 1), range(len(b) + 1)
    for i in range(len(a)):
        for k in range(len(b)):
            table[i + 1, k + 1] = min(table[i, k + 1] + 1, table[i + 1, k] + 1, table[i, k] + (a[i] != b[k]))
    return table[-1, -1]


def bleu(hypotheses, references, order=4):
    """Papineni et al. 2002 with sacreBLEU's exponential smoothing."""
    logs, halves = 0, 1
    for n in range(1, order + 1):
        right = total = 0
        for hypothesis, reference in zip(hypotheses, references):
            grams = [Counter(tuple(t[i : i + n]) for i in range(len(t) - n + 1)) for t in (hypothesis, reference)]
            right += sum((grams[0] & grams[1]).values())
            total += sum(grams[0].values())
        if right == 0:
            halves *= 2
        logs += np.log(right / total if right else 1 / (halves * total)) / order
    ours, theirs = sum(map(len, hypotheses)), sum(map(len, references))
    return 100 * np.exp(logs) * (1 if ours > theirs else np.exp(1 - theirs / ours))


scores["wer"] = 100 * sum(edits(a, b) for a, b in zip(heard, meant)) / sum(map(len, meant))
scores["bleu"], scores["bleu 2"] = bleu(heard, meant), bleu(heard, meant, 2)
scores["bleu 7"] = bleu(heard, meant, 7)

# Images of 0 to 255, on a coarse grid so that the file stays small.
clean = np.kron(rng.integers(0, 16, (3, 7, 6, 2)) * 16, np.ones((1, 2, 3, 1), int))
noisy = np.clip(clean + rng.integers(-12, 13, clean.shape), 0, 255)
put("clean", clean), put("noisy", noisy)
scores["psnr"] = np.mean([20 * np.log10(255 / np.sqrt(((a - b) ** 2).mean())) for a, b in zip(clean, noisy)])


def ssim(a, b, top=255):
    """Wang et al. 2004, windows within the image; SciPy's filter has the same 11 weights."""
    def blur(x):
        return ndimage.gaussian_filter(x, 1.5, truncate=3.5)[5:-5, 5:-5]
    a, b = a.astype(float), b.astype(float)
    one, two = blur(a), blur(b)
    c1, c2 = (0.01 * top) ** 2, (0.03 * top) ** 2
    both = (2 * one * two + c1) * (2 * (blur(a * b) - one * two) + c2)
    return (both / ((one**2 + two**2 + c1) * (blur(a * a) - one**2 + blur(b * b) - two**2 + c2))).mean()


scores["ssim"] = np.mean([ssim(a[..., c], b[..., c]) for a, b in zip(clean, noisy) for c in range(2)])

out = Path(__file__).with_name("metrics.json")
out.write_text(json.dumps({"data": data, "scores": scores}, separators=(",", ":")) + "\n")
print(out, out.stat().st_size, "bytes")
