"""Writes animated_images.ts: small animated WebPs as Pillow writes them, with the pixels that it reads in RGB.

    python3 animated_images.py > animated_images.ts
"""

import base64
import io
import struct

import numpy as np
import PIL
from PIL import Image

rng = np.random.default_rng(0)


def frames(channels, height=3, width=4):
    shape = (height, width, channels)
    return [Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8)) for _ in range(3)]


def animation(images, **options):
    out = io.BytesIO()
    images[0].save(out, "WEBP", save_all=True, append_images=images[1:], duration=100, **options)
    return out.getvalue()


def moved(data, x, y, width, height):
    """Puts the first frame elsewhere, onto a larger canvas."""
    data = bytearray(data)
    data[24:27], data[27:30] = struct.pack("<I", width - 1)[:3], struct.pack("<I", height - 1)[:3]
    at = data.find(b"ANMF") + 8
    data[at : at + 3], data[at + 3 : at + 6] = struct.pack("<I", x // 2)[:3], struct.pack("<I", y // 2)[:3]
    return bytes(data)


opaque = animation(frames(3), lossless=True)
images = {
    "lossless.webp": opaque,
    "lossy.webp": animation(frames(3), quality=80),
    "lossy_with_alpha.webp": animation(frames(4), quality=80),
    "moved.webp": moved(opaque, 2, 4, 8, 8),
}

print(f"/** Animated WebPs as Pillow {PIL.__version__} writes them, and the first frame that it reads from them in RGB. */")
print('import type { PillowImage } from "./pillow_images.ts";\n')
print("/** Written by `animated_images.py`. */")
print("export const ANIMATED_IMAGES: readonly (PillowImage & { readonly shape: readonly number[] })[] = [")
for name, data in images.items():
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    print(f'  {{ name: "{name}", shape: {list(pixels.shape)},')
    print(f'    bytes: Uint8Array.fromBase64("{base64.b64encode(data).decode()}"),')
    print(f"    pixels: {pixels.flatten().tolist()} }},")
print("];")
