"""Fine-tuning of MobileNetV2 by PyTorch and torchvision, one seed: what bench/fine_tune.ts does, printed as its row of the table."""

import math, statistics, sys, time
import torch

lib = torch.library.Library("torchvision", "DEF")
lib.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
lib.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
import torchvision
from safetensors.torch import load_file
from torchvision import transforms as T

folder, weights = sys.argv[1:3]
seed, epochs, size = map(int, sys.argv[3:6])
began = time.perf_counter()
torch.manual_seed(seed)
learn = T.Compose([T.RandomResizedCrop(size), T.RandomHorizontalFlip(), T.ToTensor()])
judge = T.Compose([T.Resize(round(size * 8 / 7)), T.CenterCrop(size), T.ToTensor()])
sets = [torchvision.datasets.ImageFolder(f"{folder}/{part}", how) for part, how in (("train", learn), ("val", judge))]
train, val = [
    torch.utils.data.DataLoader(data, batch_size=32, shuffle=i == 0, num_workers=2, persistent_workers=True)
    for i, data in enumerate(sets)
]

net = torchvision.models.mobilenet_v2(num_classes=2)
state = {name: value for name, value in load_file(weights).items() if not name.startswith("classifier")}
missing, unexpected = net.load_state_dict(state, strict=False)
assert not unexpected and all("classifier" in name or "num_batches" in name for name in missing), (missing, unexpected)
loss_of, waits = torch.nn.CrossEntropyLoss(), []


def learnt(optimizer, lr, frozen):
    net.train()
    if frozen:
        net.features.eval()  # statistics stay
    times, step, steps = [], 0, epochs * len(train)
    for _ in range(epochs):
        at = time.perf_counter()
        for x, y in train:
            came = time.perf_counter()
            for group in optimizer.param_groups:
                group["lr"] = lr(step / steps)
            optimizer.zero_grad()
            loss = loss_of(net(x), y)
            loss.backward()
            optimizer.step()
            loss.item()
            done = time.perf_counter()
            waits.append(1000 * (came - at))
            times.append(1000 * (done - came))
            at, step = done, step + 1
    net.eval()
    with torch.inference_mode():
        right = sum((net(x).argmax(1) == y).sum().item() for x, y in val)
    return 100 * right / len(sets[1]), statistics.median(times)


net.features.requires_grad_(False)
frozen = learnt(torch.optim.Adam(net.classifier.parameters(), lr=3e-3), lambda share: 3e-3, True)
net.features.requires_grad_(True)
kernels = [p for p in net.parameters() if p.ndim > 1]
others = [p for p in net.parameters() if p.ndim == 1]
sgd = torch.optim.SGD([{"params": kernels, "weight_decay": 1e-4}, {"params": others}], lr=5e-3, momentum=0.9)
thawed = learnt(sgd, lambda share: 2.5e-3 * (1 + math.cos(math.pi * share)), False)
row = [frozen[0], thawed[0], frozen[1], thawed[1], statistics.median(waits)]
print(" | ".join(f"{value:.1f}" for value in row), "|", round(time.perf_counter() - began))
