"""Makes splits.json: how Hugging Face's library splits some texts, by each kind of splitting and behaviour.

    python tests/tokenizers/load_tokenizer/make_splits.py
"""

import json
from pathlib import Path

from tokenizers import Regex, pre_tokenizers as of

TEXTS = ["The café's 12½ miles -- away?!", "e\u0301 = \u2460,\u00b2 x_1\u200d2 \u0663\u0664", "  Falcon-7b: see  'that' (now)...", "----"]
BEHAVIOURS = ["removed", "isolated", "contiguous", "merged_with_previous", "merged_with_next"]
made = [of.Whitespace(), of.WhitespaceSplit(), of.BertPreTokenizer(), of.CharDelimiterSplit("e"), of.Digits(True), of.Digits(False)]
made += [of.Punctuation(behaviour) for behaviour in BEHAVIOURS]
for pattern in [Regex(r"\s+"), Regex(r"(\d{2})|([aeiou(])"), "e", "--", "("]:
    made += [of.Split(pattern, behaviour, invert) for behaviour in BEHAVIOURS for invert in (False, True)]
made += [of.Sequence([of.Whitespace(), of.Digits(True)]), of.Sequence([of.Punctuation(), of.WhitespaceSplit()])]
rows = []
for one in made:
    told = json.loads(one.__getstate__())
    rows.append({"told": told, "parts": [[part for part, _ in one.pre_tokenize_str(text)] for text in TEXTS]})
Path(__file__).with_name("splits.json").write_text(json.dumps({"texts": TEXTS, "rows": rows}, ensure_ascii=False) + "\n")
