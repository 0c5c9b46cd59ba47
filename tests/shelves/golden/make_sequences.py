"""Makes sequences.json: what PyTorch's layers of sequences compute by weights that both sides know, values and every gradient.

    python tests/shelves/golden/make_sequences.py

Computed in float64. Weights and inputs are drawn by a hash (tests/hash_drawn.py). The loss is the sum of every output times numbers that are
drawn as well. Kept of each tensor are its shape, its norm and its first entries.
"""

import json
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

sys.path.append(str(Path(__file__).parents[2]))
from hash_drawn import drawn  # noqa: E402

X, MEMORY, LENGTHS, MEMORY_LENGTHS = (3, 6, 8), (3, 5, 8), [6, 2, 4], [5, 1, 3]


def recurrent(kind, layers=1, both=False, lengths=None, begun=False):
    layer = getattr(nn, kind)(8, 6, layers, batch_first=True, bidirectional=both)
    state = (layers * (2 if both else 1), 3, 6)
    inputs = {"x": X, **({"h": state} if begun else {}), **({"c": state} if begun and kind == "LSTM" else {})}

    def run(x, h=None, c=None):
        start = None if h is None else h if c is None else (h, c)
        given = x if lengths is None else pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        y, end = layer(given, start)
        if lengths is not None:
            y, _ = pad_packed_sequence(y, batch_first=True, total_length=x.shape[1])
        return {"y": y, **({"h": end} if kind == "GRU" else {"h": end[0], "c": end[1]})}

    return layer, inputs, run


def padding(lengths, places):
    return torch.arange(places) >= torch.tensor(lengths)[:, None]


class Grouped(nn.Module):
    """Attention in the form of Llama: fewer heads of keys and values, and places by turning."""

    def __init__(self, heads, kv_heads, rotary):
        super().__init__()
        self.heads, self.kv_heads, self.rotary = heads, kv_heads, rotary
        self.qkv = nn.Linear(8, 8 + 2 * 8 // heads * kv_heads)
        self.out = nn.Linear(8, 8)

    def turned(self, x):
        half = x.shape[-1] // 2
        angles = torch.arange(x.shape[2], dtype=torch.float64)[:, None] * 10000.0 ** (-torch.arange(half) / half)
        cos, sin = torch.cat([angles.cos()] * 2, -1), torch.cat([angles.sin()] * 2, -1)
        return x * cos + torch.cat([-x[..., half:], x[..., :half]], -1) * sin

    def forward(self, x):
        size = 8 // self.heads
        q, k, v = (part.view(*x.shape[:2], -1, size).transpose(1, 2)
                   for part in self.qkv(x).split([8, size * self.kv_heads, size * self.kv_heads], 2))
        if self.rotary:
            q, k = self.turned(q), self.turned(k)
        y = functional.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        return self.out(y.transpose(1, 2).reshape(x.shape))


def grouped(kv_heads, rotary=False):
    layer = Grouped(4, kv_heads, rotary)
    return layer, {"x": X}, lambda x: {"y": layer(x)}


def cross():
    layer = nn.MultiheadAttention(8, 2, batch_first=True)
    hidden = padding(MEMORY_LENGTHS, 5)
    return layer, {"x": X, "memory": MEMORY}, lambda x, memory: {"y": layer(x, memory, memory, key_padding_mask=hidden)[0]}


def encoder(first, activation):
    layer = nn.TransformerEncoderLayer(8, 2, 12, 0, activation, batch_first=True, norm_first=first)
    hidden = padding(LENGTHS, 6)
    return layer, {"x": X}, lambda x: {"y": layer(x, src_key_padding_mask=hidden)}


def decoder(first):
    layer = nn.TransformerDecoderLayer(8, 2, 12, 0, "gelu", batch_first=True, norm_first=first)
    causal, hidden = torch.triu(torch.ones(6, 6, dtype=torch.bool), 1), padding(MEMORY_LENGTHS, 5)
    return layer, {"x": X, "memory": MEMORY}, lambda x, memory: {
        "y": layer(x, memory, tgt_mask=causal, memory_key_padding_mask=hidden)}


LAYERS = {
    "lstm": recurrent("LSTM"),
    "lstm, two layers both ways, padded": recurrent("LSTM", 2, True, LENGTHS),
    "lstm, begun": recurrent("LSTM", 2, False, LENGTHS, True),
    "gru": recurrent("GRU"),
    "gru, two layers both ways, padded, begun": recurrent("GRU", 2, True, LENGTHS, True),
    "attention, grouped queries": grouped(2),
    "attention, multi-query, rotary": grouped(1, True),
    "attention, to another sequence, padded": cross(),
    "encoder, norms first": encoder(True, "gelu"),
    "encoder, norms last": encoder(False, "relu"),
    "decoder, norms first": decoder(True),
    "decoder, norms last": decoder(False),
}


def kept(t):
    t = t.detach().double()
    return {"shape": list(t.shape), "norm": float(f"{t.norm().item():.9g}"), "first": [float(f"{v:.9g}") for v in t.flatten()[:8].tolist()]}


def main():
    out = {"lengths": LENGTHS, "memoryLengths": MEMORY_LENGTHS, "rows": {}}
    for name, (layer, shapes, run) in LAYERS.items():
        layer.train().double()
        with torch.no_grad():
            for key, weight in layer.named_parameters():
                weight.copy_(torch.from_numpy(drawn(key, weight.shape)))
        inputs = {key: (torch.from_numpy(drawn(key, shape)) * 4).double().requires_grad_() for key, shape in shapes.items()}
        outputs = run(**inputs)
        sum((y * torch.from_numpy(drawn("d" + key, y.shape))).sum() for key, y in outputs.items()).backward()
        out["rows"][name] = {
            "inputs": {key: list(shape) for key, shape in shapes.items()},
            "outputs": {key: kept(y) for key, y in outputs.items()},
            "slopes": {key: kept(x.grad) for key, x in inputs.items()},
            "weights": {key: kept(weight.grad) for key, weight in layer.named_parameters()},
        }
    Path(__file__).with_name("sequences.json").write_text(json.dumps(out) + "\n")


main()
