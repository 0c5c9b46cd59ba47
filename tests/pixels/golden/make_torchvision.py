"""What torchvision's v2 makes of small images of uint8: golden values for tests/pixels/torchvision_test.ts.

Run as `python tests/pixels/golden/make_torchvision.py`; writes torchvision.json beside itself.
"""

import base64
import json
import pathlib

import numpy as np
import torch

# Some builds of PyTorch cannot load torchvision's own operations, of which none is needed here.
library = torch.library.Library("torchvision", "DEF")
for name in ("nms", "qnms"):
    library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import torchvision  # noqa: E402
from torchvision import tv_tensors  # noqa: E402
from torchvision.transforms import InterpolationMode  # noqa: E402
from torchvision.transforms.v2 import functional as F  # noqa: E402

HEIGHT, WIDTH = 9, 12


def pattern(height, width, channels=3):
    """The image of tests/transforms/pattern.ts, channels first."""
    bytes_ = np.arange(height * width * channels, dtype=np.int64) * 7919 % 251
    return torch.from_numpy(bytes_.astype(np.uint8).reshape(height, width, channels)).permute(2, 0, 1).contiguous()


def told(image):
    """Bytes with the channels last, in base64."""
    return base64.b64encode(image.permute(1, 2, 0).contiguous().numpy().tobytes()).decode()


image = pattern(HEIGHT, WIDTH)
# 45 x 60 greys of a few shades, so that equalize has something to do.
large = (pattern(45, 60) // 4 + 40).to(torch.uint8)
mask = tv_tensors.Mask((pattern(HEIGHT, WIDTH, 1) % 5)[0])
boxes = tv_tensors.BoundingBoxes(
    torch.tensor([[1.0, 2.0, 5.0, 7.0], [4.0, 1.0, 11.0, 6.5]]), format="XYXY", canvas_size=(HEIGHT, WIDTH)
)

retouches = {
    "brightness 0.4": F.adjust_brightness(image, 0.4),
    "brightness 1.7": F.adjust_brightness(image, 1.7),
    "contrast 0.3": F.adjust_contrast(image, 0.3),
    "contrast 1.9": F.adjust_contrast(image, 1.9),
    "saturation 0.25": F.adjust_saturation(image, 0.25),
    "saturation 1.8": F.adjust_saturation(image, 1.8),
    "hue 0.2": F.adjust_hue(image, 0.2),
    "hue -0.45": F.adjust_hue(image, -0.45),
    "sharpness 0.2": F.adjust_sharpness(image, 0.2),
    "sharpness 1.9": F.adjust_sharpness(image, 1.9),
    "grayscale": F.rgb_to_grayscale(image, num_output_channels=3),
    "posterize 3": F.posterize(image, 3),
    "posterize 8": F.posterize(image, 8),
    "solarize 100": F.solarize(image, 100),
    "invert": F.invert(image),
    "blur 5 1.3": F.gaussian_blur(image, [5, 5], [1.3, 1.3]),
    "blur 3 0.4": F.gaussian_blur(image, [3, 3], [0.4, 0.4]),
    "permute 2,0,1": F.permute_channels(image, [2, 0, 1]),
}
tones = {"autocontrast": F.autocontrast(large), "equalize": F.equalize(large)}

NEAREST, BILINEAR = InterpolationMode.NEAREST, InterpolationMode.BILINEAR
skewed = {"angle": 17.0, "translate": [2, -1], "scale": 1.3, "shear": [11.0, -7.0]}
corners = [[[0, 0], [11, 0], [11, 8], [0, 8]], [[1, 2], [10, 0], [9, 7], [3, 8]]]


def warped(of, **options):
    """What comes of the image, and of what goes with it."""
    return {
        "image": told(of(image, **options)),
        "mask": base64.b64encode(of(mask).numpy().tobytes()).decode(),
        "boxes": of(boxes).tolist(),
        "size": list(of(image, **options).shape[-2:]),
    }


def either(of, **given):
    """A function of an image, of a mask or of boxes."""
    return lambda what, **options: of(what, **given, **options)


warps = {
    "affine nearest": warped(either(F.affine, **skewed), interpolation=NEAREST),
    "affine bilinear": warped(either(F.affine, **skewed), interpolation=BILINEAR),
    "affine bilinear filled": warped(either(F.affine, **skewed), interpolation=BILINEAR, fill=[100, 50, 200]),
    "affine nearest filled": warped(either(F.affine, **skewed), interpolation=NEAREST, fill=[100, 50, 200]),
    "rotate nearest": warped(either(F.rotate, angle=25.0), interpolation=NEAREST),
    "rotate bilinear": warped(either(F.rotate, angle=-100.0), interpolation=BILINEAR),
    "perspective bilinear": warped(
        either(F.perspective, startpoints=corners[0], endpoints=corners[1]), interpolation=BILINEAR
    ),
    "perspective nearest": warped(
        either(F.perspective, startpoints=corners[0], endpoints=corners[1]), interpolation=NEAREST
    ),
    "resize smaller": warped(either(F.resize, size=[5, 7]), antialias=True),
    "resize larger": warped(either(F.resize, size=[13, 20]), antialias=True),
    "crop": warped(either(F.crop, top=1, left=2, height=6, width=7)),
    "crop beyond": warped(either(F.crop, top=-2, left=-1, height=8, width=9)),
    "horizontal flip": warped(either(F.horizontal_flip)),
    "vertical flip": warped(either(F.vertical_flip)),
    "pad": warped(either(F.pad, padding=[2])),
}

# Moves of up to three pixels, and what a Gaussian of 1.2 pixels leaves of them.
moves = (pattern(HEIGHT, WIDTH, 2).float() / 125 - 1) * 3
smoothed = F.gaussian_blur(moves, [11, 11], [1.2, 1.2])
displacement = torch.stack([moves[0] * 2 / WIDTH, moves[1] * 2 / HEIGHT], -1)[None]
small = tv_tensors.BoundingBoxes(torch.tensor([[1.0, 2.0, 5.0, 7.0], [4.0, 1.0, 9.0, 6.0]]), format="XYXY", canvas_size=(HEIGHT, WIDTH))
elastic = {
    "smoothed": [round(float(value), 6) for value in smoothed.flatten()],
    "bilinear": told(F.elastic(image, displacement)),
    "bilinear filled": told(F.elastic(image, displacement, fill=[100.0, 50.0, 200.0])),
    "nearest": told(F.elastic(image, displacement, interpolation=NEAREST)),
    "mask": base64.b64encode(F.elastic(mask, displacement).numpy().tobytes()).decode(),
    "boxes": F.elastic(small, displacement).tolist(),
}

# The operations of the learnt policies, as torchvision's own AutoAugment runs them.
auto = torchvision.transforms.v2.RandAugment()
strengths = {
    "shearX": -0.17, "shearY": 0.26, "translateX": 3.7, "translateY": -2.9, "rotate": 21.0, "brightness": 0.6,
    "color": -0.5, "contrast": 0.7, "sharpness": -0.8, "posterize": 5, "solarize": 0.35, "autoContrast": 0,
    "equalize": 0, "invert": 0,
}
operations = {}
for name, magnitude in strengths.items():
    theirs = name[0].upper() + name[1:]
    out = auto._apply_image_or_video_transform(image, theirs, magnitude, NEAREST, {torch.Tensor: None})
    operations[name] = {"magnitude": magnitude, "image": told(out)}

golden = {
    "versions": {"torch": torch.__version__, "torchvision": torchvision.__version__},
    "retouches": {name: told(one) for name, one in retouches.items()},
    "tones": {name: told(one) for name, one in tones.items()},
    "warps": warps,
    "elastic": elastic,
    "operations": operations,
}
path = pathlib.Path(__file__).with_name("torchvision.json")
path.write_text(json.dumps(golden, indent=1) + "\n")
