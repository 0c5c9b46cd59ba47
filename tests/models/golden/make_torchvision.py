"""Makes torchvision.json: what torchvision's networks predict by weights that both sides know.

    python tests/models/golden/make_torchvision.py

A weight is drawn by a hash of its name and of the place of each number, as in tests/hash_drawn.ts: so neither side needs the
other's files. Kept are the names and shapes of the state dict, the norm of the logits and the first of them. The image is drawn
in the same way, [1, 3, size, size].
"""

import json
import math
from pathlib import Path

import numpy as np
import torch

library = torch.library.Library("torchvision", "DEF")
library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
import torchvision  # noqa: E402

NETWORKS = {"resnet18": 64, "resnet50": 64}
KEPT = 24


def drawn(name, shape):
    size = math.prod(shape)
    seed = 2166136261
    for byte in name.encode():
        seed = ((seed ^ byte) * 16777619) % 2**32
    bits = (np.arange(size, dtype=np.uint32) * np.uint32(0x9E3779B1)) ^ np.uint32(seed)
    for shift, odd in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        bits = (bits ^ (bits >> np.uint32(shift))) * np.uint32(odd)
    bits = bits ^ (bits >> np.uint32(16))
    uniform = (bits.astype(np.float64) / 2**32 * 2 - 1).astype(np.float32)
    if name.endswith("running_var"):
        uniform = 1 + uniform / 2
    elif len(shape) > 1:
        uniform = uniform * np.float32(math.sqrt(3 / (size // shape[0])))
    elif name.endswith("weight"):
        uniform = 1 + uniform / 4
    else:
        uniform = uniform / 4
    return torch.from_numpy(uniform.astype(np.float32).reshape(shape))


def main():
    out = {}
    for name, size in NETWORKS.items():
        network = getattr(torchvision.models, name)().eval()
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
