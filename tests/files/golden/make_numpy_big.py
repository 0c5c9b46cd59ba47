"""Makes what numpy writes where numbers begin with their greatest byte, in rows and in columns, and numpy_big.json: the same numbers.

    python tests/files/golden/make_numpy_big.py
"""

import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def main():
    kinds = [">f2", ">f4", ">f8", ">i2", ">i4", ">i8", ">u2", ">u4", ">u8"]
    arrays = {kind[1:]: (np.arange(6).reshape(2, 3) * 300 - 700 * (kind[1] != "u")).astype(kind) for kind in kinds}
    arrays |= {f"{name}_turned": np.asfortranarray(a) for name, a in arrays.items()}
    np.savez(HERE / "numpy_big.npz", **arrays)
    truth = {name: {"shape": list(a.shape), "values": a.astype(np.float64).flatten().tolist()} for name, a in arrays.items()}
    (HERE / "numpy_big.json").write_text(json.dumps(truth) + "\n")


if __name__ == "__main__":
    main()
