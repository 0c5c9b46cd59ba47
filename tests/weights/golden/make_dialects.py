"""Networks of timm and Hugging Face with weights drawn by a hash of their names: which tensors there are, and what they predict.

    PYTHONPATH=tests python tests/weights/golden/make_dialects.py > tests/weights/golden/dialects.json
"""

import json
import warnings

import torch

warnings.filterwarnings("ignore")
lib = torch.library.Library("torchvision", "DEF")
lib.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
lib.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import timm  # noqa: E402
import transformers as hugging  # noqa: E402
from hash_drawn import drawn  # noqa: E402

vit = dict(hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=16, image_size=16, patch_size=8)
resnet = dict(embedding_size=64, hidden_sizes=[64, 128, 256, 512], depths=[2, 2, 2, 2], layer_type="basic", num_labels=3)
MODELS = {
    "vit of timm": timm.models.vision_transformer.VisionTransformer(
        img_size=16, patch_size=8, embed_dim=8, depth=2, num_heads=2, mlp_ratio=2, num_classes=3),
    "vit of Hugging Face": hugging.ViTForImageClassification(hugging.ViTConfig(**vit, num_labels=3, layer_norm_eps=1e-6)),
    "resnet18 of timm": timm.create_model("resnet18", num_classes=3),
    "resnet18 of Hugging Face": hugging.ResNetForImageClassification(hugging.ResNetConfig(**resnet)),
    "convNextTiny of timm": timm.create_model("convnext_tiny", num_classes=3),
    "convNextTiny of Hugging Face": hugging.ConvNextForImageClassification(
        hugging.ConvNextConfig(num_labels=3, layer_norm_eps=1e-6)),
}

found = {}
for name, model in MODELS.items():
    state = {key: list(value.shape) for key, value in model.state_dict().items() if "num_batches" not in key}
    weights = {key: torch.from_numpy(drawn(key, shape)) for key, shape in state.items()}
    model.load_state_dict(weights, strict=False)
    size = 16 if "vit" in name else 32
    x = torch.from_numpy(drawn("x", (2, size, size, 3))).permute(0, 3, 1, 2) * size
    with torch.no_grad():
        y = model.eval()(x)
    logits = (y if isinstance(y, torch.Tensor) else y.logits).double().flatten().tolist()
    found[name] = {"state": state, "size": size, "logits": [float(f"{one:.7g}") for one in logits]}
print(json.dumps(found, separators=(",", ":")))
