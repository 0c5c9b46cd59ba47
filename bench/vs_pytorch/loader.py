"""PyTorch's side of loader.ts: for each line on standard input (a number of worker processes), walks through an epoch of
augmented CIFAR-10 and answers with the seconds it took, the images, and the mean and deviation of the numbers. The
transforms are those of torchvision's tutorials, written in NumPy, one image after the other as a Dataset has them."""

import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

MEAN = np.array([0.491, 0.482, 0.447], dtype=np.float32).reshape(3, 1, 1)
STD = np.array([0.202, 0.199, 0.201], dtype=np.float32).reshape(3, 1, 1)


class Cifar(Dataset):
    def __init__(self, folder):
        records = np.concatenate([
            np.fromfile(folder / f"data_batch_{i}.bin", dtype=np.uint8).reshape(-1, 3073) for i in range(1, 6)])
        self.labels = records[:, 0].astype(np.int64)
        self.images = np.ascontiguousarray(records[:, 1:]).reshape(-1, 3, 32, 32)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        top, left = np.random.randint(0, 9, size=2)
        return torch.from_numpy(transformed(self.images[index], top, left, np.random.random() < 0.5)), self.labels[index]


def transformed(image, top, left, flip):
    padded = np.zeros((3, 40, 40), dtype=np.uint8)
    padded[:, 4:36, 4:36] = image
    window = padded[:, top:top + 32, left:left + 32]
    if flip:
        window = window[:, :, ::-1]
    return (window.astype(np.float32) / 255 - MEAN) / STD


data = Cifar(Path(sys.argv[1]) / "cifar-10-batches-bin")
batch = int(sys.argv[2])
print(torch.__version__, np.__version__, flush=True)
for line in sys.stdin:
    if line.startswith("one"):
        # The same crops as the other side's: image, top, left, flip.
        index, top, left, flip = map(int, line.split()[1:])
        print(*transformed(data.images[index], top, left, flip).transpose(1, 2, 0).ravel().tolist(), flush=True)
        continue
    loader = DataLoader(data, batch_size=batch, shuffle=True, num_workers=int(line))
    images, start = 0, time.perf_counter()
    for x, y in loader:
        images += len(y)
    print(time.perf_counter() - start, images, x.mean().item(), x.std().item(), flush=True)
