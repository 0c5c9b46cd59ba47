"""Makes multiply_adds.json: the multiply-adds of networks, as PyTorch's own counter of operations has them, halved.

    python tests/models/golden/count_multiply_adds.py

PyTorch counts a multiplication and its addition as two (`torch.utils.flop_counter`), of convolutions and products alone. It says
4,089,184,256 for ResNet-50, which is fvcore's 4.09 G.
"""

import json
from pathlib import Path

import torch

library = torch.library.Library("torchvision", "DEF")
library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
from torch.nn.attention import SDPBackend, sdpa_kernel  # noqa: E402
from torch.utils.flop_counter import FlopCounterMode  # noqa: E402
from torchvision import models  # noqa: E402

SMALL = {"image_size": 32, "patch_size": 8, "num_layers": 2, "num_heads": 4, "hidden_dim": 32, "mlp_dim": 128}


def count(network, size):
    with FlopCounterMode(display=False) as counter, torch.no_grad(), sdpa_kernel(SDPBackend.MATH):
        # In training and by plain products: the fast ways of attention are not counted.
        network.train()(torch.zeros(2, 3, size, size))
    return counter.get_total_flops() // 4


def main():
    print("resnet50", count(models.resnet50(), 224))
    counts = {"mobilenet_v2": count(models.mobilenet_v2(), 64), "convnext_tiny": count(models.convnext_tiny(), 64),
              "vit": count(models.VisionTransformer(**SMALL), 32)}
    Path(__file__).with_name("multiply_adds.json").write_text(json.dumps(counts) + "\n")


main()
