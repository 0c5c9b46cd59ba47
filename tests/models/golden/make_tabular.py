"""What a network as fastai's TabularModel computes in PyTorch, for weights that both sides make by a rule: python make_tabular.py"""
import json, os
import torch, torch.nn as nn

def filled(shape, seed):
    return torch.sin(torch.arange(1, torch.Size(shape).numel() + 1, dtype=torch.float64) * (seed + 1)).float().reshape(shape) / 2

num = torch.tensor([[0.5, -1.0], [2.0, 0.25], [-0.75, 1.5], [1.0, 1.0]])
cat = torch.tensor([[0, 2], [3, 1], [1, 0], [2, 2]])
embeds = [nn.Embedding(4, 2), nn.Embedding(3, 3)]
norm, d1, n1, head = nn.BatchNorm1d(2), nn.Linear(7, 5), nn.BatchNorm1d(5), nn.Linear(5, 2)
with torch.no_grad():
    embeds[0].weight.copy_(filled((4, 2), 0)); embeds[1].weight.copy_(filled((3, 3), 1))
    d1.weight.copy_(filled((7, 5), 2).T); d1.bias.copy_(filled((5,), 3))
    head.weight.copy_(filled((5, 2), 4).T); head.bias.copy_(filled((2,), 5))
def run():
    x = torch.cat([e(cat[:, i]) for i, e in enumerate(embeds)] + [norm(num)], 1)
    return head(n1(torch.relu(d1(x))))
out = run()
loss = nn.functional.cross_entropy(out, torch.tensor([0, 1, 1, 0])); loss.backward()
norm.eval(); n1.eval()
json.dump(dict(training=out.tolist(), loss=loss.item(), judged=run().tolist(), tableGradient=embeds[0].weight.grad.tolist(),
    kernelGradient=d1.weight.grad.T.tolist()), open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tabular.json"), "w"))
