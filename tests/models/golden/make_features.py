"""Makes features.json: the maps of each stage of networks, from torchvision's by hooks, beside what timm says of them.

    python tests/models/golden/make_features.py

Weights and the image are drawn as for torchvision.json. Of each map its shape, its norm and its first numbers are kept.
"""

import json
import sys
from pathlib import Path

import torch

library = torch.library.Library("torchvision", "DEF")
library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
import timm  # noqa: E402
from torchvision import models  # noqa: E402

sys.path.append(str(Path(__file__).parents[2]))
from hash_drawn import drawn  # noqa: E402

SIZE = 64
NETWORKS = {
    "resnet18": (models.resnet18, "resnet18", ["relu", "layer1", "layer2", "layer3", "layer4"]),
    "mobilenet_v2": (models.mobilenet_v2, "mobilenetv2_100", [f"features.{i}" for i in (1, 3, 6, 13, 17)]),
    "efficientnet_b0": (models.efficientnet_b0, "efficientnet_b0", [f"features.{i}" for i in (1, 2, 3, 5, 7)]),
}


def main():
    out = {}
    for name, (make, twin, stages) in NETWORKS.items():
        network = make().eval()
        state = {key: t for key, t in network.state_dict().items() if not key.endswith("num_batches_tracked")}
        network.load_state_dict({key: torch.from_numpy(drawn(key, t.shape)) for key, t in state.items()}, strict=False)
        maps, inputs = [], torch.from_numpy(drawn("image", (1, SIZE, SIZE, 3))).permute(0, 3, 1, 2) * 16
        for stage in stages:
            network.get_submodule(stage).register_forward_hook(lambda _module, _x, y: maps.append(y.clone()))
        with torch.no_grad():
            network(inputs)
        info = timm.create_model(twin, features_only=True).feature_info
        out[name] = {
            "size": SIZE, "channels": info.channels(), "reductions": info.reduction(),
            "maps": [{"shape": list(t.shape), "norm": t.norm().item(), "first": t.flatten()[:6].tolist()}
                     for t in (y.movedim(1, -1).double() for y in maps[:len(stages)])],
        }
    Path(__file__).with_name("features.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
