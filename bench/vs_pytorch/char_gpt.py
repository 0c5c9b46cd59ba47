"""PyTorch's side of examples/char_gpt.ts: nanoGPT's small CPU setting, in eager mode.

    python bench/vs_pytorch/char_gpt.py --text tinyshakespeare.txt [--steps 2000] [--seed 0]

Prints the median time of a step in milliseconds, with the middle half, and the loss over the whole validation part, each
character of it judged once.
"""

import argparse
import math
import statistics
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

LENGTH, BATCH, LAYERS, HEADS, UNITS = 64, 12, 4, 4, 128
PEAK, LEAST, WARMUP = 1e-3, 1e-4, 100


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(UNITS, bias=False), nn.LayerNorm(UNITS, bias=False)
        self.qkv, self.out = nn.Linear(UNITS, 3 * UNITS, bias=False), nn.Linear(UNITS, UNITS, bias=False)
        self.fc1, self.fc2 = nn.Linear(UNITS, 4 * UNITS, bias=False), nn.Linear(4 * UNITS, UNITS, bias=False)

    def forward(self, x):
        batch, places, _ = x.shape
        q, k, v = (part.view(batch, places, HEADS, -1).transpose(1, 2)
                   for part in self.qkv(self.norm1(x)).split(UNITS, 2))
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(mixed.transpose(1, 2).reshape(batch, places, UNITS))
        return x + self.fc2(functional.gelu(self.fc1(self.norm2(x))))


class Gpt(nn.Module):
    def __init__(self, entries):
        super().__init__()
        self.tokens, self.places = nn.Embedding(entries, UNITS), nn.Embedding(LENGTH, UNITS)
        self.blocks, self.norm = nn.Sequential(*[Block() for _ in range(LAYERS)]), nn.LayerNorm(UNITS, bias=False)
        for name, parameter in self.named_parameters():
            if parameter.dim() > 1:
                added = name.endswith(("out.weight", "fc2.weight"))
                nn.init.normal_(parameter, 0, 0.02 / math.sqrt(2 * LAYERS) if added else 0.02)

    def forward(self, x):
        y = self.norm(self.blocks(self.tokens(x) + self.places(torch.arange(x.shape[1]))))
        return y @ self.tokens.weight.T


def rate(step, steps):
    warmup = min(WARMUP, math.ceil(steps / 10))
    if step < warmup:
        return PEAK * (step + 1) / warmup
    share = (step - warmup) / (steps - warmup)
    return LEAST + (PEAK - LEAST) * (1 + math.cos(math.pi * share)) / 2


def loss_of(model, x, y):
    return functional.cross_entropy(model(x).flatten(0, 1), y.flatten())


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--text", required=True)
    flags.add_argument("--steps", type=int, default=2000)
    flags.add_argument("--seed", type=int, default=0)
    flags = flags.parse_args()
    torch.manual_seed(flags.seed)
    text = Path(flags.text).read_text()
    numbers = {character: i for i, character in enumerate(sorted(set(text)))}
    tokens = torch.tensor([numbers[character] for character in text])
    cut = int(0.9 * len(tokens))
    train, rest = tokens[:cut], tokens[cut:]
    model = Gpt(len(numbers))
    matrices = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}], betas=(0.9, 0.99))
    times = []
    for step in range(flags.steps):
        start = time.perf_counter()
        begins = torch.randint(len(train) - LENGTH, (BATCH,)).tolist()
        x = torch.stack([train[i:i + LENGTH] for i in begins])
        y = torch.stack([train[i + 1:i + 1 + LENGTH] for i in begins])
        for group in optimizer.param_groups:
            group["lr"] = rate(step, flags.steps)
        optimizer.zero_grad()
        loss = loss_of(model, x, y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        loss.item()
        times.append(1000 * (time.perf_counter() - start))
    count = (len(rest) - 1) // LENGTH
    x, y = (rest[at:at + count * LENGTH].view(count, LENGTH) for at in (0, 1))
    with torch.inference_mode():
        judged = loss_of(model, x, y).item()
    quarter, middle, more = statistics.quantiles(times[flags.steps // 10:], n=4)
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads: {middle:.1f} ms a step "
          f"({quarter:.1f} to {more:.1f}), validation loss {judged:.4f} after {flags.steps} steps")


if __name__ == "__main__":
    main()
