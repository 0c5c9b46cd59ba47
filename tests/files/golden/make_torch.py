"""Makes what torch.save and numpy write, as the tests read it, and torch.json: the same numbers as texts that JSON can hold.

    python tests/files/golden/make_torch.py

torch_types.pt has every type, views with strides of their own, tensors that share a storage and a parameter; torch_checkpoint.pt
is that of a training, torch_beside.pt one that holds tensors of its own beside its model; torch_negative.pt is noted as negative, which its
storage is not; torch_hostile.pt calls os.system where it is loaded; numpy.npz and numpy_packed.npz are numpy's.
"""

import json
import os
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).parent


class Hostile:
    def __reduce__(self):
        return os.system, ("touch /tmp/raptor_was_here",)


def main():
    base = torch.arange(12, dtype=torch.float32).reshape(3, 4) / 8
    tensors = {
        "f32": base, "turned": base.T, "column": base[:, 1], "part": base[1:, 2:], "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 3), "parameter": torch.nn.Parameter(torch.tensor([1.0, -1.0])),
        "f64": torch.tensor([0.1, -2.0], dtype=torch.float64), "f16": torch.tensor([0.5, -3.0], dtype=torch.float16),
        "bf16": torch.tensor([1.5, -4.0], dtype=torch.bfloat16), "e4m3": torch.tensor([1.0, -448.0]).to(torch.float8_e4m3fn),
        "e5m2": torch.tensor([1.0, -96.0]).to(torch.float8_e5m2), "i64": torch.tensor([7, -7]),
        "i32": torch.tensor([5, -5], dtype=torch.int32), "i16": torch.tensor([3, -3], dtype=torch.int16),
        "i8": torch.tensor([1, -1], dtype=torch.int8), "u8": torch.tensor([0, 255], dtype=torch.uint8),
        "u16": torch.tensor([0, 65535], dtype=torch.uint16), "bool": torch.tensor([True, False]),
    }
    torch.save(tensors, HERE / "torch_types.pt")
    truth = {name: {"shape": list(t.shape), "values": t.detach().to(torch.float64).flatten().tolist()}
             for name, t in tensors.items()}

    network = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.BatchNorm1d(1))
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    network(torch.randn(4, 2)).sum().backward()
    optimizer.step()
    torch.save({"epoch": 3, "lr": 0.1, "big": 2**40, "note": "fine", "state_dict": network.state_dict(),
                "optimizer": optimizer.state_dict()}, HERE / "torch_checkpoint.pt")
    torch.save({"epoch": torch.tensor(3), "best": torch.tensor(0.25), "model": {"weight": torch.tensor([1.0, 2.0])}},
               HERE / "torch_beside.pt")
    torch.save({"weight": torch.complex(torch.zeros(1), torch.ones(1)).conj().imag}, HERE / "torch_negative.pt")
    torch.save({"weight": torch.zeros(1), "x": Hostile()}, HERE / "torch_hostile.pt")
    torch.save({"weight": torch.zeros(1)}, HERE / "torch_old.pt", _use_new_zipfile_serialization=False)

    arrays = {
        "a/kernel": np.arange(6, dtype=np.float32).reshape(2, 3), "turned": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "whole": np.array([1, -1]), "half": np.float16([0.5]), "truth": np.array([True, False]), "scalar": np.float32(3),
    }
    np.savez(HERE / "numpy.npz", **arrays)
    np.savez_compressed(HERE / "numpy_packed.npz", **arrays)
    np.savez(HERE / "numpy_objects.npz", a=np.array([Hostile()], dtype=object))
    numpy = {name: {"shape": list(a.shape), "values": a.astype(np.float64).flatten().tolist()} for name, a in arrays.items()}
    (HERE / "torch.json").write_text(json.dumps({"torch": truth, "numpy": numpy}) + "\n")


main()
