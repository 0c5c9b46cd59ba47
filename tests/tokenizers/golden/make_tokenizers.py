"""Makes tokenizers.json: small tokenizers of each kind, as Hugging Face's library writes them, and what it makes of some texts.

    python tests/tokenizers/golden/make_tokenizers.py
"""

import json
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

LINES = [
    "The quick brown fox jumps over the lazy dog.", "The dog sleeps, and the fox jumps again!",
    "She sells sea shells by the sea shore.", "A quick fox and a slow dog are not friends.",
]
TEXTS = ["The quick fox sleeps by the sea.", "Friends, the café is 12 miles away!", "  two  spaces\nand a line", "狐 jumps", ""]


def bpe():
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    return made, trainers.BpeTrainer(vocab_size=300, special_tokens=["<|endoftext|>"],
                                     initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)


def word_piece():
    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    return made, trainers.WordPieceTrainer(vocab_size=90, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"], show_progress=False)


def unigram():
    made = Tokenizer(models.Unigram())
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.decoder = decoders.Metaspace()
    return made, trainers.UnigramTrainer(vocab_size=70, special_tokens=["<unk>"], unk_token="<unk>", show_progress=False)


def with_bytes(made):
    """The same with a number for each byte, of which words are made that it does not know, and no space at the beginning."""
    told = json.loads(made.to_str())
    told["model"]["byte_fallback"] = True
    told["model"]["vocab"] += [[f"<0x{byte:02X}>", -20.0] for byte in range(256)]
    told["pre_tokenizer"]["prepend_scheme"] = "never"
    told["decoder"] = {"type": "Sequence", "decoders": [
        {"type": "ByteFallback"}, {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "never", "split": True}, {"type": "Fuse"}]}
    return Tokenizer.from_str(json.dumps(told))


def word_level():
    made = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    return made, trainers.WordLevelTrainer(special_tokens=["[UNK]"], show_progress=False)


def main():
    out = {}
    kinds = {"bpe": bpe, "wordPiece": word_piece, "unigram": unigram, "wordLevel": word_level, "unigramBytes": unigram}
    for name, make in kinds.items():
        made, trainer = make()
        made.train_from_iterator(LINES, trainer)
        if name == "unigramBytes":
            made = with_bytes(made)
        if name == "wordPiece":
            ends = [(token, made.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
            made.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
        rows = [{"text": text, "ids": made.encode(text).ids, "decoded": made.decode(made.encode(text).ids)} for text in TEXTS]
        out[name] = {"file": json.loads(made.to_str()), "size": made.get_vocab_size(), "rows": rows}
    Path(__file__).with_name("tokenizers.json").write_text(json.dumps(out, ensure_ascii=False) + "\n")


main()
