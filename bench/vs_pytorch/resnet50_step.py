"""PyTorch's side of resnet50_step.ts: for each line on standard input (a number of steps), trains so many steps and
answers with their times in milliseconds. The network is torchvision's ResNet-50, written in plain torch."""

import sys
import time

import torch
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, channels, middle, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, middle, 1, bias=False), nn.BatchNorm2d(middle), nn.ReLU(inplace=True),
            nn.Conv2d(middle, middle, 3, stride, 1, bias=False), nn.BatchNorm2d(middle), nn.ReLU(inplace=True),
            nn.Conv2d(middle, 4 * middle, 1, bias=False), nn.BatchNorm2d(4 * middle))
        self.shortcut = nn.Identity()
        if stride != 1 or channels != 4 * middle:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels, 4 * middle, 1, stride, bias=False), nn.BatchNorm2d(4 * middle))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.relu(self.body(x) + self.shortcut(x))


def resnet50(classes):
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for stage, depth in enumerate([3, 4, 6, 3]):
        for i in range(depth):
            layers.append(Bottleneck(channels, 64 << stage, 2 if i == 0 and stage > 0 else 1))
            channels = 4 * (64 << stage)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))


batch, classes, layout = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
torch.manual_seed(0)
model = resnet50(classes)
x, y = torch.randn(batch, 3, 32, 32), torch.arange(batch) % 10
if layout == "channels_last":
    model = model.to(memory_format=torch.channels_last)
    x = x.contiguous(memory_format=torch.channels_last)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
print(torch.__version__, torch.get_num_threads(), flush=True)
for line in sys.stdin:
    times = []
    for _ in range(int(line)):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        loss.item()
        times.append(1000 * (time.perf_counter() - start))
    print(*times, flush=True)
