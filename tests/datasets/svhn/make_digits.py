"""Writes digits of SVHN's form by scipy, and what torchvision makes of them: python make_digits.py"""
import json, pathlib
import numpy as np, scipy.io

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(3)


def digits(name, labels, dtype, **how):
    X = rng.integers(0, 256, (32, 32, 3, len(labels)), dtype=np.uint8)
    # Flat colours, so that the file stays small; a pixel of each corner is another one.
    X[:] = X[:1, :1]
    X[0, 31, 1], X[31, 0, 2], X[5, 7, 0] = 1, 2, 3
    scipy.io.savemat(here / f"{name}_32x32.mat", {"X": X, "y": np.array(labels, dtype)[:, None], "note": "a text", "cell": {"a": 1}}, **how)
    # As torchvision.datasets.SVHN, channels last.
    y = np.array(labels)
    y[y == 10] = 0
    images = np.transpose(X, (3, 0, 1, 2))
    return dict(labels=y.tolist(), sums=images.sum((1, 2)).tolist(), corners=[[int(v) for v in (i[0, 31, 1], i[31, 0, 2], i[5, 7, 0], i[7, 5, 0])] for i in images])


json.dump(dict(train=digits("train", [1, 10, 9], np.uint8, do_compression=True), test=digits("test", [10, 4], np.float64),
    extra=digits("extra", [7, 8], np.float64, do_compression=True)), open(here / "digits.json", "w"))
scipy.io.savemat(here / "numbers.mat", {"d": np.array([[1.5, -2.5]]), "s": np.float32([[1, 2], [3, 4]]), "i": np.int16([[-300]]), "u": np.uint32([[4_000_000_000]]), "c": np.array([[1j]])}, do_compression=True)
