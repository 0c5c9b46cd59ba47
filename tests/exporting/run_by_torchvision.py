"""Loads what write_networks.ts wrote into torchvision's networks, every name of it, and holds their logits against Raptor's.

python tests/exporting/run_by_torchvision.py OUT
"""

import json
import os
import sys

import torch

library = torch.library.Library("torchvision", "DEF")
library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

from safetensors.torch import load_file
from torchvision import models

MAKERS = {
    "resnet18": models.resnet18,
    "resnet50": models.resnet50,
    "resnext50": models.resnext50_32x4d,
    "wideResnet50": models.wide_resnet50_2,
    "mobileNetV2": models.mobilenet_v2,
    "mobileNetV3Large": models.mobilenet_v3_large,
    "mobileNetV3Small": models.mobilenet_v3_small,
    "efficientNetB0": models.efficientnet_b0,
    "convNextTiny": models.convnext_tiny,
    "vit": lambda num_classes: models.VisionTransformer(
        image_size=32, patch_size=8, num_layers=2, num_heads=2, hidden_dim=16, mlp_dim=64, num_classes=num_classes
    ),
}

failed = False
for name, make in MAKERS.items():
    network = make(num_classes=10).eval()
    network.load_state_dict(load_file(os.path.join(sys.argv[1], f"{name}.safetensors")), strict=True)
    worst = 0.0
    for case in json.load(open(os.path.join(sys.argv[1], f"{name}.json"))):
        x, wanted = (torch.tensor(it["data"]).reshape(it["shape"]) for it in (case["inputs"]["input"], case["outputs"]["output"]))
        with torch.no_grad():
            found = network(x.permute(0, 3, 1, 2))
        worst = max(worst, float((found - wanted).abs().max() / max(1, wanted.abs().max())))
    failed = failed or worst >= 1e-4
    print(f"{name:15} difference {worst:.1e} {'WRONG' if worst >= 1e-4 else ''}")
sys.exit(failed)
