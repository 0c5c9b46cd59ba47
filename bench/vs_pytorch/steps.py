"""PyTorch's side of steps.ts: answers each line on standard input with a line.

`version` tells torch's version and threads; `open NETWORK KIND BATCH MODE` makes a network ready; `run N` does N steps and
answers with their times in milliseconds; `flops` tells the floating-point operations of a step; `peak` tells the most memory
since it was asked last, in MiB. A network may bear the size of what varies, as `resnet18@64` for images of 64 by 64. A mode is `eager`, or words
joined by `+`: `last` has images lie channels last, `compile` is torch.compile, `fused` updates all weights at once,
`bfloat16` is autocast. The networks are those of contestants.ts, written in plain torch.
"""

import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from peak import peak


def convolution(inputs, outputs, size, stride=1):
    return nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)


class Block(nn.Module):
    """Of torchvision's ResNets: plain (two convolutions) or a bottleneck (three)."""

    def __init__(self, inputs, inner, expansion, stride):
        super().__init__()
        outputs = inner * expansion
        if expansion == 1:
            self.body = nn.Sequential(
                convolution(inputs, inner, 3, stride), nn.BatchNorm2d(inner), nn.ReLU(inplace=True),
                convolution(inner, inner, 3), nn.BatchNorm2d(inner))
        else:
            self.body = nn.Sequential(
                convolution(inputs, inner, 1), nn.BatchNorm2d(inner), nn.ReLU(inplace=True),
                convolution(inner, inner, 3, stride), nn.BatchNorm2d(inner), nn.ReLU(inplace=True),
                convolution(inner, outputs, 1), nn.BatchNorm2d(outputs))
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(convolution(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.relu(self.body(x) + self.shortcut(x))


def resnet(depths, expansion):
    layers = [convolution(3, 64, 7, 2), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for stage, depth in enumerate(depths):
        for i in range(depth):
            layers.append(Block(channels, 64 << stage, expansion, 2 if i == 0 and stage > 0 else 1))
            channels = expansion * (64 << stage)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


def mlp(*sizes):
    layers = [nn.Flatten(), nn.Linear(784, sizes[0])]
    for inputs, outputs in zip(sizes, (*sizes[1:], 10)):
        layers += [nn.ReLU(), nn.Linear(inputs, outputs)]
    return nn.Sequential(*layers)


UNITS, HEADS, WORDS, ENTRIES = 256, 4, 1000, 50257


class Attention(nn.Module):
    """One layer of a transformer, with PyTorch's fused attention."""

    def __init__(self, units=UNITS, heads=HEADS, causal=False):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.norm1, self.norm2 = nn.LayerNorm(units), nn.LayerNorm(units)
        self.qkv, self.out = nn.Linear(units, 3 * units), nn.Linear(units, units)
        self.wide = nn.Sequential(
            nn.Linear(units, 4 * units), nn.GELU("tanh" if causal else "none"), nn.Linear(4 * units, units))

    def forward(self, x):
        batch, length, units = x.shape
        qkv = self.qkv(self.norm1(x)).view(batch, length, 3, self.heads, units // self.heads).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(*qkv, is_causal=self.causal)
        x = x + self.out(mixed.transpose(1, 2).reshape(x.shape))
        return x + self.wide(self.norm2(x))


class Transformer(nn.Module):
    def __init__(self, length):
        super().__init__()
        self.words, self.places = nn.Embedding(WORDS, UNITS), nn.Embedding(length, UNITS)
        self.body = nn.Sequential(*[Attention() for _ in range(4)], nn.LayerNorm(UNITS), nn.Linear(UNITS, WORDS))

    def forward(self, x):
        return self.body(self.words(x) + self.places(torch.arange(x.shape[1]))).flatten(0, 1)


class Gpt2(nn.Module):
    """GPT-2 small; words and their scores share a table."""

    def __init__(self, length):
        super().__init__()
        self.words, self.places = nn.Embedding(ENTRIES, 768), nn.Embedding(length, 768)
        self.body = nn.Sequential(*[Attention(768, 12, causal=True) for _ in range(12)], nn.LayerNorm(768))

    def forward(self, x):
        y = self.body(self.words(x) + self.places(torch.arange(x.shape[1])))
        return (y @ self.words.weight.T).flatten(0, 1)


# Each with the size of what may vary.
NETWORKS = {
    "resnet18": (32, lambda side: resnet([2, 2, 2, 2], 1)),
    "resnet50": (32, lambda side: resnet([3, 4, 6, 3], 4)),
    "mlp": (512, lambda width: mlp(width, width // 2)),
    "deep": (8, lambda depth: mlp(*[256] * depth)),
    "transformer": (128, Transformer),
    "gpt2": (128, Gpt2),
}


def data(name, batch, size):
    words = {"transformer": WORDS, "gpt2": ENTRIES}.get(name)
    if words is not None:
        x = torch.arange(batch * size) * 31 % words
        return x.view(batch, size), torch.arange(batch * size) % words
    shape = (3, size, size) if name.startswith("resnet") else (1, 28, 28)
    return torch.randn(batch, *shape), torch.arange(batch) % 10


def contestant(name, kind, batch, mode="eager"):
    words = mode.split("+")
    torch.manual_seed(0)
    torch.compiler.reset()
    name, _, size = name.partition("@")
    usual, make = NETWORKS[name]
    size = int(size or usual)
    model = make(size)
    x, y = data(name, batch, size)
    if "last" in words:
        x = x.contiguous(memory_format=torch.channels_last)
        model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9, fused="fused" in words)
    right = torch.zeros(())
    network = torch.compile(model) if "compile" in words else model
    precision = torch.autocast("cpu", torch.bfloat16, enabled="bfloat16" in words)

    def train():
        optimizer.zero_grad()
        with precision:
            loss = functional.cross_entropy(network(x), y)
        loss.backward()
        optimizer.step()
        assert math.isfinite(loss.item())

    @torch.inference_mode()
    def predict():
        with precision:
            right.add_((network(x).argmax(1) == y).sum()).item()

    model.train(kind == "train")
    return train if kind == "train" else predict


def flops(name, kind, batch):
    """Of the products and convolutions of a step, two for each multiply-add."""
    with FlopCounterMode(display=False) as counter:
        contestant(name, kind, batch)()
    return counter.get_total_flops()


if __name__ == "__main__":
    step, opened = None, ()
    for line in sys.stdin:
        words = line.split()
        if words[0] == "version":
            print(torch.__version__, torch.get_num_threads(), flush=True)
        elif words[0] == "open":
            opened = words[1], words[2], int(words[3])
            step = contestant(*opened, words[4])
            print("open", flush=True)
        elif words[0] == "peak":
            print(peak(), flush=True)
        elif words[0] == "flops":
            print(flops(*opened), flush=True)
        else:
            times = []
            for _ in range(int(words[1])):
                start = time.perf_counter()
                step()
                times.append(1000 * (time.perf_counter() - start))
            print(*times, flush=True)
