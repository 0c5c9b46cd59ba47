"""Makes transformers.json: what networks of Hugging Face's transformers predict by weights that both sides know.

    python tests/models/golden/make_transformers.py

Weights are drawn by a hash of their names (tests/hash_drawn.py). Kept are the names and shapes of the state dict, and of each output its norm and
its first numbers.
"""

import json
import sys
from pathlib import Path

import torch

library = torch.library.Library("torchvision", "DEF")
library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
from transformers import BertConfig, BertForMaskedLM, BertForSequenceClassification, BertModel, GPT2Config, GPT2LMHeadModel  # noqa: E402

sys.path.append(str(Path(__file__).parents[2]))
from hash_drawn import drawn  # noqa: E402

ENTRIES, PLACES, LENGTHS = 19, 7, [7, 3]
GPT = GPT2Config(vocab_size=ENTRIES, n_positions=12, n_embd=16, n_layer=2, n_head=4, bos_token_id=0, eos_token_id=0)
BERT = {"vocab_size": ENTRIES, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 24,
        "max_position_embeddings": 12}
NETWORKS = {
    "gpt2": (GPT2LMHeadModel(GPT), False),
    "bert": (BertModel(BertConfig(**BERT)), True),
    "bertClassifier": (BertForSequenceClassification(BertConfig(**BERT, num_labels=3)), True),
    "bertMaskedLanguage": (BertForMaskedLM(BertConfig(**BERT)), True),
}
TIED = {"lm_head.weight", "cls.predictions.decoder.weight", "cls.predictions.decoder.bias"}


def kept(t):
    return {"shape": list(t.shape), "norm": t.double().norm().item(), "first": [float(f"{v:.8g}") for v in t.flatten()[:12].tolist()]}


def main():
    tokens = (torch.arange(2 * PLACES) * 5 % ENTRIES).view(2, PLACES)
    segments = (torch.arange(PLACES) >= 4).long().expand(2, PLACES)
    mask = (torch.arange(PLACES) < torch.tensor(LENGTHS)[:, None]).long()
    out = {"lengths": LENGTHS, "networks": {}}
    for name, (network, padded) in NETWORKS.items():
        network = network.eval().double()
        state = {key: t for key, t in network.state_dict().items() if key not in TIED}
        with torch.no_grad():
            for key, t in state.items():
                t.copy_(torch.from_numpy(drawn(key, t.shape)))
            given = {"attention_mask": mask, "token_type_ids": segments} if padded else {}
            y = network(tokens, **given)
        outputs = {"last": y.last_hidden_state, "pooled": y.pooler_output} if name == "bert" else {"logits": y.logits}
        out["networks"][name] = {
            "outputs": {key: kept(t) for key, t in outputs.items()},
            "shapes": {key: list(t.shape) for key, t in network.state_dict().items() if key not in TIED - {"lm_head.weight"}},
        }
    Path(__file__).with_name("transformers.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
