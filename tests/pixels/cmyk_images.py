"""Writes cmyk_images.ts: small JPEGs of four channels as Pillow writes them, with the pixels that it reads in RGB.

    python3 cmyk_images.py > cmyk_images.ts
"""

import base64
import io

import numpy as np
import PIL
from PIL import Image

rng = np.random.default_rng(0)
height, width = 19, 21
ramp = np.add.outer(np.arange(height) * 5, np.arange(width) * 6)
smooth = np.stack([ramp, 255 - ramp, ramp // 2, ramp % 128], -1).astype(np.uint8)
noise = rng.integers(0, 256, (height, width, 4), dtype=np.uint8)


def jpeg(pixels, **options):
    out = io.BytesIO()
    Image.fromarray(pixels, "CMYK").save(out, "JPEG", **options)
    return out.getvalue()


def without_adobe(data):
    at = data.find(b"\xff\xee")
    return data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]


def mixed(data):
    """Says that the first three channels are YCbCr: any numbers are a picture then too."""
    at = data.find(b"Adobe")
    return data[: at + 11] + b"\x02" + data[at + 12 :]


images = {
    "smooth.jpg": jpeg(smooth, quality=90),
    "noise.jpg": jpeg(noise, quality=100),
    "progressive.jpg": jpeg(noise, quality=75, progressive=True),
    "restarts.jpg": jpeg(noise, quality=75, restart_marker_blocks=2),
    "stretched.jpg": jpeg(noise, quality=75, subsampling=2),
    "stretched_progressive.jpg": jpeg(noise, quality=60, subsampling=1, progressive=True),
    "without_adobe.jpg": without_adobe(jpeg(smooth, quality=90)),
    "ycck.jpg": mixed(jpeg(smooth, quality=90)),
}

print(f"/** JPEGs of four channels as Pillow {PIL.__version__} writes them, and what it reads from them in RGB: 19 rows of 21. */")
print('import type { PillowImage } from "./pillow_images.ts";\n')
print("/** Written by `cmyk_images.py`; the pixels as base64. */")
print("export const CMYK_IMAGES: readonly (Omit<PillowImage, \"pixels\"> & { readonly pixels: Uint8Array })[] = [")
for name, data in images.items():
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    print(f'  {{ name: "{name}",')
    print(f'    bytes: Uint8Array.fromBase64("{base64.b64encode(data).decode()}"),')
    print(f'    pixels: Uint8Array.fromBase64("{base64.b64encode(pixels.tobytes()).decode()}") }},')
print("];")
