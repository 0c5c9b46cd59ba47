"""What PyTorch and torchvision answer for every pixel or place of an image: golden values for unet_test, fcos_test and
deep_lab_v3_test. Weights and images are drawn by tests/hash_drawn.py.

Run as `python tests/models/golden/make_dense.py`; writes dense.json beside itself.
"""

import json
import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional as F

sys.path.append(str(pathlib.Path(__file__).parents[2]))
from hash_drawn import drawn  # noqa: E402

# Some builds of PyTorch cannot load torchvision's own operations; boxes are suppressed by the lines below instead.
library = torch.library.Library("torchvision", "DEF")
for name in ("nms", "qnms"):
    library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

from torchvision.models.detection.backbone_utils import BackboneWithFPN  # noqa: E402
from torchvision.models.detection.fcos import FCOS  # noqa: E402
from torchvision.models.detection.image_list import ImageList  # noqa: E402
from torchvision.models.segmentation.deeplabv3 import DeepLabHead, DeepLabV3  # noqa: E402
from torchvision.models._utils import IntermediateLayerGetter  # noqa: E402
from torchvision.models.resnet import resnet50  # noqa: E402
from torchvision.ops import box_iou  # noqa: E402
from torchvision.ops.feature_pyramid_network import LastLevelP6P7  # noqa: E402


def with_drawn(module):
    """The module with weights drawn by the hash, and the shapes of these."""
    state = {k: v for k, v in module.state_dict().items() if not k.endswith("num_batches_tracked")}
    module.load_state_dict({k: torch.from_numpy(drawn(k, v.shape)) for k, v in state.items()}, strict=False)
    return module.eval(), {k: list(v.shape) for k, v in state.items()}


def image_of(height, width):
    """Channels first, as large as the images of torchvision_test.ts."""
    return torch.from_numpy(drawn("image", (1, height, width, 3))).permute(0, 3, 1, 2) * 16


def told(tensor):
    """The norm of a tensor with its channels last, and some of its numbers."""
    flat = tensor.reshape(-1)
    every = max(1, flat.numel() // 12)
    return {"norm": flat.norm().item(), "every": every, "some": flat[::every].tolist()}


def twice(inputs, width):
    row = []
    for channels in (inputs, width):
        row += [nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
    return nn.Sequential(*row)


class Encoder(nn.Module):
    def __init__(self, widths):
        super().__init__()
        for i, width in enumerate(widths):
            setattr(self, f"down{i}", twice(3 if i == 0 else widths[i - 1], width))


class UNet(nn.Module):
    """Ronneberger et al. with normalised, padded convolutions and bilinear upsampling."""

    def __init__(self, widths, classes):
        super().__init__()
        self.encoder = Encoder(widths)
        for i, width in enumerate(widths[-2::-1]):
            setattr(self, f"up{i}", twice(widths[-1 - i] + width, width))
        self.head = nn.Conv2d(widths[0], classes, 1)
        self.depth = len(widths)

    def forward(self, x):
        maps = []
        for i in range(self.depth):
            x = self.encoder.get_submodule(f"down{i}")(x if i == 0 else F.max_pool2d(x, 2))
            maps.append(x)
        for i in range(self.depth - 1):
            beside = maps[-2 - i]
            above = F.interpolate(x, size=beside.shape[-2:], mode="bilinear", align_corners=False)
            x = self.get_submodule(f"up{i}")(torch.cat([above, beside], 1))
        return self.head(x)


class Body(nn.Sequential):
    """Three maps, 8, 16 and 32 times smaller than the image."""

    def __init__(self):
        super().__init__()
        self.l1 = nn.Conv2d(3, 8, 8, 8)
        self.l2 = nn.Conv2d(8, 16, 2, 2)
        self.l3 = nn.Conv2d(16, 32, 2, 2)


def suppressed(boxes, scores, labels, overlap, most):
    """Greedy suppression within each class, as torchvision.ops.batched_nms."""
    kept = []
    for i in scores.argsort(descending=True).tolist():
        others = [j for j in kept if labels[j] == labels[i]]
        # Boxes without area overlap by no number, which is not above any.
        if not any(box_iou(boxes[i][None], boxes[j][None]).item() > overlap for j in others):
            kept.append(i)
    return kept[:most]


def fcos():
    body = Body()
    layers = {"l1": "0", "l2": "1", "l3": "2"}
    backbone = BackboneWithFPN(body, layers, [8, 16, 32], 32, extra_blocks=LastLevelP6P7(32, 32))
    module = FCOS(backbone, num_classes=3)
    module.head = type(module.head)(32, 1, 3, num_convs=2)
    module, shapes = with_drawn(module)
    images = torch.cat([image_of(64, 96), -image_of(64, 96)])
    maps = list(module.backbone(images).values())
    said = module.head(maps)
    anchors = module.anchor_generator(ImageList(images, [(64, 96)] * 2), maps)
    targets = [
        {"boxes": torch.tensor([[4.0, 6.0, 40.0, 50.0], [20.0, 20.0, 28.0, 30.0]]), "labels": torch.tensor([2, 0])},
        {"boxes": torch.tensor([[0.0, 0.0, 96.0, 64.0]]), "labels": torch.tensor([1])},
    ]
    counts = [m.shape[-2] * m.shape[-1] for m in maps]
    losses = module.compute_loss(targets, said, anchors, counts)
    scores = torch.sqrt(said["cls_logits"].sigmoid() * said["bbox_ctrness"].sigmoid())[0]
    order = scores.flatten().argsort(descending=True)[:60]
    boxes = module.box_coder.decode(said["bbox_regression"][0], anchors[0])
    boxes = boxes.clamp(min=0).minimum(torch.tensor([96.0, 64.0, 96.0, 64.0]))[order // 3]
    kept = suppressed(boxes, scores.flatten()[order], order % 3, 0.6, 8)
    return {
        "shapes": shapes,
        "logits": told(said["cls_logits"]),
        "sides": told(said["bbox_regression"]),
        "centers": told(said["bbox_ctrness"]),
        "losses": [losses[name].item() for name in ("classification", "bbox_regression", "bbox_ctrness")],
        "boxes": boxes[kept].tolist(),
        "scores": scores.flatten()[order][kept].tolist(),
        "labels": (order % 3)[kept].tolist(),
    }


def deep_lab():
    body = resnet50(weights=None, replace_stride_with_dilation=[False, True, True])
    backbone = IntermediateLayerGetter(body, {"layer4": "out"})
    module, shapes = with_drawn(DeepLabV3(backbone, DeepLabHead(2048, 4)))
    out = module(image_of(33, 41))["out"]
    return {"shapes": shapes, "logits": told(out.permute(0, 2, 3, 1))}


def unet():
    module, shapes = with_drawn(UNet([4, 8, 12], 3))
    return {"shapes": shapes, "logits": told(module(image_of(21, 26)).permute(0, 2, 3, 1))}


with torch.no_grad():
    golden = {"unet": unet(), "fcos": fcos(), "deep_lab": deep_lab()}
path = pathlib.Path(__file__).with_name("dense.json")
path.write_text(json.dumps(golden) + "\n")
