"""Makes the weights of a small network as PyTorch writes them, and small.json: what it predicts.

    python tests/weights/golden/make_small.py

A convolution, a batch norm that has seen a batch (so that it counts), a mean over all pixels and a linear layer; saved whole, in half precision, and
as `DataParallel` names it.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent


def main():
    torch.manual_seed(0)
    network = nn.Sequential()
    network.add_module("conv", nn.Conv2d(2, 4, (3, 3), stride=2, padding=1))
    network.add_module("bn", nn.BatchNorm2d(4))
    network.add_module("relu", nn.ReLU())
    network.add_module("pool", nn.AdaptiveAvgPool2d(1))
    network.add_module("flat", nn.Flatten())
    network.add_module("fc", nn.Linear(4, 3))
    network(torch.randn(8, 2, 4, 4))
    network.eval()
    state = network.state_dict()
    save_file(state, HERE / "small.safetensors")
    save_file({f"module.{name}": t for name, t in state.items()}, HERE / "parallel.safetensors")
    save_file({name: t.half() if t.is_floating_point() else t for name, t in state.items()}, HERE / "half.safetensors")
    x = torch.randn(2, 2, 4, 4)
    with torch.no_grad():
        y = network(x)
    (HERE / "small.json").write_text(json.dumps({"x": x.permute(0, 2, 3, 1).tolist(), "y": y.tolist()}) + "\n")



main()
