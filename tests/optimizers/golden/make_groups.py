"""A small network with batch norms, of which the body is frozen, trained by PyTorch in float64 with groups.

    python tests/optimizers/golden/make_groups.py

Body: linear 3 to 4, batch norm; head: linear 4 to 4, tanh, batch norm, linear 4 to 2; mean squared error. The body stays as it is, its
norm in evaluation. AdamW at 0.02 with decay 0.1 on matrices alone; the last layer at five times the rate.
"""
import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)
body = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4))
head = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Tanh(), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 2))
with torch.no_grad():
    for norm in (body[1], head[2]):
        norm.running_mean.uniform_(-0.5, 0.5)
        norm.running_var.uniform_(0.5, 1.5)
        norm.weight.uniform_(0.5, 1.5)
        norm.bias.uniform_(-0.5, 0.5)
    for parameter in [*body.parameters(), *head.parameters()]:
        parameter.copy_((parameter * 1000).round() / 1000)
    for norm in (body[1], head[2]):
        norm.running_mean.copy_((norm.running_mean * 1000).round() / 1000)
        norm.running_var.copy_((norm.running_var * 1000).round() / 1000)
x, y = (torch.randn(6, 3) * 1000).round() / 1000, (torch.randn(6, 2) * 1000).round() / 1000


def state():
    named = {}
    for part, layers in (("body", body), ("head", head)):
        for i, layer in enumerate(layers):
            if isinstance(layer, torch.nn.Linear):
                named[f"{part}/{i}/kernel"], named[f"{part}/{i}/bias"] = layer.weight.T, layer.bias
            elif isinstance(layer, torch.nn.BatchNorm1d):
                named[f"{part}/{i}/scale"], named[f"{part}/{i}/offset"] = layer.weight, layer.bias
                named[f"{part}/{i}/mean"], named[f"{part}/{i}/variance"] = layer.running_mean, layer.running_var
    return {name: [float(f"{v:.9g}") for v in tensor.flatten().tolist()] for name, tensor in named.items()}


before = state()
for parameter in body.parameters():
    parameter.requires_grad_(False)
body.eval()
optimizer = torch.optim.AdamW(
    [
        {"params": [head[0].weight], "weight_decay": 0.1},
        {"params": [head[0].bias, head[2].weight, head[2].bias], "weight_decay": 0},
        {"params": [head[3].weight], "weight_decay": 0.1, "lr": 0.1},
        {"params": [head[3].bias], "weight_decay": 0, "lr": 0.1},
    ],
    lr=0.02,
)
losses = []
for _ in range(10):
    loss = ((head(body(x)) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(float(f"{loss.item():.9g}"))
pathlib.Path(__file__).with_name("groups.json").write_text(
    json.dumps({"x": x.tolist(), "y": y.tolist(), "before": before, "losses": losses, "after": state()}) + "\n"
)
