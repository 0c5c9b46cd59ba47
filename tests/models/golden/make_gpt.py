"""Makes gpt.json: what a small GPT in nanoGPT's form computes in PyTorch, by weights that both sides know.

    python tests/models/golden/make_gpt.py

A weight is `values(seed, shape)`, as in tests/layers/wave.ts, divided by 4, in the layout of PyTorch. Of each gradient its norm and
its first entries are kept.
"""

import json
import math
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

ENTRIES, LENGTH, LAYERS, HEADS, UNITS, BATCH = 11, 8, 2, 2, 8, 3


def values(seed, shape):
    size = math.prod(shape)
    return torch.tensor([math.sin(1 + seed + 0.7 * i) for i in range(size)], dtype=torch.float64).view(shape)


class Block(nn.Module):
    def __init__(self, bias):
        super().__init__()
        self.norm1 = nn.LayerNorm(UNITS, bias=bias)
        self.qkv, self.out = nn.Linear(UNITS, 3 * UNITS, bias=bias), nn.Linear(UNITS, UNITS, bias=bias)
        self.norm2 = nn.LayerNorm(UNITS, bias=bias)
        self.fc1, self.fc2 = nn.Linear(UNITS, 4 * UNITS, bias=bias), nn.Linear(4 * UNITS, UNITS, bias=bias)

    def forward(self, x):
        batch, places, _ = x.shape
        q, k, v = (part.view(batch, places, HEADS, -1).transpose(1, 2)
                   for part in self.qkv(self.norm1(x)).split(UNITS, 2))
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(mixed.transpose(1, 2).reshape(batch, places, UNITS))
        return x + self.fc2(functional.gelu(self.fc1(self.norm2(x))))


class Gpt(nn.Module):
    def __init__(self, bias, tie):
        super().__init__()
        self.tokens, self.places = nn.Embedding(ENTRIES, UNITS), nn.Embedding(LENGTH, UNITS)
        self.blocks = nn.ModuleList([Block(bias) for _ in range(LAYERS)])
        self.norm = nn.LayerNorm(UNITS, bias=bias)
        self.head = None if tie else nn.Linear(UNITS, ENTRIES, bias=False)

    def forward(self, x):
        y = self.tokens(x) + self.places(torch.arange(x.shape[1]))
        for block in self.blocks:
            y = block(y)
        y = self.norm(y)
        return y @ self.tokens.weight.T if self.head is None else self.head(y)


def case(bias, tie):
    model = Gpt(bias, tie).double()
    for seed, parameter in enumerate(model.parameters()):
        parameter.data = values(seed, parameter.shape) / 4
    x = (torch.arange(BATCH * LENGTH) * 7 % ENTRIES).view(BATCH, LENGTH)
    y = (torch.arange(BATCH * LENGTH) * 5 % ENTRIES).view(BATCH, LENGTH)
    logits = model(x)
    loss = functional.cross_entropy(logits.flatten(0, 1), y.flatten())
    loss.backward()
    grads = {name: [float(f"{number:.9g}") for number in [parameter.grad.norm(), *parameter.grad.flatten()[:4]]]
             for name, parameter in model.named_parameters()}
    return {"logits": [float(f"{number:.9g}") for number in logits.flatten().tolist()],
            "loss": loss.item(), "grads": grads}


golden = {"torch": torch.__version__, "gpt2": case(True, True), "untied": case(False, False)}
Path(__file__).with_name("gpt.json").write_text(json.dumps(golden) + "\n")
