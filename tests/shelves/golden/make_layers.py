"""Makes layers.json: what PyTorch's layers compute by weights that both sides know, values and every gradient.

    python tests/shelves/golden/make_layers.py

Computed in float64. Weights and inputs are drawn by a hash (tests/hash_drawn.py). The loss is the sum of the output times numbers that are drawn as well.
Kept of each tensor are its shape, its norm and its first entries, channels last.
"""

import json
import sys
from pathlib import Path

import torch
from torch import nn

sys.path.append(str(Path(__file__).parents[2]))
from hash_drawn import drawn  # noqa: E402

library = torch.library.Library("torchvision", "DEF")
library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
from torchvision.ops import SqueezeExcitation  # noqa: E402

IMAGE, ROW, SEQUENCE, VOLUME = (2, 7, 6, 4), (3, 4), (2, 9, 4), (2, 5, 6, 4, 4)
LAYERS = {
    "dilated": (nn.Conv2d(4, 6, 3, padding=2, dilation=2), IMAGE),
    "grouped": (nn.Conv2d(4, 6, 3, padding=1, groups=2), IMAGE),
    "grouped, stride 2": (nn.Conv2d(4, 6, 3, stride=2, padding=1, groups=2, bias=False), IMAGE),
    "depthwise": (nn.Conv2d(4, 4, 3, padding=1, groups=4), IMAGE),
    "depthwise, stride 2": (nn.Conv2d(4, 4, 5, stride=2, padding=2, groups=4), IMAGE),
    "depthwise, two filters": (nn.Conv2d(4, 8, 3, groups=4), IMAGE),
    "depthwise, dilated": (nn.Conv2d(4, 4, 3, padding=2, dilation=2, groups=4), IMAGE),
    "transposed": (nn.ConvTranspose2d(4, 3, 2, stride=2), IMAGE),
    "transposed, cut": (nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1), IMAGE),
    "transposed, dense": (nn.ConvTranspose2d(4, 3, 4, padding=1, bias=False), IMAGE),
    "conv1d": (nn.Conv1d(4, 5, 3, stride=2, padding=1), SEQUENCE),
    "conv1d, dilated": (nn.Conv1d(4, 5, 3, padding=2, dilation=2, bias=False), SEQUENCE),
    "group norm": (nn.GroupNorm(2, 4), IMAGE),
    "group norm of rows": (nn.GroupNorm(2, 8), (3, 8)),
    "instance norm": (nn.InstanceNorm2d(4), IMAGE),
    "instance norm, affine": (nn.InstanceNorm1d(4, affine=True), SEQUENCE),
    "upsample": (nn.Upsample(scale_factor=2), IMAGE),
    "upsample, bilinear": (nn.Upsample(scale_factor=3, mode="bilinear"), IMAGE),
    "squeeze excite": (SqueezeExcitation(4, 2), IMAGE),
    "squeeze excite, hard": (SqueezeExcitation(4, 2, activation=nn.SiLU, scale_activation=nn.Hardsigmoid), IMAGE),
    "prelu": (nn.PReLU(4), IMAGE),
    "prelu, one slope": (nn.PReLU(), ROW),
    "relu6": (nn.ReLU6(), IMAGE),
    "hard sigmoid": (nn.Hardsigmoid(), IMAGE),
    "hard swish": (nn.Hardswish(), IMAGE),
    "stride and dilation": (nn.Conv2d(4, 6, 3, stride=2, padding=2, dilation=2), IMAGE),
    "stride and dilation, unlike": (nn.Conv2d(4, 6, (2, 3), stride=(3, 2), padding=(1, 3), dilation=(2, 3), groups=2), IMAGE),
    "sides of their own": (nn.Conv2d(4, 6, (3, 1), stride=(1, 2), padding=(2, 0)), IMAGE),
    "conv1d, grouped": (nn.Conv1d(4, 6, 3, stride=2, padding=2, dilation=3, groups=2), SEQUENCE),
    "conv3d": (nn.Conv3d(4, 3, 3, padding=1), VOLUME),
    "conv3d, stride 2": (nn.Conv3d(4, 3, (1, 3, 2), stride=(1, 2, 2), padding=(0, 1, 1), bias=False), VOLUME),
    "conv3d, dilated": (nn.Conv3d(4, 3, 2, stride=(2, 1, 1), padding=1, dilation=(1, 2, 1)), VOLUME),
    "conv3d, grouped": (nn.Conv3d(4, 6, 3, stride=2, padding=1, groups=2), VOLUME),
    "conv3d, depthwise": (nn.Conv3d(4, 4, 2, dilation=2, stride=2, padding=1, groups=4), VOLUME),
    "conv1d, transposed": (nn.ConvTranspose1d(4, 3, 3, stride=2, padding=1, output_padding=1), SEQUENCE),
    "conv3d, transposed": (nn.ConvTranspose3d(4, 2, 3, stride=2, padding=1, output_padding=1), VOLUME),
    "max pool": (nn.MaxPool2d((3, 2), stride=(2, 1), padding=(1, 0)), IMAGE),
    "average pool": (nn.AvgPool2d((3, 2), stride=(2, 1), padding=(1, 0)), IMAGE),
    "max pool, 1d": (nn.MaxPool1d(3, stride=2, padding=1), SEQUENCE),
    "average pool, 1d": (nn.AvgPool1d(3, stride=2, padding=1), SEQUENCE),
    "max pool, 3d": (nn.MaxPool3d((1, 3, 2), stride=2, padding=(0, 1, 1)), VOLUME),
    "average pool, 3d": (nn.AvgPool3d((1, 3, 2), stride=2, padding=(0, 1, 1)), VOLUME),
    "adaptive average pool": (nn.AdaptiveAvgPool2d((3, 4)), IMAGE),
    "adaptive max pool": (nn.AdaptiveMaxPool2d((3, 4)), IMAGE),
    "adaptive average pool, 1d": (nn.AdaptiveAvgPool1d(4), SEQUENCE),
    "adaptive max pool, 1d": (nn.AdaptiveMaxPool1d(3), SEQUENCE),
    "adaptive average pool, 3d": (nn.AdaptiveAvgPool3d((2, 3, 3)), VOLUME),
    "adaptive max pool, 3d": (nn.AdaptiveMaxPool3d((2, 3, 3)), VOLUME),
    # Many numbers are equal: of those that are largest one has the gradient.
    "adaptive max pool of a rectifier": (nn.Sequential(nn.ReLU(), nn.AdaptiveMaxPool2d((2, 1))), IMAGE),
}


def last(t):
    return t.movedim(1, -1) if t.dim() > 2 else t


def kept(t):
    t = t.detach().double()
    return {"shape": list(t.shape), "norm": t.norm().item(), "first": [float(f"{v:.9g}") for v in t.flatten()[:16].tolist()]}


def main():
    out = {}
    for name, (layer, shape) in LAYERS.items():
        layer.train().double()
        with torch.no_grad():
            for key, weight in layer.named_parameters():
                weight.copy_(torch.from_numpy(drawn(key, weight.shape)))
        # Both signs, and beyond 6.
        x = (torch.from_numpy(drawn("x", shape)) * 24).double().requires_grad_()
        y = layer(x.movedim(-1, 1))
        shaped = last(y)
        (shaped * torch.from_numpy(drawn("dy", shaped.shape))).sum().backward()
        gradients = {key: weight.grad for key, weight in layer.named_parameters()}
        out[name] = {
            "x": list(shape), "y": kept(shaped), "dx": kept(x.grad),
            "weights": {key: kept(gradient) for key, gradient in gradients.items()},
        }
    Path(__file__).with_name("layers.json").write_text(json.dumps(out) + "\n")


main()
