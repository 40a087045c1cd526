"""A real cross-encoder of some thousand weights, drawn at random: it loads as a large one does."""

from pathlib import Path

import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer


def tiny(folder: Path, labels: int = 1) -> Path:
    """Write the model that gives this many scores and return its folder."""
    folder.mkdir()
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{each}" for each in letters)]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(1)
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    config = BertConfig.from_dict({**shape, "vocab_size": len(words), "num_labels": labels})
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    return folder
