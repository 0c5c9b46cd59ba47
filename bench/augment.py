"""torchvision's side of bench/augment.ts: augment.py FILE SIDE tensors|pillow SECONDS prints images a second, by the clock and of a processor."""

import sys
import time

import numpy as np
import torch

library = torch.library.Library("torchvision", "DEF")
for name in ("nms", "qnms"):
    library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

from PIL import Image  # noqa: E402
from torchvision.transforms import v2  # noqa: E402

file, side, kind, seconds = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
torch.set_num_threads(1)
torch.manual_seed(1)
pixels = np.fromfile(file, dtype=np.uint8).reshape(-1, side, side, 3)
steps = [v2.RandomHorizontalFlip(), v2.RandAugment()]
if kind == "pillow":
    samples = [Image.fromarray(image) for image in pixels]
    steps += [v2.PILToTensor()]
else:
    samples = list(torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous())
steps += [v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.49, 0.48, 0.45], [0.2, 0.2, 0.2])]
transform = v2.Compose(steps)


def run(limit):
    """Images a second, and a second of a processor, over about so many seconds of batches."""
    began, used, images = time.perf_counter(), time.process_time(), 0
    while True:
        for at in torch.randperm(len(samples)).split(32):
            torch.stack([transform(samples[i]) for i in at.tolist()])
            images += len(at)
            if time.perf_counter() - began > limit:
                return images / (time.perf_counter() - began), images / (time.process_time() - used)


run(seconds / 2)
print(*run(seconds))
