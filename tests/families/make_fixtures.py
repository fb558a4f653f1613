"""Writes the fixtures of these tests: tiny random models, and what `transformers` computes.

Not run by the tests, and `transformers` is no dependency of the course. In an environment of its
own (`pip install torch transformers safetensors`; made with torch 2.15 and transformers 5.24):

    python tests/families/make_fixtures.py

Each model is a folder here in fixtures/, as `save_pretrained` writes it, with float16 numbers that
float32 computes with; `cases.safetensors` in it holds tokens, what else went in, and the logits.
"""

import json
import shutil
from pathlib import Path

import torch
import transformers as hf
from safetensors.torch import load_file, save_file

FOLDER = Path(__file__).resolve().parent / "fixtures"
V = 31
GPT = {"vocab_size": V, "n_positions": 40, "bos_token_id": 0, "eos_token_id": 0}
BERT = {"vocab_size": V, "max_position_embeddings": 40}
T5 = {"vocab_size": V, "relative_attention_num_buckets": 8, "relative_attention_max_distance": 12}
LLAMA = {"vocab_size": V, "max_position_embeddings": 40}
DEEPSEEK = {
    "vocab_size": V,
    "max_position_embeddings": 40,
    "num_key_value_heads": 2,
    "num_attention_heads": 2,
    "kv_lora_rank": 6,
    "qk_nope_head_dim": 4,
    "qk_rope_head_dim": 4,
    "v_head_dim": 3,
    "n_routed_experts": 8,
    "moe_intermediate_size": 6,
    "intermediate_size": 14,
}
MODELS = {
    "gpt1": (hf.OpenAIGPTLMHeadModel, hf.OpenAIGPTConfig(**GPT, n_embd=12, n_layer=2, n_head=3)),
    "gpt1_wide": (
        hf.OpenAIGPTLMHeadModel,
        hf.OpenAIGPTConfig(**GPT, n_embd=16, n_layer=1, n_head=2),
    ),
    "gpt2": (hf.GPT2LMHeadModel, hf.GPT2Config(**GPT, n_embd=12, n_layer=2, n_head=3)),
    "gpt2_narrow": (
        hf.GPT2LMHeadModel,
        hf.GPT2Config(**GPT, n_embd=16, n_layer=3, n_head=2, n_inner=10),
    ),
    "bert_words": (
        hf.BertForMaskedLM,
        hf.BertConfig(**BERT, hidden_size=12, num_hidden_layers=2, num_attention_heads=3,
                      intermediate_size=20),
    ),
    "bert_words_wide": (
        hf.BertForMaskedLM,
        hf.BertConfig(**BERT, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
                      intermediate_size=9, type_vocab_size=3, layer_norm_eps=1e-2),
    ),
    "bert_pooled": (
        hf.BertModel,
        hf.BertConfig(**BERT, hidden_size=12, num_hidden_layers=2, num_attention_heads=2,
                      intermediate_size=20),
    ),
    "t5": (
        hf.T5ForConditionalGeneration,
        hf.T5Config(**T5, d_model=12, num_layers=2, num_heads=3, d_kv=5, d_ff=20),
    ),
    "t5_gated": (
        hf.T5ForConditionalGeneration,
        hf.T5Config(**T5, d_model=16, num_layers=1, num_decoder_layers=2, num_heads=2, d_kv=8,
                    d_ff=10, feed_forward_proj="gated-gelu", tie_word_embeddings=False),
    ),
    "xlnet": (
        hf.XLNetLMHeadModel,
        hf.XLNetConfig(vocab_size=V, d_model=12, n_layer=2, n_head=3, d_inner=20),
    ),
    "xlnet_wide": (
        hf.XLNetLMHeadModel,
        hf.XLNetConfig(vocab_size=V, d_model=16, n_layer=1, n_head=2, d_inner=10),
    ),
    "llama": (
        hf.LlamaForCausalLM,
        hf.LlamaConfig(**LLAMA, hidden_size=24, intermediate_size=20, num_hidden_layers=2,
                       num_attention_heads=6, num_key_value_heads=2, tie_word_embeddings=True),
    ),
    "llama_untied": (
        hf.LlamaForCausalLM,
        hf.LlamaConfig(**LLAMA, hidden_size=16, intermediate_size=12, num_hidden_layers=1,
                       num_attention_heads=2, head_dim=6, attention_bias=True, mlp_bias=True,
                       rope_parameters={"rope_type": "default", "rope_theta": 500.0}),
    ),
    "deepseek": (
        hf.DeepseekV3ForCausalLM,
        hf.DeepseekV3Config(**DEEPSEEK, hidden_size=12, num_hidden_layers=3, q_lora_rank=7,
                            first_k_dense_replace=1, num_experts_per_tok=3, n_group=4,
                            topk_group=2),
    ),
    "deepseek_other": (
        hf.DeepseekV3ForCausalLM,
        hf.DeepseekV3Config(**DEEPSEEK, hidden_size=10, num_hidden_layers=1, q_lora_rank=None,
                            first_k_dense_replace=0, num_experts_per_tok=2, n_group=1, topk_group=1,
                            n_shared_experts=2, norm_topk_prob=False, rope_interleave=False,
                            routed_scaling_factor=1.5, tie_word_embeddings=True),
    ),
}  # fmt: skip


def randomise(model):
    """Every number away from where it starts, and one that float16 holds exactly."""
    biases = [b for name, b in model.named_buffers() if name.endswith("e_score_correction_bias")]
    for p in [*model.parameters(), *biases]:
        centre = 0.8 if p.ndim == 1 else 0.0
        p.data = torch.randn(p.shape).mul(0.4).add(centre).half().float()
    for b in biases:
        b.data = torch.randn(b.shape).mul(0.4).half().float()


def case(name, model, T, seed):
    """Tokens, what else goes in, and what comes out, for one length."""
    torch.manual_seed(seed)
    tokens = torch.randint(1, V, (T,))
    given = {"tokens": tokens}
    if name.startswith("bert"):
        kinds = model.config.type_vocab_size
        given |= {
            "token_types": torch.randint(0, kinds, (T,)),
            "valid": torch.arange(T) < T - T // 4,
        }
        out = model(tokens[None], token_type_ids=given["token_types"][None],
                    attention_mask=given["valid"][None].long())  # fmt: skip
        if name == "bert_pooled":
            return given | {"hidden": out.last_hidden_state[0], "pooled": out.pooler_output[0]}
    elif name.startswith("t5"):
        written = torch.randint(1, V, (T // 2 + 1,))
        given |= {"decoder_tokens": written, "valid": torch.arange(T) < T - T // 4}
        out = model(tokens[None], decoder_input_ids=written[None],
                    attention_mask=given["valid"][None].long())  # fmt: skip
    elif name.startswith("xlnet") and seed % 2:
        order = torch.randperm(T)
        rank = torch.argsort(order)
        given |= {"order": order, "segments": torch.randint(0, 2, (T,))}
        later = (rank[None, :] >= rank[:, None]).float()
        out = model(tokens[None], token_type_ids=given["segments"][None], perm_mask=later[None],
                    target_mapping=torch.eye(T)[None])  # fmt: skip
    else:
        out = model(tokens[None])
    return given | {"logits": out.logits[0]}


def untie_t5(model):
    """T5 1.1 has a head of its own; transformers 5 makes no such model any more."""
    model.lm_head.weight = torch.nn.Parameter(
        torch.randn(model.lm_head.weight.shape).half().float()
    )


@torch.no_grad()
def make(name, cls, config, seed):
    torch.manual_seed(seed)
    config._experts_implementation = "eager"  # the quick form asks for larger matrices
    model = cls(config).eval()
    randomise(model)
    if name == "t5_gated":
        untie_t5(model)
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    arrays = load_file(folder / "model.safetensors")
    if name == "t5_gated":
        arrays["lm_head.weight"] = model.lm_head.weight.detach().clone()
        content = json.loads((folder / "config.json").read_text()) | {"tie_word_embeddings": False}
        (folder / "config.json").write_text(json.dumps(content, indent=2) + "\n")
    save_file({k: v.half() for k, v in arrays.items()}, folder / "model.safetensors")
    cases = {}
    for number, T in enumerate((1, 17, 30)):
        for key, value in case(name, model, T, 10 * seed + number).items():
            small = value.short() if value.dtype == torch.int64 else value
            cases[f"{number}.{key}"] = small.contiguous()
    save_file(cases, folder / "cases.safetensors")


if __name__ == "__main__":
    for seed, (name, (cls, config)) in enumerate(MODELS.items()):
        make(name, cls, config, seed)
