"""Makes classifiers.json: what further networks predict, and some of their gradients, by weights that both sides know.

    python tests/models/golden/make_classifiers.py

VGG, Swin and those of residual blocks are torchvision's, the mixer timm's; the TCN and the FT-Transformer are written here by their papers. Weights are drawn by a hash of
their names (tests/hash_drawn.py). Kept are names and shapes of the state dict, the norm of what comes out and its first numbers, and the norm
of each gradient, where the loss is the sum of what comes out times numbers that are drawn.
"""

import json
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

library = torch.library.Library("torchvision", "DEF")
library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
from timm.models.mlp_mixer import MlpMixer  # noqa: E402
from torchvision import models  # noqa: E402
from torchvision.models.resnet import BasicBlock  # noqa: E402

sys.path.append(str(Path(__file__).parents[2]))
from hash_drawn import drawn  # noqa: E402


def vgg():
    network = models.vgg11_bn()
    network.classifier = nn.Sequential(nn.Linear(512 * 49, 8), nn.ReLU(), nn.Dropout(), nn.Linear(8, 8), nn.ReLU(), nn.Dropout(),
                                       nn.Linear(8, 5))
    return network


class Block(nn.Module):
    def __init__(self, inputs, filters, dilation):
        super().__init__()
        self.reach = 2 * dilation
        self.conv1 = nn.Conv1d(inputs, filters, 3, dilation=dilation)
        self.conv2 = nn.Conv1d(filters, filters, 3, dilation=dilation)
        self.downsample = nn.Conv1d(inputs, filters, 1) if inputs != filters else None

    def forward(self, x):
        y = functional.relu(self.conv1(functional.pad(x, (self.reach, 0))))
        y = functional.relu(self.conv2(functional.pad(y, (self.reach, 0))))
        return functional.relu(y + (x if self.downsample is None else self.downsample(x)))


class Tcn(nn.Module):
    def __init__(self):
        super().__init__()
        self.network = nn.Sequential(Block(3, 6, 1), Block(6, 6, 2), Block(6, 4, 4))
        self.linear = nn.Linear(4, 2)

    def forward(self, x):
        return self.linear(self.network(x.transpose(1, 2)).transpose(1, 2))


class Attention(nn.Module):
    def __init__(self, units, heads):
        super().__init__()
        self.heads, self.qkv, self.out = heads, nn.Linear(units, 3 * units), nn.Linear(units, units)

    def forward(self, x):
        q, k, v = (part.view(*x.shape[:2], self.heads, -1).transpose(1, 2) for part in self.qkv(x).chunk(3, -1))
        return self.out(functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(x.shape))


class Row(nn.Module):
    def __init__(self, units, heads, hidden, first):
        super().__init__()
        self.norm1 = None if first else nn.LayerNorm(units)
        self.attention, self.norm2 = Attention(units, heads), nn.LayerNorm(units)
        self.fc1, self.fc2 = nn.Linear(units, 2 * hidden), nn.Linear(hidden, units)

    def forward(self, x):
        x = x + self.attention(x if self.norm1 is None else self.norm1(x))
        a, b = self.fc1(self.norm2(x)).chunk(2, -1)
        return x + self.fc2(functional.relu(a) * b)


class FtTransformer(nn.Module):
    def __init__(self, numbers=3, categories=(4, 3), outputs=2, units=12, heads=2, layers=2, hidden=16):
        super().__init__()
        self.number_weight, self.number_bias = (nn.Parameter(torch.empty(numbers, units)) for _ in range(2))
        self.category_table = nn.Parameter(torch.empty(sum(categories), units))
        self.category_bias = nn.Parameter(torch.empty(len(categories), units))
        self.answer = nn.Parameter(torch.empty(units))
        self.blocks = nn.ModuleList(Row(units, heads, hidden, i == 0) for i in range(layers))
        self.norm, self.head = nn.LayerNorm(units), nn.Linear(units, outputs)
        self.categories = categories

    def forward(self, num):
        cat = torch.arange(2 * len(num)).view(-1, 2) % torch.tensor(self.categories)
        begins = torch.tensor([0, *torch.tensor(self.categories).cumsum(0)[:-1].tolist()])
        places = [num[:, :, None] * self.number_weight + self.number_bias, self.category_table[cat + begins] + self.category_bias]
        x = torch.cat([*places, self.answer.expand(len(num), 1, -1)], 1)
        for block in self.blocks:
            x = block(x)
        return self.head(functional.relu(self.norm(x[:, -1])))


class Small(models.ResNet):
    """The paper's network for CIFAR, of torchvision's blocks."""

    def __init__(self, blocks):
        super().__init__(BasicBlock, [1, 1, 1, 1], num_classes=5)
        self.inplanes = 16
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16)
        self.layer1, self.layer2, self.layer3 = (self._make_layer(BasicBlock, 16 << i, blocks, 1 + (i > 0)) for i in range(3))
        self.maxpool = self.layer4 = nn.Identity()
        self.fc = nn.Linear(64, 5)


def on_small_images():
    network = models.resnet18(num_classes=5)
    network.conv1, network.maxpool = nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.Identity()
    return network


NETWORKS = {
    "vgg11": (vgg(), (1, 40, 40, 3)),
    "swin": (models.SwinTransformer([4, 4], 8, [2, 2], [2, 4], [4, 4], num_classes=5, stochastic_depth_prob=0.0), (2, 24, 40, 3)),
    "mlpMixer": (MlpMixer(num_classes=5, img_size=16, patch_size=4, num_blocks=2, embed_dim=8), (2, 16, 16, 3)),
    "resnext50": (models.resnext50_32x4d(num_classes=5), (1, 32, 32, 3)),
    "resnet20": (Small(3), (1, 24, 20, 3)),
    "resnet18, small images": (on_small_images(), (1, 16, 16, 3)),
    "mobileNetV3Large": (models.mobilenet_v3_large(num_classes=5), (1, 40, 40, 3)),
    "mobileNetV3Small": (models.mobilenet_v3_small(num_classes=5), (1, 40, 40, 3)),
    "tcn": (Tcn(), (2, 20, 3)),
    "ftTransformer": (FtTransformer(), (5, 3)),
}


def main():
    out = {}
    for name, (network, shape) in NETWORKS.items():
        network = network.eval().double()
        state = {key: t for key, t in network.state_dict().items() if t.is_floating_point()}
        with torch.no_grad():
            for key, t in state.items():
                t.copy_(torch.from_numpy(drawn(key, t.shape)))
        x = torch.from_numpy(drawn("x", shape)).double() * 4
        y = network(x.permute(0, 3, 1, 2) if len(shape) == 4 else x)
        (y * torch.from_numpy(drawn("dy", y.shape))).sum().backward()
        out[name] = {
            "x": list(shape), "shape": list(y.shape), "norm": y.norm().item(), "first": y.flatten()[:10].tolist(),
            "shapes": {key: list(t.shape) for key, t in state.items()},
            "slopes": {key: float(f"{t.grad.norm().item():.8g}") for key, t in network.named_parameters()},
        }
    Path(__file__).with_name("classifiers.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
