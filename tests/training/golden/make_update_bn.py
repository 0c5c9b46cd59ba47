"""Running statistics by PyTorch's torch.optim.swa_utils.update_bn, over batches that are not of one size.

Run: python tests/training/golden/make_update_bn.py > tests/training/golden/update_bn.json
"""
import json

import torch
from torch.optim.swa_utils import update_bn

torch.manual_seed(3)
model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3), torch.nn.ReLU(),
                            torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
x = torch.randn(10, 2)
for norm in (model[1], model[4]):
    norm.running_mean.fill_(7)
    norm.running_var.fill_(9)
update_bn([x[at:at + 4] for at in (0, 4, 8)], model)
print(json.dumps({
    "x": x.tolist(),
    "weights": {
        "0/kernel": model[0].weight.T.tolist(), "0/bias": model[0].bias.tolist(),
        "3/kernel": model[3].weight.T.tolist(), "3/bias": model[3].bias.tolist(),
    },
    "statistics": {
        f"{name}/{part}": getattr(model[name], of).tolist()
        for name in (1, 4) for part, of in (("mean", "running_mean"), ("variance", "running_var"))
    },
}))
