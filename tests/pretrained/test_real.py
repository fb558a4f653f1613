"""The two real models, against what reference implementations computed from the same files."""

import json
import os
import random
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import tokenizers
from tokenizers import decoders, models, pre_tokenizers

from course_utils import pretrained, transformer
from course_utils.count import count
from course_utils.families._gguf import header
from course_utils.pretrained import MINILM, SMOLLM2, NotFetched, chat
from course_utils.sample import generate
from course_utils.transformer import SMOLLM2_135M
from tests.pretrained.prompts import CONTINUED, PROMPTS, SENTENCES
from tests.test_tokens import ANY, texts

pytestmark = pytest.mark.slow

REFERENCE = np.load(os.path.join(os.path.dirname(__file__), "reference.npz"))


def opened(open_model):
    """The model, fetched if it is not there. Without it there is nothing to test; but where tests
    decide whether a change is taken, it has to be there."""
    try:
        return open_model()
    except NotFetched as reason:
        if os.environ.get("CI"):
            pytest.fail(str(reason))
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def model():
    return opened(pretrained.smollm2)


@pytest.fixture(scope="module")
def minilm():
    return opened(pretrained.minilm)


def reference(i: int, name: str) -> np.ndarray:
    return REFERENCE[f"{i}.{name}"]


# SmolLM2 ---------------------------------------------------------------------------------------


def test_it_is_the_model_that_its_makers_published(model):
    assert model.config == SMOLLM2_135M and model.name == "llama"
    assert count(model.params) == 134_515_008
    assert {leaf.dtype for leaf in jax.tree.leaves(model.params)} == {jnp.float32.dtype}
    assert len(model.tokenizer) == 49_152


@pytest.mark.parametrize("i", range(len(PROMPTS)))
def test_logits_are_the_reference_s_at_every_place(model, i):
    tokens = model.tokenizer.encode(PROMPTS[i], special=True)
    assert tokens.tolist() == reference(i, "tokens").tolist()
    logits = np.asarray(model.logits(tokens))
    top = np.take_along_axis(logits, reference(i, "top"), axis=1)
    spread = np.linspace(0, logits.shape[1] - 1, reference(i, "spread").shape[1]).astype(int)
    np.testing.assert_allclose(top, reference(i, "highest"), atol=1e-3, rtol=0)
    np.testing.assert_allclose(logits[:, spread], reference(i, "spread"), atol=1e-3, rtol=0)
    wide = logits.astype(np.float64)
    highest = wide.max(axis=1, keepdims=True)
    spent = np.log(np.exp(wide - highest).sum(axis=1)) + highest[:, 0]
    np.testing.assert_allclose(
        [wide.mean(axis=1), wide.std(axis=1), spent], reference(i, "sums"), atol=1e-3, rtol=0
    )
    assert np.sort(logits, axis=1)[:, -50] == pytest.approx(top.min(axis=1), abs=1e-3)


@pytest.mark.parametrize("i", range(len(PROMPTS)))
def test_the_likeliest_sixty_tokens_are_the_reference_s(model, i):
    prompt, written = reference(i, "tokens"), reference(i, "written")
    assert len(written) == len(prompt) + CONTINUED
    key = jax.random.key(0)
    found = generate(key, model.params, prompt, CONTINUED, model.config, temperature=0)
    assert found.tolist() == written.tolist()


@pytest.fixture(scope="module")
def packed():
    return opened(partial(pretrained.smollm2, packed=True))


@pytest.mark.parametrize("i", range(len(PROMPTS)))
def test_packed_as_in_the_file_it_writes_the_same_in_a_fifth_of_the_memory(packed, i):
    kept = sum(leaf.nbytes for leaf in jax.tree.leaves(packed.params))
    assert kept < 134_515_008 * 4 / 5 and count(packed.params) == 134_515_008
    prompt, written = reference(i, "tokens"), reference(i, "written")
    found = generate(
        jax.random.key(0), packed.params, prompt, CONTINUED, packed.config, temperature=0
    )
    assert found.tolist() == written.tolist()


def test_only_a_file_can_stay_packed(tmp_path):
    with pytest.raises(ValueError, match="only a GGUF file"):
        pretrained.smollm2(tmp_path, packed=True)


def test_a_changed_weight_is_computed_from_its_block_on(model):
    tokens = reference(0, "tokens")
    stream = transformer.residuals(model.params, tokens, model.config)
    assert len(stream) == 2 * 30 + 1
    name, place = "blocks.11.mlp.down", (5, 7)
    old = transformer.find(model.params, name)[place]
    turned = transformer.with_number(model.params, name, place, float(old) + 3)
    found = transformer.forward_from(turned, stream[22], 11, model.config)
    np.testing.assert_allclose(found, transformer.forward(turned, tokens, model.config), atol=2e-4)
    assert np.abs(found - model.logits(tokens)).max() > 0.1


def test_a_text_longer_than_the_context_and_an_empty_one_are_refused(model):
    with pytest.raises(ValueError, match="1 to 8192"):
        model.logits(np.zeros(8193, np.int32))
    with pytest.raises(ValueError, match="1 to 8192"):
        model.logits(model.tokenizer.encode(""))
    with pytest.raises(ValueError, match="0 to 49151"):
        model.logits([49152])


# Its tokenizer ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library(model):
    """The `tokenizers` library's own, put together from the lists in the file."""
    settings = header(SMOLLM2.place / SMOLLM2.parts[0].name).settings
    vocab = {word: i for i, word in enumerate(settings["tokenizer.ggml.tokens"])}
    merges = [tuple(pair.split(" ")) for pair in settings["tokenizer.ggml.merges"]]
    made = tokenizers.Tokenizer(models.BPE(vocab=vocab, merges=merges))
    digits = pre_tokenizers.Digits(individual_digits=True)
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [digits, pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens(list(model.tokenizer.special))
    return made


CODE = ["for i in range(10):\n\tprint(i ** 2)\r\n", "a=b;c|=~d", "x = {'k': [1, 2.5e-3]}\n\n\n"]


def test_ids_are_the_library_s_on_strings_of_every_kind(model, library):
    rng = random.Random(1)
    marks = list(model.tokenizer.special)
    strings = [*texts(1200, seed=21), *CODE, *ANY, *(bytes(range(256)).decode("latin-1"))]
    strings += [mark + text for mark, text in zip(marks * 20, texts(340, seed=4), strict=True)]
    strings += ["".join(rng.choices([*marks, "\n", "user", " x"], k=9)) for _ in range(100)]
    for text in strings:
        tokens = model.tokenizer.encode(text, special=True)
        assert tokens.tolist() == library.encode(text).ids, text
    assert len(strings) > 1000


def test_ids_are_those_that_the_reference_kept(model):
    for text, ids in zip(PROMPTS, range(len(PROMPTS)), strict=True):
        assert (
            model.tokenizer.encode(text, special=True).tolist() == reference(ids, "tokens").tolist()
        )
    assert model.tokenizer.special["<|im_start|>"] == 1 and len(model.tokenizer.special) == 17


def test_bytes_without_a_token_are_left_out_and_said(model):
    assert 0 < len(model.tokenizer.gaps) < 40
    lost = bytes([model.tokenizer.gaps[0]]).decode("latin-1")
    assert model.tokenizer.encode("\x00ab").dtype == np.int32 and lost is not None


def test_chat_marks_are_one_token_each(model):
    tokens = model.tokenizer.encode(chat("Hello!"), special=True)
    assert [model.tokenizer.decode([token]) for token in tokens[:3]] == [
        "<|im_start|>",
        "system",
        "\n",
    ]
    assert (tokens == 1).sum() == 3 and (tokens == 2).sum() == 2


# MiniLM ----------------------------------------------------------------------------------------


def test_sentence_vectors_are_the_reference_s(minilm):
    vectors = [minilm.vector(sentence) for sentence in SENTENCES]
    np.testing.assert_allclose(vectors, REFERENCE["vectors"], atol=1e-4, rtol=0)
    assert count(minilm.params) == 22_713_216
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]


def test_word_pieces_are_the_library_s(minilm):
    theirs = tokenizers.Tokenizer.from_file(str(MINILM.place / "tokenizer.json"))
    theirs.no_padding()
    theirs.no_truncation()
    strings = [
        text for text in [*texts(1200, seed=8), *ANY, *SENTENCES, "a" * 101] if "[" not in text
    ]
    assert len(strings) > 1000
    for text in strings:
        assert minilm.tokenizer.encode(text).tolist() == theirs.encode(text).ids, text


def test_the_same_parts_as_any_model(minilm):
    tokens = minilm.tokenizer.encode("Apples fall.")
    assert minilm.tokenizer.decode(tokens) == "[CLS] apples fall . [SEP]"
    maps = minilm.attention_maps(tokens)
    assert maps.shape == (6, 12, 5, 5)
    np.testing.assert_allclose(maps.sum(axis=-1), 1, atol=1e-5)
    assert minilm.hidden(tokens).shape == (5, 384)
    with pytest.raises(ValueError, match="no head"):
        minilm.logits(tokens)


def test_nothing_is_kept_that_is_not_needed(model, minilm):
    for wheel in (SMOLLM2, MINILM):
        names = {path.name for path in wheel.place.iterdir()} - {"lock", wheel.file}
        assert names == {part.name for part in wheel.parts}
    assert json.loads((MINILM.place / "config.json").read_text())["model_type"] == "bert"
