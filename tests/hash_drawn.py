"""Numbers drawn by a hash of a name, which tests/hash_drawn.ts computes as well: neither side needs the other's files."""

import math

import numpy as np


def drawn(name, shape):
    """An array of float32, about as large as weights that were learnt."""
    shape = tuple(shape)
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
    return uniform.astype(np.float32).reshape(shape)
