"""JAX's side of steps.ts: the networks of steps.py under jax.jit, on the same lines of standard input."""

import functools
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from peak import peak

LAYOUT = ("NHWC", "HWIO", "NHWC")
UNITS, HEADS, LENGTH, WORDS = 256, 4, 128, 1000
RANDOM = np.random.default_rng(0)


def weight(*shape):
    return jnp.asarray(RANDOM.normal(0, np.prod(shape[:-1]) ** -0.5, shape), jnp.float32)


def dense(inputs, units):
    return {"kernel": weight(inputs, units), "bias": jnp.zeros(units)}


def apply(layer, x):
    return x @ layer["kernel"] + layer["bias"]


def norm(channels):
    return {"scale": jnp.ones(channels), "bias": jnp.zeros(channels)}


def convolved(kernel, x, stride=1):
    around = kernel.shape[0] // 2
    return lax.conv_general_dilated(x, kernel, (stride, stride), [(around, around)] * 2, dimension_numbers=LAYOUT)


class Resnet:
    """Statistics of the norms run along, as they do elsewhere; they are given and given back with the weights."""

    def __init__(self, depths, expansion):
        self.depths, self.expansion = depths, expansion

    def init(self):
        channels, blocks = 64, []
        for stage, depth in enumerate(self.depths):
            inner = 64 << stage
            for i in range(depth):
                outputs = self.expansion * inner
                sizes = [(3, channels, inner), (3, inner, inner)] if self.expansion == 1 else [
                    (1, channels, inner), (3, inner, inner), (1, inner, outputs)]
                block = {"kernels": [weight(k, k, a, b) for k, a, b in sizes], "norms": [norm(b) for *_, b in sizes]}
                if channels != outputs:
                    block["shortcut"] = {"kernel": weight(1, 1, channels, outputs), "norm": norm(outputs)}
                blocks.append(block)
                channels = outputs
        return {"stem": weight(7, 7, 3, 64), "norm": norm(64), "blocks": blocks, "head": dense(channels, 10)}

    def statistics(self, params):
        return [{"mean": jnp.zeros_like(one["bias"]), "variance": jnp.ones_like(one["bias"])} for one in norms_of(params)]

    def forward(self, params, x, statistics, training):
        old, new = iter(statistics), []

        def normed(layer, x):
            kept = next(old)
            if training:
                mean, variance = jnp.mean(x, (0, 1, 2)), jnp.var(x, (0, 1, 2))
                new.append({"mean": 0.9 * kept["mean"] + 0.1 * mean, "variance": 0.9 * kept["variance"] + 0.1 * variance})
            else:
                mean, variance = kept["mean"], kept["variance"]
            return (x - mean) * lax.rsqrt(variance + 1e-5) * layer["scale"] + layer["bias"]

        x = jax.nn.relu(normed(params["norm"], convolved(params["stem"], x, 2)))
        x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 3, 3, 1), (1, 2, 2, 1), [(0, 0), (1, 1), (1, 1), (0, 0)])
        first = np.cumsum([0, *self.depths[:-1]])[1:]
        for i, block in enumerate(params["blocks"]):
            stride, y, last = 2 if i in first else 1, x, len(block["kernels"]) - 1
            turn = 0 if self.expansion == 1 else 1
            for j, (kernel, layer) in enumerate(zip(block["kernels"], block["norms"])):
                y = normed(layer, convolved(kernel, y, stride if j == turn else 1))
                y = y if j == last else jax.nn.relu(y)
            if "shortcut" in block:
                x = normed(block["shortcut"]["norm"], convolved(block["shortcut"]["kernel"], x, stride))
            x = jax.nn.relu(x + y)
        return apply(params["head"], jnp.mean(x, (1, 2))), new


def norms_of(params):
    found = [params["norm"]]
    for block in params["blocks"]:
        found += block["norms"] + ([block["shortcut"]["norm"]] if "shortcut" in block else [])
    return found


class Mlp:
    def init(self):
        return [dense(a, b) for a, b in ((784, 512), (512, 256), (256, 10))]

    def statistics(self, params):
        return []

    def forward(self, params, x, statistics, training):
        x = x.reshape(len(x), -1)
        for layer in params[:-1]:
            x = jax.nn.relu(apply(layer, x))
        return apply(params[-1], x), []


class Transformer:
    def init(self):
        blocks = [{
            "norm1": norm(UNITS), "norm2": norm(UNITS), "qkv": dense(UNITS, 3 * UNITS), "out": dense(UNITS, UNITS),
            "wide": dense(UNITS, 4 * UNITS), "narrow": dense(4 * UNITS, UNITS)} for _ in range(4)]
        return {"words": weight(WORDS, UNITS), "places": weight(LENGTH, UNITS), "blocks": blocks,
                "norm": norm(UNITS), "head": dense(UNITS, WORDS)}

    def statistics(self, params):
        return []

    def forward(self, params, x, statistics, training):
        def normed(layer, x):
            mean, variance = jnp.mean(x, -1, keepdims=True), jnp.var(x, -1, keepdims=True)
            return (x - mean) * lax.rsqrt(variance + 1e-5) * layer["scale"] + layer["bias"]

        x = params["words"][x] + params["places"]
        for block in params["blocks"]:
            q, k, v = jnp.split(apply(block["qkv"], normed(block["norm1"], x)), 3, -1)
            heads = [part.reshape(*part.shape[:2], HEADS, -1) for part in (q, k, v)]
            x = x + apply(block["out"], jax.nn.dot_product_attention(*heads).reshape(x.shape))
            wide = jax.nn.gelu(apply(block["wide"], normed(block["norm2"], x)), approximate=False)
            x = x + apply(block["narrow"], wide)
        return apply(params["head"], normed(params["norm"], x)).reshape(-1, WORDS), []


NETWORKS = {"resnet18": Resnet([2, 2, 2, 2], 1), "resnet50": Resnet([3, 4, 6, 3], 4), "mlp": Mlp(), "transformer": Transformer()}


def data(name, batch):
    if name == "transformer":
        return jnp.arange(batch * LENGTH).reshape(batch, LENGTH) * 31 % WORDS, jnp.arange(batch * LENGTH) % WORDS
    shape = (28, 28, 1) if name == "mlp" else (32, 32, 3)
    return jnp.asarray(RANDOM.normal(size=(batch, *shape)), jnp.float32), jnp.arange(batch) % 10


def contestant(name, kind, batch):
    network, (x, y) = NETWORKS[name], data(name, batch)
    state = {"params": network.init()}
    state["moments"] = jax.tree.map(jnp.zeros_like, state["params"])
    state["statistics"] = network.statistics(state["params"])

    def loss_of(params, statistics, x, y):
        logits, new = network.forward(params, x, statistics, True)
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1)), new

    @functools.partial(jax.jit, donate_argnums=0)
    def learn(state, x, y):
        (loss, statistics), grads = jax.value_and_grad(loss_of, has_aux=True)(state["params"], state["statistics"], x, y)
        moments = jax.tree.map(lambda old, new: 0.9 * old + new, state["moments"], grads)
        params = jax.tree.map(lambda weight, moment: weight - 1e-3 * moment, state["params"], moments)
        return {"params": params, "moments": moments, "statistics": statistics}, loss

    @jax.jit
    def judge(state, right, x, y):
        logits, _ = network.forward(state["params"], x, state["statistics"], False)
        return right + jnp.sum(jnp.argmax(logits, 1) == y)

    def train():
        nonlocal state
        state, loss = learn(state, x, y)
        assert np.isfinite(float(loss))

    right = jnp.zeros((), jnp.int32)

    def predict():
        nonlocal right
        right = judge(state, right, x, y)
        int(right)

    return train if kind == "train" else predict


if __name__ == "__main__":
    step = None
    for line in sys.stdin:
        words = line.split()
        if words[0] == "version":
            print(jax.__version__, len(jax.devices()), flush=True)
        elif words[0] == "peak":
            print(peak(), flush=True)
        elif words[0] == "open":
            step = contestant(words[1], words[2], int(words[3]))
            print("open", flush=True)
        else:
            times = []
            for _ in range(int(words[1])):
                start = time.perf_counter()
                step()
                times.append(1000 * (time.perf_counter() - start))
            print(*times, flush=True)
