"""Makes numbers.safetensors, numbers.json and the sharded sharded.safetensors.index.json: the safetensors package's own files.

    python tests/files/golden/make_numbers.py

Each tensor holds numbers that its type can and cannot hold exactly; numbers.json says what PyTorch takes them for, as float64
or whole numbers. What is not finite is written as a text.
"""

import json
import math
from pathlib import Path

import torch
from safetensors.torch import save_file

HERE = Path(__file__).parent
REALS = [0.0, -0.0, 1.0, -2.5, 0.1, 3e-8, 1e-3, 448.0, 1e5, math.inf, -math.inf, math.nan]
TYPES = {
    "f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16,
    "e4m3": torch.float8_e4m3fn, "e5m2": torch.float8_e5m2,
}
WHOLES = {
    "i64": (torch.int64, [-(2**31), -1, 0, 2**31 - 1]), "i32": (torch.int32, [-(2**31), 2**31 - 1]),
    "i16": (torch.int16, [-(2**15), 2**15 - 1]), "u16": (torch.uint16, [0, 2**16 - 1]),
    "i8": (torch.int8, [-128, 127]), "u8": (torch.uint8, [0, 255]), "u32": (torch.uint32, [0, 2**31 - 1]),
    "u64": (torch.uint64, [0, 2**31 - 1]), "bool": (torch.bool, [True, False, True]),
}


def plain(x):
    return x if math.isfinite(x) else str(x)


def main():
    tensors = {name: torch.tensor(REALS, dtype=torch.float64).to(kind) for name, kind in TYPES.items()}
    # Every pattern of the 8-bit floats.
    patterns = torch.arange(256, dtype=torch.int16).to(torch.uint8)
    tensors["e4m3_all"], tensors["e5m2_all"] = patterns.view(torch.float8_e4m3fn), patterns.clone().view(torch.float8_e5m2)
    tensors |= {name: torch.tensor(values, dtype=kind) for name, (kind, values) in WHOLES.items()}
    tensors["scalar"] = torch.tensor(7, dtype=torch.int64)
    save_file(tensors, HERE / "numbers.safetensors", metadata={"made": "by safetensors"})
    truth = {
        name: [plain(v) for v in (t.to(torch.float64).float() if t.is_floating_point() else t).flatten().tolist()]
        for name, t in tensors.items()
    }
    (HERE / "numbers.json").write_text(json.dumps(truth) + "\n")

    parts = {"sharded-1-of-2": {"a": torch.ones(2, 2)}, "sharded-2-of-2": {"b": torch.zeros(3), "c": torch.ones(1)}}
    for name, part in parts.items():
        save_file(part, HERE / f"{name}.safetensors")
    places = {key: f"{name}.safetensors" for name, part in parts.items() for key in part}
    index = {"metadata": {"total_size": 32}, "weight_map": places}
    (HERE / "sharded.safetensors.index.json").write_text(json.dumps(index) + "\n")


main()
