"""Folders: read as they are, and each fault of one told in a sentence, before memory is taken."""

import json
import shutil

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from course_utils import families, tokens
from course_utils.families import _safetensors, gpt
from tests.families.kinds import FIXTURES, cases_of, compiled, error, loaded

ONE, INDEX = _safetensors.ONE, _safetensors.INDEX


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(FIXTURES / "gpt2", tmp_path / "gpt2")
    return tmp_path / "gpt2"


def rewrite(folder, change):
    """The arrays of a folder, changed by a function."""
    arrays = load_file(folder / ONE)
    change(arrays)
    save_file(arrays, folder / ONE)


def reheader(folder, change):
    """The header of a file, changed by a function; the numbers stay."""
    raw = (folder / ONE).read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    text = json.dumps(change(header) or header).encode()
    (folder / ONE).write_bytes(len(text).to_bytes(8, "little") + text + raw[8 + length :])


def reconfigure(folder, **fields):
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def says(folder):
    with pytest.raises(ValueError) as caught:
        families.load(folder)
    sentence = str(caught.value)
    assert sentence.endswith(".") and len(sentence) < 1000
    return sentence


# What loads ----------------------------------------------------------------------------------


def test_a_model_has_its_four_parts():
    model = loaded("llama")
    assert (model.name, model.tokenizer) == ("llama", None)
    assert model.config.vocab == 31
    assert {leaf.dtype for leaf in jax.tree.leaves(model.params)} == {np.dtype("float32")}


@pytest.mark.parametrize("dtype", [jnp.float16, jnp.bfloat16])
def test_numbers_may_be_kept_in_16_bits(dtype, folder):
    model = families.load(folder, dtype)
    assert {leaf.dtype for leaf in jax.tree.leaves(model.params)} == {np.dtype(dtype)}
    (given,), _, out = cases_of("gpt2")[1]
    assert compiled(gpt.forward, model, [given]).dtype == np.float32
    assert error(compiled(gpt.forward, model, [given]), out["logits"]) < 0.1


@pytest.mark.parametrize("dtype", [np.float32, jnp.bfloat16])
def test_files_may_hold_other_types(dtype, folder):
    rewrite(folder, lambda arrays: arrays.update({k: v.astype(dtype) for k, v in arrays.items()}))
    np.testing.assert_allclose(
        families.load(folder).params.embedding, loaded("gpt2").params.embedding, rtol=0.01
    )


def test_names_may_lack_their_prefix_and_hold_more_than_parameters(folder):
    def change(arrays):
        for name in list(arrays):
            arrays[name.removeprefix("transformer.")] = arrays.pop(name)
        arrays["h.0.attn.bias"] = np.ones((1, 1, 40, 40), bool)
        arrays["ln_f.gamma"], arrays["ln_f.beta"] = (
            arrays.pop("ln_f.weight"),
            arrays.pop("ln_f.bias"),
        )

    rewrite(folder, change)
    (given,), _, out = cases_of("gpt2")[1]
    assert error(compiled(gpt.forward, families.load(folder), [given]), out["logits"]) < 1e-4


def test_a_file_that_changes_later_changes_no_model(folder):
    rewrite(
        folder, lambda arrays: arrays.update({k: v.astype(np.float32) for k, v in arrays.items()})
    )
    model = families.load(folder)
    raw = (folder / ONE).read_bytes()
    with (folder / ONE).open("r+b") as file:
        file.write(bytes(len(raw)))
    np.testing.assert_array_equal(model.params.embedding, loaded("gpt2").params.embedding)


def in_shards(folder):
    arrays = load_file(folder / ONE)
    names, homes = sorted(arrays), {}
    for number in range(2):
        home = f"model-0000{number + 1}-of-00002.safetensors"
        save_file({name: arrays[name] for name in names[number::2]}, folder / home)
        homes |= dict.fromkeys(names[number::2], home)
    (folder / INDEX).write_text(json.dumps({"metadata": {}, "weight_map": homes}))
    (folder / ONE).unlink()


def test_shards_are_one_model(folder):
    in_shards(folder)
    assert jax.tree.all(
        jax.tree.map(np.array_equal, families.load(folder).params, loaded("gpt2").params)
    )


def test_a_tokenizer_that_is_byte_level_comes_along(folder):
    made = tokens.train("the cat sat on the mat, the cat sat", 260)
    made.save(folder / "tokenizer.json")
    assert families.load(folder).tokenizer == made
    (folder / "tokenizer.json").write_text(
        json.dumps({"model": {"type": "WordPiece", "vocab": {}}})
    )
    assert families.load(folder).tokenizer is None
    (folder / "tokenizer.json").write_text("{")
    assert "tokenizer.json is damaged" in says(folder)


# What does not -------------------------------------------------------------------------------


def test_nothing_there(tmp_path):
    assert "there is no folder" in says(tmp_path / "nowhere")
    (tmp_path / ONE).mkdir()
    assert f"holds no {ONE}." in says(tmp_path)
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    assert "pytorch_model.bin is a pickle" in says(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "[" * 100_000, '{"a": 1, "a": 2}', "\xff"])
def test_a_damaged_config(text, folder):
    (folder / "config.json").write_bytes(text.encode("latin-1"))
    assert "config.json is damaged" in says(folder)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"model_type": "mamba"}, "of the type 'mamba'"),
        ({"model_type": ["gpt2"]}, "of the type ['gpt2']"),
        ({"n_embd": None}, "does not say n_embd"),
        ({"n_embd": "12"}, "n_embd = '12'"),
        ({"n_embd": 0}, "n_embd = 0"),
        ({"n_layer": True}, "n_layer = True"),
        ({"n_layer": 10**12}, "n_layer = 1,000,000,000,000"),
        ({"n_embd": 3 * 10**12}, "no machine can hold"),
        ({"n_positions": 10**40}, "no machine can hold"),
        ({"n_head": 5}, "cannot be shared out among heads = 5"),
        ({"layer_norm_epsilon": -1}, "layer_norm_epsilon = -1"),
        ({"activation_function": "relu"}, "activation_function = 'relu'"),
        ({"tie_word_embeddings": False}, "tie_word_embeddings = False"),
    ],
    ids=str,
)
def test_a_config_that_says_what_cannot_be(fields, words, folder):
    reconfigure(folder, **fields)
    assert words in says(folder)


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("llama", {"hidden_act": "gelu"}, "hidden_act"),
        ("llama", {"mlp_bias": True}, "mlp_bias"),
        ("llama", {"rope_parameters": {"rope_type": "yarn"}}, "stretches"),
        ("llama", {"rope_parameters": [1]}, "rotary"),
        ("bert_words", {"hidden_act": "relu"}, "hidden_act"),
        ("bert_words", {"position_embedding_type": "relative_key"}, "position_embedding_type"),
        ("t5", {"feed_forward_proj": "gated-silu"}, "feed_forward_proj"),
        ("t5", {"relative_attention_num_buckets": 7}, "buckets"),
        ("xlnet", {"attn_type": "uni"}, "attn_type"),
        ("deepseek", {"n_group": 3}, "groups"),
        ("deepseek", {"n_routed_experts": 10**12}, "n_routed_experts"),
        ("t5", {"num_decoder_layers": 10**12}, "num_decoder_layers"),
        ("deepseek", {"num_experts_per_tok": 9}, "experts"),
        ("deepseek", {"norm_topk_prob": 1}, "norm_topk_prob"),
    ],
)
def test_what_a_family_cannot_do_is_said(name, fields, words, tmp_path):
    shutil.copytree(FIXTURES / name, tmp_path / name)
    reconfigure(tmp_path / name, **fields)
    assert words in says(tmp_path / name)


def test_names_that_are_missing_or_unknown(folder):
    rewrite(folder, lambda arrays: arrays.pop("transformer.h.1.ln_2.bias"))
    assert "h.1.ln_2.bias is missing" in says(folder)
    rewrite(folder, lambda arrays: arrays.update({"transformer.h.9.x": np.zeros(3, np.float32)}))
    assert "h.1.ln_2.bias is missing; h.9.x is unknown" in says(folder)
    reconfigure(folder, n_layer=1)
    assert "h.1.attn.c_attn.bias is unknown" in says(folder) and "more." in says(folder)


def test_one_array_under_two_names(folder):
    rewrite(folder, lambda arrays: arrays.update(wte_=arrays["transformer.wte.weight"]))
    assert "wte_ is unknown" in says(folder)
    rewrite(folder, lambda arrays: arrays.update({"wte.weight": arrays.pop("wte_")}))
    assert "wte.weight under two names" in says(folder)


def test_another_shape_or_type(folder):
    reconfigure(folder, vocab_size=32)
    assert "wte.weight is [31, 12], and should be [32, 12]" in says(folder)
    reconfigure(folder, vocab_size=31)
    name = "transformer.ln_f.bias"
    rewrite(folder, lambda arrays: arrays.update({name: arrays[name].astype(np.int32)}))
    assert "ln_f.bias is stored as I32" in says(folder)


@pytest.mark.parametrize("kept", [0, 5, 8, 100, -1, -500])
def test_a_truncated_file(kept, folder):
    raw = (folder / ONE).read_bytes()
    (folder / ONE).write_bytes(raw[:kept])
    assert "cut off" in says(folder)


def test_a_file_that_is_longer_than_it_says(folder):
    (folder / ONE).write_bytes((folder / ONE).read_bytes() + b"more")
    assert "longer than it should be" in says(folder)


@pytest.mark.parametrize("length", [2**63, 2**40, 10**9])
def test_a_header_that_claims_to_be_huge_takes_no_memory(length, folder):
    (folder / ONE).write_bytes(length.to_bytes(8, "little") + b"{}")
    assert f"a header of {length:,}" in says(folder)


A, B = "transformer.h.0.attn.c_attn.bias", "transformer.h.0.attn.c_attn.weight"


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"shape": [2**40, 2**30]}, "bytes, and the header gives it"),
        ({"shape": [-36]}, "bytes, and the header gives it"),
        ({"shape": [36.0]}, "bytes, and the header gives it"),
        ({"shape": "36"}, "header"),
        ({"dtype": "F32"}, "bytes, and the header gives it"),
        ({"dtype": "X7"}, "makes no sense"),
        ({"dtype": 7}, "makes no sense"),
        ({"data_offsets": [0]}, "makes no sense"),
        ({"data_offsets": None}, "makes no sense"),
        ({"data_offsets": [0, 10**15]}, "bytes, and the header gives it"),
        ({"data_offsets": [10**15, 10**15 + 72]}, "follows a gap"),
        ({"data_offsets": [-72, 0]}, "bytes, and the header gives it"),
    ],
    ids=str,
)
def test_a_header_that_lies(about, words, folder):
    reheader(folder, lambda header: header[A].update(about))
    assert words in says(folder)


def test_arrays_that_overlap_or_stand_twice(folder):
    reheader(folder, lambda header: header[A].update(data_offsets=[24, 96]))
    assert "follows a gap" in says(folder) or "overlaps" in says(folder)
    (folder / ONE).write_bytes((20).to_bytes(8, "little") + b'{"a": [], "a": null}')
    assert "a stands twice" in says(folder)
    (folder / ONE).write_bytes((4).to_bytes(8, "little") + b"[[]]")
    assert "damaged" in says(folder)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({}, "weight_map"),
        ({"weight_map": {"a": 3}}, "weight_map"),
        ({"weight_map": {"a": "../gpt2/model.safetensors"}}, "no file beside it"),
        ({"weight_map": {"a": "model.bin"}}, "no file beside it"),
        ({"weight_map": {"a": "gone.safetensors"}}, "lacks gone.safetensors"),
        ({"weight_map": {"a": ONE}}, "lacks a"),
    ],
    ids=str,
)
def test_an_index_that_lies(content, words, folder):
    (folder / INDEX).write_text(json.dumps(content))
    assert words in says(folder)


def test_any_cut_through_a_folder_s_file_gets_a_sentence(folder):
    raw = (folder / ONE).read_bytes()
    rng = np.random.default_rng(0)
    for kept in rng.integers(0, len(raw), 60):
        (folder / ONE).write_bytes(raw[:kept])
        says(folder)


def test_any_changed_byte_of_a_header_gets_a_sentence_or_changes_nothing_that_counts(folder):
    raw = bytearray((folder / ONE).read_bytes())
    end = 8 + int.from_bytes(raw[:8], "little")
    rng = np.random.default_rng(1)
    for place in rng.integers(0, end, 150):
        changed = raw.copy()
        changed[place] ^= 1 << int(rng.integers(8))
        (folder / ONE).write_bytes(changed)
        try:
            families.load(folder)
        except ValueError as error:
            assert str(error).endswith(".")
