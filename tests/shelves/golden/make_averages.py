"""Averages of SGD's walk down the bowl (w0^2 + 10 w1^2 + 0.5 w2^2) / 2, by PyTorch's swa_utils, in float64.

Run: python tests/shelves/golden/make_averages.py > tests/shelves/golden/averages.json
"""
import json

import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

STEPS = 12


class Bowl(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.nn.Parameter(torch.tensor([1.0, -2.0, 3.0], dtype=torch.float64))


def annealed(momentum, gamma):
    """MMEngine's MomentumAnnealingEMA: avg = (1 - m) avg + m w with m = max(momentum, gamma / (gamma + steps))."""
    def fn(average, weight, steps):
        m = max(momentum, gamma / (gamma + steps.item()))
        return (1 - m) * average + m * weight
    return fn


def walk(make, begin=0, due=lambda since, step: True):
    """The published weights after each step: those of the model until the average has begun."""
    model = Bowl()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    average, since, taken, published = None, 0, 0, []
    for step in range(STEPS):
        optimizer.zero_grad()
        (0.5 * (torch.tensor([1.0, 10.0, 0.5], dtype=torch.float64) * model.w * model.w).sum()).backward()
        optimizer.step()
        if step >= begin:
            if due(since, step):
                if average is None:
                    average = make(model)
                average.update_parameters(model)
                taken += 1
            since += 1
        published.append((model if average is None else average.module).w.tolist())
    return published


def ema(decay):
    return lambda model: AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(decay))


def swa(model):
    return AveragedModel(model)


print(json.dumps({
    "ema": walk(ema(0.9)),
    "ema, begin 5": walk(ema(0.9), begin=5),
    "annealed": walk(lambda model: AveragedModel(model, avg_fn=annealed(0.2, 3))),
    "swa": walk(swa),
    "swa, begin 3, interval 2": walk(swa, begin=3, due=lambda since, step: since % 2 == 0),
    "swa, each epoch of 3 from 6": walk(swa, begin=6, due=lambda since, step: (step + 1) % 3 == 0),
}, indent=1))
