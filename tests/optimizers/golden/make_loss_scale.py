"""Writes loss_scale.json: torch.amp.GradScaler over gradients of which some are not finite, and what the weights become.

Run: python tests/optimizers/golden/make_loss_scale.py
"""
import json
import pathlib

import torch

torch.manual_seed(0)
STEPS, BAD = 40, {4, 5, 13, 22, 23, 24, 33}
OPTIONS = {"init": 1024.0, "growth": 2.0, "backoff": 0.5, "interval": 3}
gradients = [[round(float(g), 4) for g in torch.randn(3)] for _ in range(STEPS)]
for step in BAD:
    gradients[step][step % 3] = "inf"

OPTIMIZERS = {
    "sgd": lambda w: torch.optim.SGD([w], lr=0.1, momentum=0.9),
    "adam": lambda w: torch.optim.Adam([w], lr=0.1),
    "adamw": lambda w: torch.optim.AdamW([w], lr=0.1, weight_decay=0.1),
    "amsgrad": lambda w: torch.optim.Adam([w], lr=0.1, amsgrad=True),
    "adamax": lambda w: torch.optim.Adamax([w], lr=0.1),
    "radam": lambda w: torch.optim.RAdam([w], lr=0.1),
    "nadam": lambda w: torch.optim.NAdam([w], lr=0.1),
    "adafactor": lambda w: torch.optim.Adafactor([w], lr=0.1),
}

scales, weights = [], {}
for name, make in OPTIMIZERS.items():
    w = torch.nn.Parameter(torch.tensor([1.0, -2.0, 0.5]))
    optimizer = make(w)
    scaler = torch.amp.GradScaler(
        "cpu", init_scale=OPTIONS["init"], growth_factor=OPTIONS["growth"], backoff_factor=OPTIONS["backoff"],
        growth_interval=OPTIONS["interval"],
    )
    scales, walk = [], []
    for gradient in gradients:
        optimizer.zero_grad()
        x = torch.tensor([float(g) for g in gradient])
        scales.append(scaler.get_scale())
        scaler.scale((w * x).sum()).backward()
        scaler.step(optimizer)
        scaler.update()
        walk.append(w.detach().tolist())
    scales.append(scaler.get_scale())
    weights[name] = [walk[i] for i in (3, 6, 14, 25, STEPS - 1)]

out = {"options": OPTIONS, "gradients": gradients, "scales": scales, "after": [4, 7, 15, 26, STEPS], "weights": weights}
out["default"] = {"init": torch.amp.GradScaler("cpu").get_scale(), "growth": torch.amp.GradScaler("cpu").get_growth_factor(),
                  "backoff": torch.amp.GradScaler("cpu").get_backoff_factor(), "interval": torch.amp.GradScaler("cpu").get_growth_interval()}
pathlib.Path(__file__).with_name("loss_scale.json").write_text(json.dumps(out) + "\n")
