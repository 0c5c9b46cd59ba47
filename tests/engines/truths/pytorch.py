"""
Writes pytorch_values.ts: what PyTorch computes for the rows of gradients.ts, gradients and gradients of gradients included.

    python tests/engines/truths/pytorch.py > tests/engines/truths/pytorch_values.ts
"""
import json
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def wave(shape, phase):
    """The numbers sin(0.7 i + phase), as gradients.ts has them."""
    count = 1
    for size in shape:
        count *= size
    return torch.sin(0.7 * torch.arange(count, dtype=torch.float64) + phase).reshape(shape)


def channels_first(x):
    return x.permute(0, -1, *range(1, x.dim() - 1))


def channels_last(x):
    return x.permute(0, *range(2, x.dim()), 1)


def same(x, size, stride, dilation, value=0.0):
    """Pads as TensorFlow's SAME does; x has its channels first."""
    pads = []
    for side, k, s, d in reversed(list(zip(x.shape[2:], size, stride, dilation))):
        wanted = max(0, (-(-side // s) - 1) * s + (k - 1) * d + 1 - side)
        pads += [wanted // 2, wanted - wanted // 2]
    return F.pad(x, pads, value=value)


def conv2d(x, w, stride=(1, 1), dilation=(1, 1)):
    x = same(channels_first(x), w.shape[:2], stride, dilation)
    return channels_last(F.conv2d(x, w.permute(3, 2, 0, 1), stride=stride, dilation=dilation))


def depthwise(x, w, stride=(1, 1), dilation=(1, 1)):
    h, k, c, m = w.shape
    x = same(channels_first(x), (h, k), stride, dilation)
    w = w.permute(2, 3, 0, 1).reshape(c * m, 1, h, k)
    return channels_last(F.conv2d(x, w, stride=stride, dilation=dilation, groups=c))


def conv3d(x, w, stride):
    x = same(channels_first(x), w.shape[:3], stride, (1, 1, 1))
    return channels_last(F.conv3d(x, w.permute(4, 3, 0, 1, 2), stride=stride))


def conv3d_transpose(x, w):
    # Strides of 2 and windows of 2 overlap nowhere, so there is no padding.
    return channels_last(F.conv_transpose3d(channels_first(x), w.permute(4, 3, 0, 1, 2), stride=2))


def avg_pool3d(x):
    x = channels_first(x)
    return channels_last(F.avg_pool3d(x, 3, stride=2, padding=1, count_include_pad=False))


def max_pool3d(x):
    return channels_last(F.max_pool3d(channels_first(x), (2, 3, 1), stride=1))


def depth_to_space(x):
    batch, height, width, channels = x.shape
    blocks = x.reshape(batch, height, width, 2, 2, channels // 4)
    return blocks.permute(0, 1, 3, 2, 4, 5).reshape(batch, 2 * height, 2 * width, channels // 4)


def reflect(x):
    return F.pad(x[None], (2, 1, 1, 1), mode="reflect")[0]


def resize(mode, size, align=None):
    def run(x):
        options = {} if align is None else {"align_corners": align}
        return channels_last(F.interpolate(channels_first(x), size=size, mode=mode, **options))
    return run


def batch_norm(x, mean, variance):
    return (x - mean) / torch.sqrt(variance + 1.5)


def layer_norm(x, scale, offset):
    return F.layer_norm(x, (x.shape[-1],), scale, offset, 0.1)


def batch_norm_train(x, scale, offset):
    return F.batch_norm(x, None, None, scale, offset, True, 0.0, 0.1)


def critic(x, v, w):
    """A critic with two layers: its gradient by x is what a gradient penalty is made of."""
    return torch.sigmoid(x @ v) @ w


ROWS = {
    "mirrorPad": ([(3, 4)], reflect),
    "cumsum along the first axis": ([(2, 3)], lambda x: torch.cumsum(x, 0)),
    "prod along the last axis": ([(2, 3)], lambda x: x.prod(-1)),
    "tile of rank 5": ([(1, 2, 1, 2, 1)], lambda x: x.repeat(2, 1, 3, 2, 1)),
    "maximum, spread": ([(2, 1), (1, 3)], torch.maximum),
    "minimum, spread": ([(2, 1), (1, 3)], torch.minimum),
    "squaredDifference, spread": ([(2, 1), (1, 3)], lambda a, b: (a - b) ** 2),
    "prelu, x spread": ([(2, 1), (2, 3)], lambda x, a: torch.where(x > 0, x, x * a)),
    "prelu, alpha in the middle": ([(1, 2, 2, 2), (2, 1, 2)], lambda x, a: torch.where(x > 0, x, x * a)),
    "matMul of heads that share keys": ([(2, 2, 2, 3), (2, 1, 3, 2)], torch.matmul),
    "matMul of batches spread both ways": ([(2, 1, 1, 2), (1, 2, 2, 1)], torch.matmul),
    "batchNorm without scale": ([(2, 3), (3,), (3,)], batch_norm),
    "batchNorm by full statistics": ([(2, 3), (2, 3), (2, 3)], batch_norm),
    "resizeBilinear by centres": ([(1, 2, 3, 1)], resize("bilinear", (4, 4), False)),
    "resizeBilinear, corners kept": ([(2, 3, 2, 1)], resize("bilinear", (4, 5), True)),
    "resizeNearestNeighbor by centres": ([(2, 2, 2, 1)], resize("nearest-exact", (3, 5))),
    "resizeNearestNeighbor": ([(2, 2, 2, 1)], resize("nearest", (3, 5))),
    "conv2d with taps apart": ([(1, 5, 4, 2), (2, 3, 2, 1)], lambda x, w: conv2d(x, w, dilation=(2, 1))),
    "depthwiseConv2d with taps apart": ([(1, 5, 4, 2), (2, 2, 2, 1)], lambda x, w: depthwise(x, w, dilation=(2, 2))),
    "depthwiseConv2d with a longer step down": ([(1, 5, 4, 1), (2, 2, 1, 2)], lambda x, w: depthwise(x, w, stride=(2, 1))),
    "conv3d": ([(1, 3, 3, 2, 1), (2, 2, 2, 1, 2)], lambda x, w: conv3d(x, w, (1, 1, 1))),
    "conv3d with strides": ([(1, 4, 4, 3, 1), (2, 2, 2, 1, 1)], lambda x, w: conv3d(x, w, (2, 2, 2))),
    "conv3dTranspose": ([(1, 2, 1, 2, 1), (2, 2, 2, 1, 1)], conv3d_transpose),
    "avgPool3d": ([(1, 3, 3, 3, 1)], avg_pool3d),
    "maxPool3d": ([(1, 3, 3, 2, 1)], max_pool3d),
    "einsum of matrices": ([(2, 3), (3, 2)], lambda a, b: torch.einsum("ij,jk->ki", a, b)),
    "einsum of heads": ([(1, 2, 2, 3), (1, 4, 2, 3)], lambda q, k: torch.einsum("bqhd,bkhd->bhqk", q, k)),
    "einsum that sums one side alone": ([(2, 3), (2,)], lambda a, b: torch.einsum("ij,i->i", a, b)),
    "einsum to one number": ([(2, 3), (2, 3)], lambda a, b: torch.einsum("ij,ij->", a, b)),
    "einsum of one": ([(2, 3, 2)], lambda x: torch.einsum("ijk->ki", x)),
    "stridedSlice": ([(4, 5)], lambda x: x[[3, 1]][:, 1:5:2]),
    "stridedSlice that drops an axis": ([(3, 4)], lambda x: x[1, 0:4:3]),
    "gatherND of the same twice": ([(3, 2)], lambda x: x[[2, 0, 2], [1, 0, 1]]),
    "depthToSpace": ([(1, 2, 1, 8)], depth_to_space),
    "topk": ([(2, 5)], lambda x: torch.topk(x, 3).values),
    "cumprod": ([(2, 4)], lambda x: torch.cumprod(torch.relu(x), 1)),
    "cumprod from the end, without itself": ([(3, 2)], lambda x: torch.stack([x[1] * x[2], x[2], torch.ones_like(x[2])])),
    "diag": ([(3,)], torch.diag),
    "split into one": ([(2, 3)], lambda x: x ** 2),
    "mean of all": ([(2, 3)], torch.mean),
    "mean along the middle": ([(2, 3, 2)], lambda x: x.mean(-2)),
    "mean along two axes, kept": ([(2, 3, 2)], lambda x: x.mean((0, 2), keepdim=True)),
    "unstack of one": ([(1, 3)], lambda x: x[0] ** 2),
}

AGAIN = {
    "sigmoid": ([(4,)], torch.sigmoid),
    "tanh": ([(4,)], torch.tanh),
    "exp": ([(4,)], torch.exp),
    "elu": ([(4,)], F.elu),
    "softplus": ([(4,)], F.softplus),
    "relu": ([(4,)], lambda x: torch.relu(x) ** 3),
    "gelu": ([(4,)], F.gelu),
    "softmax": ([(2, 3)], lambda x: torch.softmax(x, -1)),
    "logSoftmax": ([(2, 3)], lambda x: torch.log_softmax(x, -1)),
    "layerNorm": ([(2, 3), (3,), (3,)], layer_norm),
    "batchNorm in training": ([(4, 2), (2,), (2,)], batch_norm_train),
    "softmaxCrossEntropy": ([(2, 3)], lambda x: F.cross_entropy(x, torch.tensor([2, 0]), reduction="none", label_smoothing=0.1)),
    "matMul": ([(2, 3), (3, 2)], torch.matmul),
    "mean": ([(2, 3)], lambda x: (x ** 2).mean(1) ** 2),
    "conv2d": ([(1, 3, 3, 1), (2, 2, 1, 1)], lambda x, w: conv2d(x, w) ** 2),
    "depthwiseConv2d": ([(1, 3, 3, 1), (2, 2, 1, 1)], lambda x, w: depthwise(x, w) ** 2),
    "maxPool": ([(1, 3, 3, 1)], lambda x: channels_last(F.max_pool2d(channels_first(x), 2, 1)) ** 3),
    "avgPool": ([(1, 3, 3, 1)], lambda x: channels_last(F.avg_pool2d(channels_first(x), 2, 1)) ** 3),
    "a critic": ([(2, 3), (3, 2), (2, 1)], critic),
}


def numbers(x):
    return [float(f"{value:.6g}") for value in x.flatten().tolist()]


def values(shapes, run, again):
    inputs = [wave(shape, 0.3 + i).requires_grad_() for i, shape in enumerate(shapes)]
    y = run(*inputs)
    loss = (y * wave(y.shape, 2.0)).sum()
    slopes = torch.autograd.grad(loss, inputs, create_graph=again)
    if not again:
        return {"output": numbers(y), "gradients": [numbers(slope) for slope in slopes]}
    # The square of each slope, weighed: as a penalty of gradients is made.
    penalty = sum((slope ** 2 * wave(slope.shape, 1.0)).sum() for slope in slopes)
    twice = torch.autograd.grad(penalty, inputs, allow_unused=True)
    twice = [torch.zeros_like(x) if t is None else t for t, x in zip(twice, inputs)]
    return {"gradients": [numbers(t) for t in twice]}


def table(rows, again):
    return "".join(
        f"  {json.dumps(name)}: {json.dumps(values(shapes, run, again))},\n" for name, (shapes, run) in rows.items()
    )


print('/** What PyTorch computes; written by pytorch.py, not to be changed by hand. */')
print("// deno-fmt-ignore-file")
print("export const first: Readonly<Record<string, { readonly output: readonly number[]; readonly gradients: readonly (readonly number[])[] }>> = {")
print(table(ROWS, False) + "};")
print("\nexport const second: Readonly<Record<string, { readonly gradients: readonly (readonly number[])[] }>> = {")
print(table(AGAIN, True) + "};")
