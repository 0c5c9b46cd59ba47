"""Makes losses.json: what PyTorch, in float64 on the CPU, says of every loss and of its slopes.

    python tests/shelves/golden/make_losses.py

Where PyTorch has no such loss, the formula of the paper is written down here in its operations.
"""
import json
import os

import torch
import torch.nn.functional as F

torch.manual_seed(0)
ROWS = []


def plain(x, places=9):
    if x.dtype == torch.int64:
        return {"shape": list(x.shape), "dtype": "int32", "values": x.flatten().tolist()}
    return {"shape": list(x.shape), "values": [float(f"{v:.{places}g}") for v in x.flatten().tolist()]}


def row(factory, options, prediction, target, judge):
    """One row: what is judged is a tensor, or several by name; slopes are those of each."""
    named = prediction if isinstance(prediction, dict) else {"": prediction}
    leaves = {name: x.clone().double().requires_grad_(True) for name, x in named.items()}
    value = judge(leaves if isinstance(prediction, dict) else leaves[""], target)
    value.backward()
    ROWS.append({
        "loss": factory,
        "options": options,
        "prediction": {name: plain(x) for name, x in named.items()},
        "target": {name: plain(x) for name, x in (target if isinstance(target, dict) else {"": target}).items()},
        "value": float(f"{value.item():.12g}"),
        "gradients": {name: plain(x.grad)["values"] for name, x in leaves.items()},
    })


def rounded(*shape, scale=2.0):
    # Numbers that float32 holds exactly.
    return torch.round(torch.randn(*shape, dtype=torch.float64) * scale * 64) / 64


T = torch.tensor
X = T([[-3, 0, 0.5], [2, 50, -50]], dtype=torch.float64)
NUMBERS = T([[-1, 0, 1], [0.5, 49, 1]], dtype=torch.float64)
CHANCES = T([[0, 1, 1], [0.25, 0, 1]], dtype=torch.float64)
LABELS = T([2, 0])

# Regression.
row("meanSquaredError", {}, X, NUMBERS, F.mse_loss)
row("meanAbsoluteError", {}, X, NUMBERS, F.l1_loss)
row("huber", {}, X, NUMBERS, F.huber_loss)
row("huber", {"delta": 0.25}, X, NUMBERS, lambda x, y: F.huber_loss(x, y, delta=0.25))
row("smoothL1", {}, X, NUMBERS, F.smooth_l1_loss)
row("smoothL1", {"beta": 0.25}, X, NUMBERS, lambda x, y: F.smooth_l1_loss(x, y, beta=0.25))
row("cosineSimilarity", {}, rounded(4, 5), rounded(4, 5), lambda x, y: (1 - F.cosine_similarity(x, y, dim=-1)).mean())
row("cosineSimilarity", {}, rounded(2, 3, 4), rounded(2, 3, 4), lambda x, y: (1 - F.cosine_similarity(x, y, dim=-1)).mean())

# Yes and no.
bce = F.binary_cross_entropy_with_logits
row("binaryCrossEntropy", {}, X, CHANCES, bce)
row("binaryCrossEntropy", {"posWeight": 3}, X, CHANCES, lambda x, y: bce(x, y, pos_weight=T([3.0]).double()))
row("binaryCrossEntropy", {"posWeight": [3, 0.5, 2], "weights": [1, 2, 0.5]}, X, CHANCES,
    lambda x, y: bce(x, y, pos_weight=T([3, 0.5, 2]).double(), weight=T([1, 2, 0.5]).double()))
row("binaryCrossEntropy", {"weights": [1, 2, 0.5]}, rounded(2, 2, 3), torch.randint(0, 2, (2, 2, 3)).double(),
    lambda x, y: bce(x, y, weight=T([1, 2, 0.5]).double()))


def sigmoid_focal(x, y, alpha=0.25, gamma=2.0):
    # torchvision.ops.sigmoid_focal_loss with reduction="mean".
    p, ce = torch.sigmoid(x), bce(x, y, reduction="none")
    right = p * y + (1 - p) * (1 - y)
    return ((alpha * y + (1 - alpha) * (1 - y)) * ce * (1 - right) ** gamma).mean()


row("sigmoidFocal", {}, X, CHANCES, sigmoid_focal)
row("sigmoidFocal", {"alpha": 0.6, "gamma": 1.5}, rounded(3, 4), torch.randint(0, 2, (3, 4)).double(),
    lambda x, y: sigmoid_focal(x, y, 0.6, 1.5))


def hinge(x, y, margin=1.0, power=1):
    return ((margin - torch.where(y > 0, 1.0, -1.0) * x).clamp(min=0) ** power).mean()


SIDES = T([[1, -1, 1], [1, -1, 1]], dtype=torch.float64)
row("hinge", {}, X, SIDES, hinge)
row("hinge", {"margin": 2, "squared": True}, X, SIDES, lambda x, y: hinge(x, y, 2.0, 2))

# Classes.
ce = F.cross_entropy
row("crossEntropy", {}, X, LABELS, ce)
row("crossEntropy", {"labelSmoothing": 0.1}, X, LABELS, lambda x, y: ce(x, y, label_smoothing=0.1))
WEIGHTS = [0.5, 2, 3.5]
w = T(WEIGHTS).double()
row("crossEntropy", {"classWeights": WEIGHTS}, X, LABELS, lambda x, y: ce(x, y, weight=w))
logits, labels = rounded(6, 3), T([0, 2, 1, 1, 0, 2])
row("crossEntropy", {"classWeights": WEIGHTS, "labelSmoothing": 0.2}, logits, labels,
    lambda x, y: ce(x, y, weight=w, label_smoothing=0.2))
row("crossEntropy", {"classWeights": WEIGHTS, "labelSmoothing": 0.2, "ignoreIndex": 1}, logits, labels,
    lambda x, y: ce(x, y, weight=w, label_smoothing=0.2, ignore_index=1))
tokens, words = rounded(3, 4, 5), torch.randint(0, 5, (3, 4))
words[0, 2:] = -100
words[2, 3:] = -100
last = lambda x: x.movedim(-1, 1)
row("crossEntropy", {}, tokens, words.clamp(min=0), lambda x, y: ce(last(x), y))
row("crossEntropy", {"ignoreIndex": -100}, tokens, words, lambda x, y: ce(last(x), y))
row("crossEntropy", {"ignoreIndex": -100, "labelSmoothing": 0.1}, tokens, words,
    lambda x, y: ce(last(x), y, label_smoothing=0.1))
pixels, mask = rounded(2, 3, 2, 3), torch.randint(0, 3, (2, 3, 2))
mask[0, 0, 1] = 255
row("crossEntropy", {"ignoreIndex": 255, "classWeights": WEIGHTS}, pixels, mask,
    lambda x, y: ce(last(x), y, weight=w, ignore_index=255))
shares = torch.softmax(rounded(6, 3), -1).float().double()
row("crossEntropy", {"soft": True}, logits, shares, ce)
row("crossEntropy", {"soft": True, "classWeights": WEIGHTS, "labelSmoothing": 0.2}, logits, shares,
    lambda x, y: ce(x, y, weight=w, label_smoothing=0.2))
many = torch.softmax(rounded(3, 4, 5), -1).float().double()
row("crossEntropy", {"soft": True}, tokens, many, lambda x, y: ce(last(x), last(y)))


def softmax_focal(x, y, gamma=2.0, alpha=None, ignored=None):
    x, y = x.reshape(-1, x.shape[-1]), y.reshape(-1)
    kept = y != ignored if ignored is not None else torch.ones_like(y, dtype=torch.bool)
    x, y = x[kept], y[kept]
    logs = F.log_softmax(x, -1)[torch.arange(len(y)), y]
    losses = -((1 - logs.exp()) ** gamma) * logs
    return (losses if alpha is None else T(alpha).double()[y] * losses).mean()


row("softmaxFocal", {}, logits, labels, softmax_focal)
row("softmaxFocal", {"gamma": 0.5, "alpha": WEIGHTS, "ignoreIndex": 255}, pixels, mask,
    lambda x, y: softmax_focal(x, y, 0.5, WEIGHTS, 255))

row("multiMargin", {}, X, LABELS, F.multi_margin_loss)
row("multiMargin", {"squared": True, "margin": 2, "classWeights": WEIGHTS}, logits, labels,
    lambda x, y: F.multi_margin_loss(x, y, p=2, margin=2.0, weight=w))

kl = lambda x, y: F.kl_div(F.log_softmax(x, -1), y, reduction="batchmean")
with_none = shares.clone()
with_none[0] = T([0, 1, 0])
row("klDivergence", {}, logits, with_none, kl)
teacher = rounded(6, 3)
row("klDivergence", {"targetLogits": True, "temperature": 3}, logits, teacher,
    lambda x, y: 9 * F.kl_div(F.log_softmax(x / 3, -1), F.log_softmax(y / 3, -1), reduction="batchmean", log_target=True))

# Masks.


def ratio(x, y, judge, ignored=None):
    if y.shape == x.shape:
        p = torch.sigmoid(x)
    else:
        p, kept = torch.softmax(x, -1), (torch.ones_like(y) if ignored is None else y != ignored)
        marks = F.one_hot(torch.where(kept.bool(), y, 0), x.shape[-1]).double()
        p, y = p * kept[..., None], marks * kept[..., None]
    p, y = p.reshape(p.shape[0], -1, p.shape[-1]), y.reshape(y.shape[0], -1, y.shape[-1])
    return (1 - judge((p * y).sum(1), p.sum(1), y.sum(1))).mean()


dice = lambda smooth: lambda hits, p, y: (2 * hits + smooth) / (p + y + smooth)
tversky = lambda a, b, s: lambda hits, p, y: (hits + s) / (hits + a * (p - hits) + b * (y - hits) + s)
binary = torch.randint(0, 2, (2, 3, 2, 1)).double()
row("softDice", {}, rounded(2, 3, 2, 1), binary, lambda x, y: ratio(x, y, dice(1)))
row("softDice", {"smooth": 0.5, "ignoreIndex": 255}, pixels, mask, lambda x, y: ratio(x, y, dice(0.5), 255))
row("tversky", {}, pixels, mask.clamp(max=2), lambda x, y: ratio(x, y, tversky(0.3, 0.7, 1)))
row("tversky", {"alpha": 0.8, "beta": 0.1, "smooth": 2, "ignoreIndex": 255}, pixels, mask,
    lambda x, y: ratio(x, y, tversky(0.8, 0.1, 2), 255))

# Embeddings.
three = {"anchor": rounded(5, 4), "positive": rounded(5, 4), "negative": rounded(5, 4)}
of = lambda p: (p["anchor"], p["positive"], p["negative"])
none = torch.zeros(5).double()
row("tripletMargin", {}, three, none, lambda p, _: F.triplet_margin_loss(*of(p)))
row("tripletMargin", {"margin": 3, "swap": True}, three, none, lambda p, _: F.triplet_margin_loss(*of(p), margin=3.0, swap=True))
two = {"anchor": three["anchor"], "other": three["positive"]}
alike = T([1, -1, -1, 1, -1]).double()
row("cosineEmbedding", {}, two, alike, lambda p, y: F.cosine_embedding_loss(p["anchor"], p["other"], y))
row("cosineEmbedding", {"margin": 0.2}, two, alike,
    lambda p, y: F.cosine_embedding_loss(p["anchor"], p["other"], y, margin=0.2))


def info_nce(p, temperature, symmetric):
    scores = F.normalize(p["anchor"], dim=-1) @ F.normalize(p["positive"], dim=-1).T / temperature
    own = torch.arange(len(scores))
    return (ce(scores, own) + ce(scores.T, own)) / 2 if symmetric else ce(scores, own)


partners = {"anchor": three["anchor"], "positive": three["positive"]}
row("infoNce", {}, partners, none, lambda p, _: info_nce(p, 0.07, False))
row("infoNce", {"temperature": 0.5, "symmetric": True}, partners, none, lambda p, _: info_nce(p, 0.5, True))

# Sequences.


def ctc(x, labels, frames, **how):
    lengths = (labels >= 0).sum(1)
    return F.ctc_loss(F.log_softmax(x, -1).transpose(0, 1), labels.clamp(min=0), frames, lengths, **how)


said = T([[1, 2, 2, 3], [3, 3, -1, -1], [2, -1, -1, -1], [-1, -1, -1, -1]])
frames = T([9, 9, 9, 9])
row("ctc", {}, rounded(4, 9, 5), said, lambda x, y: ctc(x, y, frames))
short = T([9, 5, 3, 2])
row("ctc", {"blank": 4}, rounded(4, 9, 5), {"labels": said, "frames": short},
    lambda x, y: ctc(x, y["labels"], y["frames"], blank=4))
tight = T([4, 3, 3, 2])  # The first one has no room for the blank between its twins.
row("ctc", {"zeroInfinity": True}, rounded(4, 9, 5), {"labels": said, "frames": tight},
    lambda x, y: ctc(x, y["labels"], y["frames"], zero_infinity=True))

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "losses.json")
with open(path, "w") as file:
    file.write("[\n" + ",\n".join("  " + json.dumps(row) for row in ROWS) + "\n]\n")
