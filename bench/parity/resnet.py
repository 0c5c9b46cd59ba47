"""PyTorch's side of the parity check: torchvision's residual network, written again in plain torch.

    python resnet.py IN OUT

IN holds weights in Raptor's names and layouts, `images` and `labels`; OUT gets the logits, the loss, every gradient and
the running statistics after one training pass, in the same names and layouts, then the logits in eval mode. Each is
computed twice, in float32 and (under the prefix `float64/`) in float64. Both files are safetensors, all float32 but
the labels and the masks.

A rectifier has no derivative at 0, and rounding decides on which side of it a number near 0 falls. So IN also holds
Raptor's `masks/<n>`, where the output of the n-th rectifier was above 0, and the gradients are those of that side.
OUT's `flips` counts the numbers that fell on the other side here.
"""
import json
import struct
import sys

import torch
from torch import nn

WORDS = {"kernel": "weight", "scale": "weight", "offset": "bias", "mean": "running_mean", "variance": "running_var"}


class Rectify(torch.autograd.Function):
    """max(x, 0) whose gradient goes where a given mask says."""

    @staticmethod
    def forward(context, x, mask):
        context.save_for_backward(mask)
        return torch.relu(x)

    @staticmethod
    def backward(context, gradient):
        return gradient * context.saved_tensors[0], None


class Rectifier(nn.Module):
    """Rectifiers in the order of their calls, with one mask each."""

    def __init__(self, masks):
        super().__init__()
        self.masks, self.calls, self.flips = masks, 0, 0

    def forward(self, x):
        if not self.training:
            return torch.relu(x)
        mask = self.masks[self.calls]
        self.calls += 1
        self.flips += int(((x > 0) != mask).sum())
        return Rectify.apply(x, mask)


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, stride, relu):
        super().__init__()
        self.relu = relu
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.downsample = shortcut(inputs, 4 * width, stride)

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        return self.relu(self.bn3(self.conv3(y)) + self.downsample(x))


class Plain(nn.Module):
    def __init__(self, inputs, width, stride, relu):
        super().__init__()
        self.relu = relu
        self.conv1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = shortcut(inputs, width, stride)

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(y)) + self.downsample(x))


def shortcut(inputs, outputs, stride):
    if inputs == outputs and stride == 1:
        return nn.Identity()
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))


class ResNet(nn.Module):
    def __init__(self, block, expansion, depths, classes, relu):
        super().__init__()
        self.relu = relu
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        inputs = 64
        for stage, depth in enumerate(depths):
            width, blocks = 64 << stage, []
            for i in range(depth):
                blocks.append(block(inputs, width, 2 if i == 0 and stage > 0 else 1, relu))
                inputs = expansion * width
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x):
        y = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        y = self.layer4(self.layer3(self.layer2(self.layer1(y))))
        return self.fc(y.mean((2, 3)))


NETWORKS = {
    "resnet18": (Plain, 1, [2, 2, 2, 2]),
    "resnet34": (Plain, 1, [3, 4, 6, 3]),
    "resnet50": (Bottleneck, 4, [3, 4, 6, 3]),
    "resnet101": (Bottleneck, 4, [3, 4, 23, 3]),
    "resnet152": (Bottleneck, 4, [3, 8, 36, 3]),
}


def torch_name(name):
    *path, word = name.split("/")
    return ".".join([*path, WORDS.get(word, word)])


def to_torch(tensor):
    """Kernels from [height, width, in, out] to [out, in, height, width], and from [in, out] to [out, in]."""
    return tensor.permute(3, 2, 0, 1) if tensor.ndim == 4 else tensor.T if tensor.ndim == 2 else tensor


def to_raptor(tensor):
    return tensor.permute(2, 3, 1, 0) if tensor.ndim == 4 else tensor.T if tensor.ndim == 2 else tensor


def run(network, weights, images, labels, masks, dtype):
    names = {torch_name(name): name for name in weights}
    state = {torch_name(name): to_torch(tensor) for name, tensor in weights.items()}
    relu = Rectifier(masks)
    model = ResNet(*NETWORKS[network], classes=state["fc.bias"].numel(), relu=relu)
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or not all(name.endswith("num_batches_tracked") for name in missing):
        sys.exit(f"The names differ: torch misses {missing} and does not know {unexpected}")
    model.to(dtype).train()
    images = images.permute(0, 3, 1, 2).to(dtype)

    logits = model(images)
    loss = nn.functional.cross_entropy(logits, labels)
    loss.backward()
    out = {"logits": logits, "loss": loss, "flips": torch.tensor(relu.flips)}
    for name, parameter in model.named_parameters():
        out[f"gradients/{names[name]}"] = to_raptor(parameter.grad)
    for name, buffer in model.named_buffers():
        if name in names:
            out[f"statistics/{names[name]}"] = buffer
    model.eval()
    with torch.no_grad():
        out["predicted"] = model(images)
    return out


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        dtype = {"F32": torch.float32, "I32": torch.int32, "BOOL": torch.bool}[entry["dtype"]]
        tensors[name] = torch.frombuffer(data[start:end], dtype=dtype).reshape(entry["shape"])
    return tensors, metadata


def write(path, tensors, metadata):
    header, offset, chunks = {"__metadata__": metadata}, 0, []
    for name, tensor in tensors.items():
        chunk = tensor.detach().to(torch.float32).contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(chunk)]}
        offset += len(chunk)
        chunks.append(chunk)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.writelines(chunks)


def main():
    source, target = sys.argv[1:]
    tensors, metadata = read(source)
    images, labels = tensors.pop("images"), tensors.pop("labels").long()
    masks = [tensors.pop(f"masks/{n}").permute(0, 3, 1, 2) for n in range(int(metadata["rectifiers"]))]
    out = run(metadata["network"], tensors, images, labels, masks, torch.float32)
    exact = run(metadata["network"], tensors, images, labels, masks, torch.float64)
    out |= {f"float64/{name}": tensor for name, tensor in exact.items()}
    write(target, out, {"torch": torch.__version__})


if __name__ == "__main__":
    main()
