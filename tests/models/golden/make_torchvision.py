"""Makes torchvision.json: what torchvision's networks predict by weights that both sides know.

    python tests/models/golden/make_torchvision.py

A weight is drawn by a hash of its name and of the place of each number, as tests/hash_drawn.py and .ts have it: so neither side needs the
other's files. Kept are the names and shapes of the state dict, the norm of the logits and the first of them. The image is drawn
in the same way, [1, 3, size, size].
"""

import json
import sys
from pathlib import Path

import torch

library = torch.library.Library("torchvision", "DEF")
library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
from torchvision import models  # noqa: E402

sys.path.append(str(Path(__file__).parents[2]))
from hash_drawn import drawn as array  # noqa: E402

SMALL = {"image_size": 32, "patch_size": 8, "num_layers": 2, "num_heads": 4, "hidden_dim": 32, "mlp_dim": 128}
NETWORKS = {
    "resnet18": (models.resnet18, 64), "resnet50": (models.resnet50, 64), "mobilenet_v2": (models.mobilenet_v2, 64),
    "efficientnet_b0": (models.efficientnet_b0, 64), "convnext_tiny": (models.convnext_tiny, 64),
    "vit": (lambda: models.VisionTransformer(**SMALL), 32),
}
KEPT = 24


def drawn(name, shape):
    return torch.from_numpy(array(name, shape))


def main():
    out = {}
    for name, (make, size) in NETWORKS.items():
        network = make().eval()
        state = {key: t for key, t in network.state_dict().items() if not key.endswith("num_batches_tracked")}
        network.load_state_dict({key: drawn(key, t.shape) for key, t in state.items()}, strict=False)
        x = drawn("image", (1, size, size, 3)).permute(0, 3, 1, 2) * 16
        with torch.no_grad():
            logits = network(x).double().flatten()
        out[name] = {
            "size": size,
            "norm": logits.norm().item(),
            "logits": logits[:KEPT].tolist(),
            "shapes": {key: list(t.shape) for key, t in state.items()},
        }
    text = json.dumps(out, separators=(",", ":"))
    Path(__file__).with_name("torchvision.json").write_text(text + "\n")


main()
