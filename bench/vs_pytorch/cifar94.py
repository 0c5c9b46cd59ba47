"""PyTorch's side of examples/cifar94.ts: steps of the same recipe in eager mode, on images that are drawn.

    python bench/vs_pytorch/cifar94.py [--steps 3] [--batch 2000] [--plain]

Prints the median time of a step in milliseconds and of an epoch of 50,000 images in seconds, augmentation and updates included.
Images lie channels last, which is the faster way here; `--plain` has them channels first.
"""

import argparse
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

WIDTHS = (64, 256, 256)


class Norm(nn.BatchNorm2d):
    def __init__(self, channels):
        super().__init__(channels, eps=1e-12, momentum=0.4)
        self.weight.requires_grad = False


def convolution(channels, filters):
    layer = nn.Conv2d(channels, filters, 3, padding=1, bias=False)
    nn.init.dirac_(layer.weight.data[:channels])
    return layer


def block(channels, filters):
    return nn.Sequential(
        convolution(channels, filters), nn.MaxPool2d(2), Norm(filters), nn.GELU(),
        convolution(filters, filters), Norm(filters), nn.GELU())


def network():
    whiten = nn.Conv2d(3, 24, 2)
    whiten.weight.requires_grad = False
    channels = (24, *WIDTHS)
    return nn.Sequential(
        whiten, nn.GELU(), *[block(*pair) for pair in zip(channels, WIDTHS)],
        nn.MaxPool2d(3), nn.Flatten(), nn.Linear(WIDTHS[-1], 10, bias=False))


def orthogonalized(matrix):
    tall = matrix.shape[0] > matrix.shape[1]
    x = (matrix.T if tall else matrix) / (matrix.norm() + 1e-7)
    for _ in range(3):
        squares = x @ x.T
        x = 3.4445 * x + (-4.775 * squares + 2.0315 * squares @ squares) @ x
    return x.T if tall else x


class Muon(torch.optim.Optimizer):
    """On matrices that are kept at the norm of the root of their outputs, as unitNorm() does."""

    def __init__(self, parameters, lr):
        super().__init__(parameters, {"lr": lr})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for weight in group["params"]:
                mean = self.state[weight].setdefault("momentum", torch.zeros_like(weight))
                mean.mul_(0.6).add_(weight.grad)
                ahead = weight.grad.add(mean, alpha=0.6)
                weight.mul_(len(weight) ** 0.5 / weight.norm())
                turned = orthogonalized(ahead.reshape(len(weight), -1)).view(weight.shape)
                weight.add_(turned, alpha=-group["lr"])


def augmented(images, flips):
    """Windows of 32 pixels at random places of the images with a mirrored border of 2, some of them flipped."""
    padded = functional.pad(images, (2, 2, 2, 2), "reflect")
    rows, columns = torch.randint(5, (2, len(images)))
    cut = torch.stack([padded[i, :, y:y + 32, x:x + 32] for i, (y, x) in enumerate(zip(rows.tolist(), columns.tolist()))])
    return torch.where(flips.view(-1, 1, 1, 1), cut.flip(3), cut)


def main():
    flags = argparse.ArgumentParser()
    flags.add_argument("--steps", type=int, default=3)
    flags.add_argument("--batch", type=int, default=2000)
    flags.add_argument("--plain", action="store_true")
    flags = flags.parse_args()
    torch.manual_seed(0)
    layout = torch.contiguous_format if flags.plain else torch.channels_last
    model = network().to(memory_format=layout)
    kernels = [p for p in model.parameters() if p.requires_grad and p.dim() == 4]
    others = [p for p in model.parameters() if p.requires_grad and p.dim() != 4]
    optimizers = [Muon(kernels, 1e-3), torch.optim.SGD(others, 1e-3, 0.85, nesterov=True)]
    images, labels = torch.randn(flags.batch, 3, 32, 32), torch.arange(flags.batch) % 10
    times = []
    for _ in range(flags.steps + 1):
        start = time.perf_counter()
        x = augmented(images, torch.rand(flags.batch) < 0.5).contiguous(memory_format=layout)
        loss = functional.cross_entropy(model(x), labels, label_smoothing=0.2)
        model.zero_grad()
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
        loss.item()
        times.append(1000 * (time.perf_counter() - start))
    middle = statistics.median(times[1:])
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, {'channels first' if flags.plain else 'channels last'}: "
          f"{middle:.0f} ms a step of {flags.batch} images, {middle / flags.batch * 50:.1f} s an epoch")


if __name__ == "__main__":
    main()
