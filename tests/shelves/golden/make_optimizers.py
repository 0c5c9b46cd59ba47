"""Walks of every optimizer over 20 steps, by PyTorch in float64, or by the paper where PyTorch has none.

    python tests/shelves/golden/make_optimizers.py

Three weights roll down bowls of their own: a bias [3], a kernel [3, 2] (inputs, outputs) and a filter [1, 2, 2, 3] (height,
width, inputs, outputs). The gradient of a weight w is `curvature * (w - target)`, number by number.
"""
import json
import pathlib

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
STEPS, SHOWN = 20, (1, 2, 5, 10, 20)
SHAPES = {"bias": (3,), "kernel": (3, 2), "filter": (1, 2, 2, 3)}
draw = np.random.default_rng(7)
BOWL = {
    name: {
        "start": draw.normal(0, 1, shape).round(3),
        "target": draw.normal(0, 1, shape).round(3),
        "curvature": draw.uniform(0.5, 3, shape).round(3),
    }
    for name, shape in SHAPES.items()
}


def slope(name, w):
    return BOWL[name]["curvature"] * (w - BOWL[name]["target"])


def walk(start, step):
    """Calls step(t, weights, gradients), t from 1, which answers the next weights."""
    w, seen = {name: b["start"].astype(np.float64) for name, b in BOWL.items()}, []
    start(w)
    for t in range(1, STEPS + 1):
        w = step(t, w, {name: slope(name, w[name]) for name in w})
        if t in SHOWN:
            seen.append({name: [float(f"{v:.9g}") for v in w[name].ravel()] for name in w})
    return seen


def by_torch(make, before=None, **numbers):
    """Of make(parameters); numbers of its group may be functions of t."""
    state = {}

    def start(w):
        state["p"] = {name: torch.nn.Parameter(torch.tensor(w[name].copy())) for name in w}
        state["o"] = make(list(state["p"].values()))

    def step(t, w, grads):
        for name, p in state["p"].items():
            p.grad = torch.tensor(grads[name])
        if before:
            before(list(state["p"].values()))
        for name, at in numbers.items():
            for group in state["o"].param_groups:
                group[name] = at(t)
        state["o"].step()
        return {name: p.detach().numpy().copy() for name, p in state["p"].items()}

    return walk(start, step)


def by_hand(update):
    """Of update(t, w, g, memory), for each weight by itself, with a memory of its own."""
    memory = {}

    def start(w):
        memory.update({name: {"w0": w[name].copy(), "name": name} for name in w})

    return walk(start, lambda t, w, grads: {name: update(t, w[name], grads[name], memory[name]) for name in w})


def lion(lr, beta1, beta2, decay):
    def update(t, w, g, memory):
        m = memory.get("m", 0 * w)
        c = beta1 * m + (1 - beta1) * g
        memory["m"] = beta2 * m + (1 - beta2) * g
        return w - lr * (np.sign(c) + decay * w)
    return update


def lamb(lr, beta1, beta2, eps, decay):
    # You et al., 2020, Algorithm 2, with the identity for phi.
    def update(t, w, g, memory):
        m = memory["m"] = beta1 * memory.get("m", 0 * w) + (1 - beta1) * g
        v = memory["v"] = beta2 * memory.get("v", 0 * w) + (1 - beta2) * g * g
        r = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps) + decay * w
        size, length = np.linalg.norm(w), np.linalg.norm(r)
        return w - lr * (size / length if size > 0 and length > 0 else 1) * r
    return update


def orthogonal(g, steps=5):
    # Keller Jordan's zeropower_via_newtonschulz5, in float64 rather than bfloat16.
    x = g.T if g.shape[0] > g.shape[1] else g
    x = x / (np.linalg.norm(x) + 1e-7)
    for _ in range(steps):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x.T if g.shape[0] > g.shape[1] else x


def muon(lr, momentum, nesterov, decay, scale, aux):
    # Keller Jordan's muon_update, whose matrices are [outputs, inputs]; biases by AdamW.
    beta1, beta2, eps = 0.9, 0.95, 1e-10

    def update(t, w, g, memory):
        if w.ndim < 2:
            m = memory["m"] = beta1 * memory.get("m", 0 * w) + (1 - beta1) * g
            v = memory["v"] = beta2 * memory.get("v", 0 * w) + (1 - beta2) * g * g
            return w - aux * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
        b = memory["b"] = momentum * memory.get("b", 0 * w) + (1 - momentum) * g
        u = (1 - momentum) * g + momentum * b if nesterov else b
        u = np.moveaxis(u, -1, 0)
        flat = u.reshape(len(u), -1)
        o = orthogonal(flat)
        rows, columns = flat.shape
        o = o * {"original": max(1, rows / columns) ** 0.5, "matchRms": 0.2 * max(rows, columns) ** 0.5, "none": 1}[scale]
        return w * (1 - lr * decay) - lr * np.moveaxis(o.reshape(u.shape), 0, -1)
    return update


def schedule_free(lr, beta, decay, beta2=None, eps=1e-8):
    # SGDScheduleFree and AdamWScheduleFree of facebookresearch/schedule_free, whose lr may be a function of t; what is shown is y.
    def update(t, y, g, memory):
        now = lr(t) if callable(lr) else lr
        z = memory.get("z", y)
        memory["largest"] = max(now, memory.get("largest", 0))
        weight = memory["largest"] ** 2
        memory["sum"] = memory.get("sum", 0) + weight
        c = weight / memory["sum"]
        if beta2 is not None:
            v = memory["v"] = beta2 * memory.get("v", 0 * y) + (1 - beta2) * g * g
            g = g / (np.sqrt(v / (1 - beta2**t)) + eps)
        g = g + decay * y
        memory["z"] = z - now * g
        return y + c * (z - y) + now * (beta * (1 - c) - 1) * g
    return update


def as_torchs_muon(rows):
    """PyTorch's Muon, which takes matrices alone and rounds to bfloat16, says the same of the kernel where it does not."""
    rounding = torch.Tensor.bfloat16
    torch.Tensor.bfloat16 = torch.Tensor.clone
    b = BOWL["kernel"]
    p = torch.nn.Parameter(torch.tensor(b["start"].T.copy()))
    o = torch.optim.Muon([p], lr=0.02, weight_decay=0.1, momentum=0.95)
    for _ in range(STEPS):
        p.grad = torch.tensor(slope("kernel", p.detach().numpy().T).T.copy())
        o.step()
    torch.Tensor.bfloat16 = rounding
    assert np.allclose(p.detach().numpy().T.ravel(), rows[-1]["kernel"], atol=1e-6), "Muon"


O = torch.optim
EPS32 = float(np.finfo(np.float32).eps)
ROWS = {
    "adam": by_torch(lambda p: O.Adam(p, lr=0.1)),
    "adam amsgrad": by_torch(lambda p: O.Adam(p, lr=0.1, betas=(0.5, 0.6), amsgrad=True, weight_decay=0.1)),
    "adamw": by_torch(lambda p: O.AdamW(p, lr=0.1, weight_decay=0.3)),
    "adamw amsgrad": by_torch(lambda p: O.AdamW(p, lr=0.1, betas=(0.5, 0.6), amsgrad=True, weight_decay=0.1)),
    "adamax": by_torch(lambda p: O.Adamax(p, lr=0.1)),
    "adamax decay": by_torch(lambda p: O.Adamax(p, lr=0.1, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.2)),
    "nadam": by_torch(lambda p: O.NAdam(p, lr=0.1)),
    "nadam decay": by_torch(lambda p: O.NAdam(p, lr=0.1, betas=(0.8, 0.9), weight_decay=0.2, momentum_decay=0.1)),
    "nadam decoupled": by_torch(lambda p: O.NAdam(p, lr=0.1, weight_decay=0.2, decoupled_weight_decay=True)),
    "radam": by_torch(lambda p: O.RAdam(p, lr=0.1)),
    "radam decay": by_torch(lambda p: O.RAdam(p, lr=0.1, betas=(0.8, 0.9), weight_decay=0.2)),
    "radam decoupled": by_torch(lambda p: O.RAdam(p, lr=0.1, weight_decay=0.2, decoupled_weight_decay=True)),
    "adadelta": by_torch(lambda p: O.Adadelta(p, lr=1)),
    "adadelta decay": by_torch(lambda p: O.Adadelta(p, lr=1, rho=0.8, eps=1e-2, weight_decay=0.2)),
    "rmsprop": by_torch(lambda p: O.RMSprop(p, lr=0.01, momentum=0.9, weight_decay=0.1)),
    "rmsprop centered": by_torch(lambda p: O.RMSprop(p, lr=0.01, centered=True)),
    "rmsprop centered momentum": by_torch(lambda p: O.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-3, momentum=0.8, centered=True)),
    "adagrad": by_torch(lambda p: O.Adagrad(p, lr=0.5, weight_decay=0.1)),
    "sgd": by_torch(lambda p: O.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.1)),
    "lion": by_hand(lion(0.05, 0.9, 0.99, 0)),
    "lion decay": by_hand(lion(0.05, 0.8, 0.9, 0.5)),
    "lamb": by_hand(lamb(0.1, 0.9, 0.999, 1e-6, 0.01)),
    "lamb decay": by_hand(lamb(0.05, 0.8, 0.9, 1e-3, 0.3)),
    "muon": by_hand(muon(0.02, 0.95, True, 0.1, "original", 0.1)),
    "muon plain": by_hand(muon(0.05, 0.8, False, 0, "none", 0.1)),
    "muon matchRms": by_hand(muon(0.1, 0.95, True, 0, "matchRms", 0.1)),
    "scheduleFreeSgd": by_hand(schedule_free(0.1, 0.9, 0.1)),
    "scheduleFreeSgd warm": by_hand(schedule_free(lambda t: min(1, 0.2 + (t - 1) / 10) * 0.3, 0.8, 0)),
    "scheduleFreeAdamw": by_hand(schedule_free(0.1, 0.9, 0, beta2=0.999)),
    "scheduleFreeAdamw decay": by_hand(schedule_free(0.05, 0.95, 0.2, beta2=0.9, eps=1e-3)),
    "adafactor": by_torch(lambda p: O.Adafactor(p, lr=0.1, eps=(EPS32, 1e-3))),
    "adafactor decay": by_torch(
        lambda p: O.Adafactor(p, lr=0.05, eps=(EPS32, 1e-2), beta2_decay=-0.6, weight_decay=0.1)
    ),
    # The numbers of a group, set before each step as a scheduler does.
    "sgd followed": by_torch(
        lambda p: O.SGD(p, lr=1, momentum=0.5, weight_decay=0.1),
        lr=lambda t: 0.1 - 0.004 * (t - 1), momentum=lambda t: 0.5 + 0.02 * (t - 1), weight_decay=lambda t: 0.2 - 0.01 * (t - 1),
    ),
    "adamw followed": by_torch(
        lambda p: O.AdamW(p, lr=1),
        lr=lambda t: 0.1 - 0.004 * (t - 1), betas=lambda t: (0.5 + 0.02 * (t - 1), 0.9),
        weight_decay=lambda t: 0.2 - 0.01 * (t - 1),
    ),
    "rmsprop followed": by_torch(
        lambda p: O.RMSprop(p, lr=1, momentum=0.5), lr=lambda t: 0.02 - 0.0008 * (t - 1), momentum=lambda t: 0.5 + 0.02 * (t - 1),
    ),
    "clipped": by_torch(
        lambda p: O.SGD(p, lr=0.1, momentum=0.9), before=lambda p: torch.nn.utils.clip_grad_norm_(p, 1.5)
    ),
}
as_torchs_muon(ROWS["muon"])

bowl = {name: {what: numbers.ravel().tolist() for what, numbers in b.items()} for name, b in BOWL.items()}
lines = [f"  {json.dumps(name)}: {json.dumps(seen)}" for name, seen in ROWS.items()]
text = '{\n"shapes": %s,\n"bowl": %s,\n"shown": %s,\n"walks": {\n%s\n}\n}\n' % (
    json.dumps(SHAPES), json.dumps(bowl), json.dumps(SHOWN), ",\n".join(lines)
)
pathlib.Path(__file__).with_name("optimizers.json").write_text(text)
