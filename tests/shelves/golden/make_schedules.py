"""Schedules by PyTorch: one number a step, for the settings that tests/shelves/schedules_test.ts names.

Run: python tests/shelves/golden/make_schedules.py > tests/shelves/golden/schedules.json
"""
import json
import random
import warnings

import torch
from torch.optim import lr_scheduler as lr
from torch.optim.swa_utils import SWALR

warnings.filterwarnings("ignore")
STEPS = 24


def optimizer():
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1, momentum=0.9)


def rates(make, steps=STEPS, field="lr"):
    o = optimizer()
    scheduler, seen = make(o), []
    for _ in range(steps):
        seen.append(o.param_groups[0][field])
        o.step()
        scheduler.step()
    return seen


def one_cycle(field="lr", **options):
    return rates(lambda o: lr.OneCycleLR(o, max_lr=1.0, total_steps=STEPS + 1, **options), field=field)


def cyclic(field="lr", **options):
    return rates(lambda o: lr.CyclicLR(o, base_lr=0.1, max_lr=0.9, **options), field=field)


def restarts(**options):
    return rates(lambda o: lr.CosineAnnealingWarmRestarts(o, **options))


def plateau(scores, **options):
    """The rate before any validation, and after each."""
    o = optimizer()
    scheduler, seen = lr.ReduceLROnPlateau(o, **options), [0.1]
    for score in scores:
        scheduler.step(score)
        seen.append(o.param_groups[0]["lr"])
    return {"scores": scores, "rates": seen}


def swa(strategy, over):
    """A line down to step 6, then SWALR."""
    o = optimizer()
    line, average, seen = lr.LambdaLR(o, lambda step: 1 - step / 10), None, []
    for step in range(STEPS):
        seen.append(o.param_groups[0]["lr"])
        o.step()
        if step < 6:
            line.step()
        else:
            average = average or SWALR(o, swa_lr=0.02, anneal_epochs=over, anneal_strategy=strategy)
            average.step()
    return seen


random.seed(0)
noisy = [round(random.uniform(0, 1) * 0.9**i + 0.2, 3) for i in range(40)]
rising = [round(1 - s, 3) for s in noisy]

print(json.dumps({
    "one cycle": one_cycle(),
    "one cycle, linear, three phases": one_cycle(three_phase=True, anneal_strategy="linear", pct_start=0.4),
    "one cycle, three phases": one_cycle(three_phase=True, div_factor=10, final_div_factor=100),
    "one cycle's momentum": one_cycle("momentum", base_momentum=0.85, max_momentum=0.95),
    "one cycle's momentum, linear, three phases": one_cycle(
        "momentum", three_phase=True, anneal_strategy="linear", pct_start=0.4, base_momentum=0.7, max_momentum=0.9),
    "restarts": restarts(T_0=5, eta_min=0.01),
    "restarts, twice as long": restarts(T_0=3, T_mult=2),
    "cyclic": cyclic(step_size_up=4, cycle_momentum=False),
    "cyclic, halved": cyclic(step_size_up=2, step_size_down=5, mode="triangular2", cycle_momentum=False),
    "cyclic, exponential": cyclic(step_size_up=3, mode="exp_range", gamma=0.95, cycle_momentum=False),
    "cyclic momentum": cyclic("momentum", step_size_up=4, base_momentum=0.8, max_momentum=0.9),
    "swa, cos": swa("cos", 5),
    "swa, linear": swa("linear", 8),
    "plateau, constant": plateau([1.0] * 5, factor=0.5, patience=1),
    "plateau, noisy": plateau(noisy, factor=0.5, patience=2, threshold=0.01),
    "plateau, absolute, cooling down": plateau(
        noisy, factor=0.3, patience=1, threshold=0.05, threshold_mode="abs", cooldown=3),
    "plateau, least": plateau(noisy, factor=0.1, patience=0, min_lr=0.0005, eps=1e-4),
    "plateau, higher": plateau(rising, mode="max", factor=0.7, patience=1, threshold=0.02, cooldown=1),
    "plateau, higher, absolute": plateau(rising, mode="max", factor=0.7, patience=3, threshold=0.1, threshold_mode="abs"),
}, indent=1))
