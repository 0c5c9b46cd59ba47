"""PyTorch's side of steps.ts: answers each line on standard input with a line.

`version` tells torch's version and threads; `open NETWORK KIND BATCH MODE` makes a network ready; `run N` does N steps and
answers with their times in milliseconds; `flops` tells the floating-point operations of a step. A mode is `eager`, or words
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


def mlp():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 10))


UNITS, HEADS, LENGTH, WORDS = 256, 4, 128, 1000


class Attention(nn.Module):
    """One layer of the transformer, with PyTorch's fused attention."""

    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(UNITS), nn.LayerNorm(UNITS)
        self.qkv, self.out = nn.Linear(UNITS, 3 * UNITS), nn.Linear(UNITS, UNITS)
        self.wide = nn.Sequential(
            nn.Linear(UNITS, 4 * UNITS), nn.GELU(), nn.Linear(4 * UNITS, UNITS))

    def forward(self, x):
        batch = x.shape[0]
        qkv = self.qkv(self.norm1(x)).view(batch, LENGTH, 3, HEADS, UNITS // HEADS).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(*qkv)
        x = x + self.out(mixed.transpose(1, 2).reshape(batch, LENGTH, UNITS))
        return x + self.wide(self.norm2(x))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(WORDS, UNITS), nn.Embedding(LENGTH, UNITS)
        self.body = nn.Sequential(*[Attention() for _ in range(4)], nn.LayerNorm(UNITS), nn.Linear(UNITS, WORDS))

    def forward(self, x):
        return self.body(self.words(x) + self.places(torch.arange(LENGTH))).flatten(0, 1)


NETWORKS = {
    "resnet18": lambda: resnet([2, 2, 2, 2], 1),
    "resnet50": lambda: resnet([3, 4, 6, 3], 4),
    "mlp": mlp,
    "transformer": Transformer,
}


def data(name, batch):
    if name == "transformer":
        x = (torch.arange(batch * LENGTH) * 31 % WORDS).view(batch, LENGTH)
        return x, torch.arange(batch * LENGTH) % WORDS
    shape = (1, 28, 28) if name == "mlp" else (3, 32, 32)
    return torch.randn(batch, *shape), torch.arange(batch) % 10


def contestant(name, kind, batch, mode="eager"):
    words = mode.split("+")
    torch.manual_seed(0)
    torch.compiler.reset()
    model = NETWORKS[name]()
    x, y = data(name, batch)
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
        elif words[0] == "flops":
            print(flops(*opened), flush=True)
        else:
            times = []
            for _ in range(int(words[1])):
                start = time.perf_counter()
                step()
                times.append(1000 * (time.perf_counter() - start))
            print(*times, flush=True)
