"""Makes transformer.json: what PyTorch computes for the layers of a transformer, by weights that both sides know.

    python tests/layers/golden/make_transformer.py

A weight is `values(seed, shape)`, as in tests/layers/wave.ts, in the layout of PyTorch. Of each gradient the whole is kept.
"""

import json
import math
from pathlib import Path

import torch
from torch import nn

UNITS, HEADS, HIDDEN, BATCH, PLACES = 6, 2, 10, 2, 4


def values(seed, shape):
    size = math.prod(shape)
    return torch.tensor([math.sin(1 + seed + 0.7 * i) for i in range(size)], dtype=torch.float64).view(shape)


def fill(module):
    for seed, parameter in enumerate(module.parameters()):
        parameter.data = values(seed, parameter.shape)


def flat(tensor):
    return [float(f"{number:.9g}") for number in tensor.flatten().tolist()]


def case(module, forward):
    fill(module)
    x = values(100, (BATCH, PLACES, UNITS)).requires_grad_()
    y = forward(module, x)
    (y * values(200, y.shape)).sum().backward()
    return {"y": flat(y.detach()), "dx": flat(x.grad),
            "grads": {name: flat(parameter.grad) for name, parameter in module.named_parameters()}}


def attention(causal):
    mask = torch.ones(PLACES, PLACES, dtype=torch.bool).triu(1) if causal else None
    module = nn.MultiheadAttention(UNITS, HEADS, batch_first=True, dtype=torch.float64)
    return case(module, lambda m, x: m(x, x, x, attn_mask=mask, need_weights=False)[0])


def block():
    mask = torch.ones(PLACES, PLACES, dtype=torch.bool).triu(1)
    module = nn.TransformerEncoderLayer(
        UNITS, HEADS, HIDDEN, 0, nn.functional.gelu, batch_first=True, norm_first=True, dtype=torch.float64)
    return case(module, lambda m, x: m(x, src_mask=mask))


golden = {
    "torch": torch.__version__,
    "attention": attention(False),
    "causal": attention(True),
    "block": block(),
    "rmsNorm": case(nn.RMSNorm(UNITS, dtype=torch.float64, eps=2 ** -23), lambda m, x: m(x)),
    "layerNormWithoutBias": case(nn.LayerNorm(UNITS, bias=False, dtype=torch.float64), lambda m, x: m(x)),
}
Path(__file__).with_name("transformer.json").write_text(json.dumps(golden) + "\n")
