"""A critic of two updates a step and a generator of one every second step, in float64: writes two_optimizers.json."""
import json
import os
import torch

torch.set_default_dtype(torch.float64)
generator = torch.nn.Parameter(torch.tensor([0.5, -0.25]))
critic = torch.nn.Parameter(torch.tensor([0.1, 0.2]))
by_generator = torch.optim.Adam([generator], lr=0.05, betas=(0.5, 0.9))
by_critic = torch.optim.SGD([critic], lr=0.1, momentum=0.9)
noise = [torch.tensor([0.1 * i + 0.3, 0.7 - 0.05 * i]) for i in range(6)]
real = [torch.tensor([1.0 + 0.1 * i, -0.5 + 0.2 * i]) for i in range(6)]


def fake(i):
    return noise[i] * generator


def judged(x):
    return (x * critic).sum()


walk = []
for i in range(6):
    for _ in range(2):
        by_critic.zero_grad()
        critic_loss = torch.nn.functional.softplus(-judged(real[i])) + torch.nn.functional.softplus(judged(fake(i).detach()))
        critic_loss.backward()
        by_critic.step()
    generator_loss = None
    if i % 2 == 0:
        by_generator.zero_grad()
        generator_loss = torch.nn.functional.softplus(-judged(fake(i)))
        generator_loss.backward()
        by_generator.step()
    walk.append({
        "generator": generator.tolist(),
        "critic": critic.tolist(),
        "loss_critic": critic_loss.item(),
        **({} if generator_loss is None else {"loss_generator": generator_loss.item()}),
    })
with open(os.path.join(os.path.dirname(__file__), "two_optimizers.json"), "w") as file:
    json.dump(walk, file, indent=1)
    file.write("\n")
