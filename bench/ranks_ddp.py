"""PyTorch's side of beside_ddp.ts: the median step of a ResNet under DistributedDataParallel by gloo, one thread a rank.

Rank, size and where the first rank listens come by the variables RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT. With one rank there
is neither DDP nor gloo.
"""

import argparse
import json
import os
import sys
import time

import torch
from torch import distributed
from torch.nn import functional

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "vs_pytorch"))
from steps import resnet  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--model", default="resnet50")
parser.add_argument("--batch", type=int, default=16, help="of each rank")
parser.add_argument("--steps", type=int, default=12)
flags = parser.parse_args()

torch.set_num_threads(1)
torch.manual_seed(0)
rank, size = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
model = resnet((3, 4, 6, 3), 4) if flags.model == "resnet50" else resnet((2, 2, 2, 2), 1)
model = model.to(memory_format=torch.channels_last)
if size > 1:
    distributed.init_process_group("gloo", rank=rank, world_size=size)
    model = torch.nn.parallel.DistributedDataParallel(model, gradient_as_bucket_view=True)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
x = torch.randn(flags.batch, 3, 32, 32).contiguous(memory_format=torch.channels_last)
y = torch.randint(0, 10, (flags.batch,))
times = []
for _ in range(flags.steps):
    began = time.perf_counter()
    optimizer.zero_grad(set_to_none=True)
    functional.cross_entropy(model(x), y).backward()
    optimizer.step()
    times.append(time.perf_counter() - began)
later = sorted(times[3:])
if rank == 0:
    print(json.dumps({"ranks": size, "ms": round(1000 * later[len(later) // 2]), "least": round(1000 * later[0])}), flush=True)
if size > 1:
    distributed.destroy_process_group()
