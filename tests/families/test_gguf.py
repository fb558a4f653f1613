"""GGUF files: a small model written by the format's words and read back; and what damage gets."""

import contextlib
import struct
import tracemalloc

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils import lora, sample
from course_utils.count import count
from course_utils.families import load_gguf
from course_utils.families._gguf import gguf_name, header
from course_utils.quantize import quantized
from course_utils.sample import generate
from course_utils.tokens import letters_of_bytes, train
from course_utils.train import Settings, fit
from course_utils.transformer import (
    Config,
    PackedTable,
    find,
    forward,
    init,
    is_packed,
    with_number,
    without_block,
    without_head,
)
from tests.families import gguf

CONFIG = Config(
    288, 64, layers=2, width=64, heads=4, kv_heads=2, hidden=96, mlp="gated", activation="silu"
)
SETTINGS = {
    "general.architecture": "llama",
    "llama.context_length": 64,
    "llama.block_count": 2,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 4,
    "llama.attention.head_count_kv": 2,
    "llama.feed_forward_length": 96,
    "llama.attention.layer_norm_rms_epsilon": 1e-5,
    "llama.rope.freq_base": 10_000.0,
}
PARTS = {  # our name, GGUF's, the way it is packed
    "norm_1.scale": ("attn_norm", gguf.F32),
    "attention.query": ("attn_q", gguf.Q4_1),
    "attention.key": ("attn_k", gguf.Q4_0),
    "attention.value": ("attn_v", gguf.Q8_0),
    "attention.output": ("attn_output", gguf.F16),
    "norm_2.scale": ("ffn_norm", gguf.F32),
    "mlp.up": ("ffn_up", gguf.Q4_1),
    "mlp.gate": ("ffn_gate", gguf.Q4_1),
    "mlp.down": ("ffn_down", gguf.F32),
}


def turned(rows: np.ndarray, heads: int) -> np.ndarray:
    """Row i of a head and row i + Dh/2 become neighbours, by a slow loop."""
    width, found = len(rows) // heads, []
    for head in range(heads):
        for i in range(width // 2):
            found += [rows[head * width + i], rows[head * width + i + width // 2]]
    return np.array(found)


@pytest.fixture(scope="module")
def params():
    """Weights on sixteenths from −8/16 to 7/16, which every packing keeps exactly."""
    drawn = init(jax.random.key(0), CONFIG)
    return jax.tree.map(lambda x: jnp.clip(jnp.round(x * 16), -8, 7) / 16, drawn)


def arrays_of(params) -> dict:
    arrays = {
        "token_embd.weight": (np.asarray(params.embedding), gguf.Q8_0),
        "output_norm.weight": (np.asarray(params.final_norm.scale), gguf.F32),
    }
    for block in range(2):
        for ours, (theirs, kind) in PARTS.items():
            array = np.asarray(find(params, f"blocks.{block}.{ours}")).T
            heads = {"attn_q": 4, "attn_k": 2}.get(theirs)
            array = turned(array, heads) if heads else array
            arrays[f"blk.{block}.{theirs}.weight"] = (array, kind)
    return arrays


@pytest.fixture
def path(params, tmp_path):
    gguf.write(tmp_path / "small.gguf", SETTINGS, arrays_of(params))
    return tmp_path / "small.gguf"


@pytest.mark.parametrize("version", [2, 3])
def test_what_was_written_is_read(params, tmp_path, version):
    gguf.write(tmp_path / "a.gguf", SETTINGS, arrays_of(params), version)
    model = load_gguf(tmp_path / "a.gguf")
    assert model.config == CONFIG and model.name == "llama" and model.tokenizer is None
    for old, new in zip(jax.tree.leaves(params), jax.tree.leaves(model.params), strict=True):
        np.testing.assert_array_equal(old, new)
    tokens = np.arange(9)
    np.testing.assert_array_equal(model.logits(tokens), forward(params, tokens, CONFIG))
    half = load_gguf(tmp_path / "a.gguf", jnp.bfloat16)
    assert half.params.embedding.dtype == jnp.bfloat16


def test_what_stays_packed_computes_the_same(params, path):
    wide, kept = load_gguf(path), load_gguf(path, packed=True)
    tokens = np.arange(9)
    np.testing.assert_allclose(kept.logits(tokens), wide.logits(tokens), rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(kept.attention_maps(tokens), wide.attention_maps(tokens))
    assert count(kept.params) == count(params)
    for name in ("attention.query", "attention.key", "attention.value", "mlp.up"):
        part, field = name.split(".")
        for old, new in zip(params.blocks, kept.params.blocks, strict=True):
            matrix = getattr(getattr(new, part), field)
            assert is_packed(matrix)
            np.testing.assert_array_equal(matrix.matrix(), getattr(getattr(old, part), field))
    assert isinstance(kept.params.embedding, PackedTable)
    assert kept.params.blocks[0].attention.output.dtype == jnp.float32  # F16 in the file


@pytest.mark.parametrize("deep", [sample.DEEP, 1])
def test_what_stays_packed_writes_the_same_with_a_cache(path, deep, monkeypatch):
    monkeypatch.setattr(sample, "DEEP", deep)  # below it a model is compiled in parts, with drafts
    wide, kept = load_gguf(path), load_gguf(path, packed=True)
    key = jax.random.key(1)
    both = [generate(key, m.params, [5, 6, 7], 20, m.config, 0.8) for m in (wide, kept)]
    np.testing.assert_array_equal(*both)


@pytest.mark.parametrize(("embedding", "head"), [(gguf.Q4_0, gguf.Q8_0), (gguf.Q8_0, gguf.Q4_1)])
def test_a_table_in_four_bits_is_wide_and_a_head_of_its_own_packed(
    params, tmp_path, embedding, head
):
    arrays = arrays_of(params)
    rows = np.asarray(params.embedding)
    arrays |= {"token_embd.weight": (rows, embedding), "output.weight": (rows[::-1], head)}
    gguf.write(tmp_path / "b.gguf", SETTINGS, arrays)
    wide, kept = load_gguf(tmp_path / "b.gguf"), load_gguf(tmp_path / "b.gguf", packed=True)
    assert is_packed(kept.params.embedding) == (embedding == gguf.Q8_0)
    assert is_packed(kept.params.head)
    tokens = np.arange(9)
    np.testing.assert_allclose(kept.logits(tokens), wide.logits(tokens), rtol=1e-5, atol=1e-5)


def test_what_stays_packed_is_not_changed_without_a_word(path):
    kept = load_gguf(path, packed=True)
    steps = Settings(steps=1, batch=2)
    for change in (
        lambda: with_number(kept.params, "blocks.0.mlp.up", (0, 0), 1.0),
        lambda: lora.init(jax.random.key(0), kept.params, 2),
        lambda: quantized(kept.params, 4),
        lambda: fit(kept.params, np.arange(200) % 288, kept.config, steps),
    ):
        with pytest.raises(ValueError, match="packed=False"):
            change()
    without_head(kept.params, 0, 0, kept.config)  # its output is wide: F16 in the file
    silent = without_block(kept.params, 0)  # which needs no single weight
    assert not np.asarray(silent.blocks[0].mlp.down).any()


def test_an_untied_head_and_the_tokenizer_in_the_file(params, tmp_path):
    made = train("red kites and red boats " * 9, 270)
    words = ["".join(map(letter, piece)) for piece in made.vocab]
    words += ["<|end|>"] + [f"<|{i}|>" for i in range(288 - len(words) - 1)]
    merges = [" ".join("".join(letter(b) for b in half) for half in pair) for pair in made.merges]
    settings = SETTINGS | {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm",
        "tokenizer.ggml.tokens": words,
        "tokenizer.ggml.token_type": [1] * len(made.vocab) + [3] * (288 - len(made.vocab)),
        "tokenizer.ggml.merges": merges,
    }
    head = np.asarray(params.embedding)[::-1]
    gguf.write(
        tmp_path / "a.gguf", settings, arrays_of(params) | {"output.weight": (head, gguf.F32)}
    )
    model = load_gguf(tmp_path / "a.gguf")
    np.testing.assert_array_equal(model.params.head, head.T)
    assert not model.config.tied and model.tokenizer.digits
    assert model.tokenizer.encode("red 12").tolist() == [*made.encode("red "), *b"12"]
    assert model.tokenizer.special["<|end|>"] == len(made.vocab)


def letter(byte: int) -> str:
    return letters_of_bytes()[byte]


def test_names():
    assert gguf_name("layers.11.self_attn.q_proj.weight") == "blk.11.attn_q.weight"
    assert gguf_name("embed_tokens.weight") == "token_embd.weight"


# Damage ----------------------------------------------------------------------------------------


def test_a_file_cut_off_anywhere_is_refused(path):
    raw = path.read_bytes()
    for length in [*range(0, 200, 3), *range(200, len(raw), 1997), len(raw) - 1]:
        path.write_bytes(raw[:length])
        with pytest.raises(ValueError, match=r"cut off|no GGUF|damaged|lacks"):
            load_gguf(path)


def test_numbers_that_lie_take_no_memory(path):
    raw = path.read_bytes()
    huge = struct.pack("<Q", 1 << 60)
    tracemalloc.start()
    for at in range(4, 1200):
        path.write_bytes(raw[:at] + huge + raw[at + 8 :])
        with contextlib.suppress(ValueError):
            header(path)
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"general.architecture": "mamba"}, "kind 'mamba'"),
        ({"llama.block_count": 3}, "lacks blk.2"),
        ({"llama.block_count": 1}, "of which the plan knows nothing"),
        ({"llama.feed_forward_length": 128}, "should be"),
        ({"llama.block_count": "two"}, "not a size"),
        ({"llama.rope.scaling.type": "linear"}, "stretches"),
        ({"llama.rope.dimension_count": 8}, "only a part"),
        ({"general.alignment": 0}, "alignment"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(params, tmp_path, change, sentence):
    gguf.write(tmp_path / "a.gguf", SETTINGS | change, arrays_of(params))
    with pytest.raises(ValueError, match=sentence):
        load_gguf(tmp_path / "a.gguf")


def test_no_file_another_kind_another_version_another_packing(params, path, tmp_path):
    with pytest.raises(ValueError, match="there is no file"):
        load_gguf(tmp_path / "none.gguf")
    raw = path.read_bytes()
    path.write_bytes(b"PK\3\4" + raw[4:])
    with pytest.raises(ValueError, match="no GGUF file"):
        load_gguf(path)
    path.write_bytes(raw[:4] + struct.pack("<I", 1) + raw[8:])
    with pytest.raises(ValueError, match="version 1"):
        load_gguf(path)
    name = b"output_norm.weight"
    at = raw.index(name) + len(name) + 4 + 8
    path.write_bytes(raw[:at] + struct.pack("<I", 14) + raw[at + 4 :])
    with pytest.raises(ValueError, match="packed in way 14"):
        load_gguf(path)
