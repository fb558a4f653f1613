"""Write reference.npz: what `transformers` and `sentence_transformers` compute from the same files.

    python make_reference.py MODEL.gguf MINILM_FOLDER       (in an environment of its own, with
    torch, transformers, gguf and sentence-transformers; the tests do not run this)

Of each row of logits are kept: the 50 highest, 200 spread over the vocabulary, and their mean,
deviation and log-sum-exp over all 49,152.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from prompts import CONTINUED, PROMPTS, SENTENCES
from sentence_transformers import SentenceTransformer
from transformers import AutoModelForCausalLM, AutoTokenizer

TOP, SPREAD = 50, 200


def of_logits(logits: torch.Tensor) -> dict[str, np.ndarray]:
    """[T, V] float32, and what is kept of it."""
    top = logits.topk(TOP, dim=-1)
    spread = np.linspace(0, logits.shape[1] - 1, SPREAD).astype(int)
    wide = logits.double()
    sums = [wide.mean(-1), wide.std(-1, correction=0), wide.logsumexp(-1)]
    return {
        "top": top.indices.numpy().astype(np.int32),
        "highest": top.values.numpy(),
        "spread": logits[:, spread].numpy(),
        "sums": torch.stack(sums).numpy(),
    }


def main(gguf: str, minilm: str) -> None:
    folder, file = str(Path(gguf).parent), Path(gguf).name
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=file)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32)
    kept = {}
    for i, prompt in enumerate(PROMPTS):
        tokens = tokenizer(prompt, return_tensors="pt", add_special_tokens=False).input_ids
        with torch.no_grad():
            logits = model(tokens).logits[0]
            written = model.generate(
                tokens,
                do_sample=False,
                max_new_tokens=CONTINUED,
                min_new_tokens=CONTINUED,
                eos_token_id=None,
                attention_mask=torch.ones_like(tokens),
            )
        found = of_logits(logits) | {"tokens": tokens[0].numpy(), "written": written[0].numpy()}
        kept |= {f"{i}.{name}": array for name, array in found.items()}
        if len(sys.argv) > 3:
            np.save(f"{sys.argv[3]}/{i}.npy", logits.numpy())
    encoder = SentenceTransformer(minilm)
    kept["vectors"] = encoder.encode(list(SENTENCES), normalize_embeddings=True)
    np.savez_compressed(Path(__file__).with_name("reference.npz"), **kept)


if __name__ == "__main__":
    main(*sys.argv[1:3])
