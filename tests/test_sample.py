"""The dials of sampling against a loop, and text written with and without a cache."""

import math
from dataclasses import replace
from functools import lru_cache
from itertools import islice

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils import sample, transformer
from course_utils.sample import generate, next_token_probs, sample_token, stream
from course_utils.transformer import Config, forward, parts, shapes
from tests import oracles

# Probabilities in halves: their logarithms and sums are exact enough to stand on an edge.
HALVES = np.log([0.125, 0.5, 0.125, 0.25])


# From logits to probabilities ----------------------------------------------------------------


def random_settings(rng):
    """Logits (sometimes with ties) and the three dials, each at times left alone."""
    V = int(rng.integers(1, 30))
    logits = rng.normal(0, rng.choice([0.1, 1, 10]), V)
    if rng.random() < 0.3:
        logits = np.round(logits)
    temperature = rng.choice([0, 0.05, 0.7, 1, 3, 100])
    top_k = rng.choice([None, 1, 2, 5, V, V + 7])
    top_p = rng.choice([None, 1e-9, 0.1, 0.5, 0.9, 0.999, 1, rng.uniform(0.01, 1)])
    return logits, temperature, top_k, top_p


@pytest.mark.parametrize("seed", range(20))
def test_equals_a_loop_over_the_definition(seed):
    rng = np.random.default_rng(seed)
    for _ in range(100):
        settings = random_settings(rng)
        found = next_token_probs(*settings)
        expected = oracles.next_token_probs(*settings)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-300, err_msg=str(settings))
        assert found.sum() == pytest.approx(1, abs=1e-12)
        np.testing.assert_array_equal(found > 0, np.array(expected) > 0)


def test_without_a_dial_turned_it_is_the_softmax():
    logits = [0.3, -1.2, 2.0]
    powers = [math.exp(logit) for logit in logits]
    np.testing.assert_allclose(next_token_probs(logits), np.array(powers) / sum(powers))
    assert next_token_probs(logits).dtype == np.float64


@pytest.mark.parametrize(
    ("top_p", "kept"),
    [(0.5, [1]), (0.51, [1, 3]), (0.75, [1, 3]), (0.76, [0, 1, 3]), (0.875, [0, 1, 3]),
     (0.9, [0, 1, 2, 3]), (1.0, [0, 1, 2, 3]), (1e-15, [1])],
)  # fmt: skip
def test_top_p_keeps_the_token_that_crosses_the_share(top_p, kept):
    assert list(np.flatnonzero(next_token_probs(HALVES, top_p=top_p))) == kept


def test_top_p_reaches_sums_that_a_computer_rounds_down():
    assert 0.7 + 0.2 < 0.9
    kept = next_token_probs(np.log([0.7, 0.2, 0.1]), top_p=0.9)
    np.testing.assert_allclose(kept, [7 / 9, 2 / 9, 0])


def test_top_p_counts_shares_of_what_top_k_left():
    """0.5 of the 0.75 that two tokens hold is two thirds: the first alone reaches 0.6."""
    assert list(np.flatnonzero(next_token_probs(HALVES, top_p=0.6))) == [1, 3]
    assert list(np.flatnonzero(next_token_probs(HALVES, top_k=2, top_p=0.6))) == [1]


def test_top_p_counts_shares_after_temperature():
    assert list(np.flatnonzero(next_token_probs(HALVES, 0.5, top_p=0.6))) == [1]
    assert list(np.flatnonzero(next_token_probs(HALVES, 3.0, top_p=0.6))) == [0, 1, 3]


def test_top_p_of_1_keeps_the_unlikeliest():
    assert next_token_probs([0.0, -700.0], top_p=1)[1] == math.exp(-700) > 0


@pytest.mark.parametrize("top_k", [1, 2, 3, 4, 100, 10**30])
def test_of_equals_top_k_keeps_exactly_k_from_the_left(top_k):
    probs = next_token_probs([1.0, 2.0, 2.0, 2.0], top_k=top_k)
    assert list(np.flatnonzero(probs)) == sorted([1, 2, 3, 0][:top_k])


def test_greedy_takes_the_first_of_the_highest():
    np.testing.assert_array_equal(next_token_probs([1, 3, 2, 3], temperature=0), [0, 1, 0, 0])
    np.testing.assert_array_equal(next_token_probs([1, 3, 2, 3], 0, 3, 0.9), [0, 1, 0, 0])


def test_extremes_of_temperature():
    logits = [1.0, 3.0, 2.0]
    for cold in (1e-3, 1e-300, 5e-324):
        np.testing.assert_array_equal(next_token_probs(logits, cold), [0, 1, 0])
    np.testing.assert_allclose(next_token_probs(logits, 1e300), [1 / 3] * 3)
    best = next_token_probs(logits, 1e300, top_k=1)  # the order does not melt with the differences
    np.testing.assert_array_equal(best, [0, 1, 0])
    np.testing.assert_array_equal(next_token_probs([1e308, -1e308]), [1, 0])


@pytest.mark.parametrize(
    "logits",
    [
        [1, 3, 2],
        (1.0, 3.0, 2.0),
        np.array([1, 3, 2], np.int8),
        np.array([1, 3, 2], np.float16),
        jnp.array([1.0, 3.0, 2.0]),
        jnp.array([1, 3, 2], jnp.bfloat16),
    ],
    ids=repr,
)
def test_logits_of_any_kind(logits):
    expected = oracles.next_token_probs([1, 3, 2], 1, None, None)
    np.testing.assert_allclose(next_token_probs(logits), expected, rtol=1e-12)


def test_the_logits_are_left_as_they_are():
    logits = np.array([1.0, 3.0, 2.0])
    next_token_probs(logits, 0.5, 2, 0.9)
    np.testing.assert_array_equal(logits, [1, 3, 2])


NUMBER, WHOLE, SHARE = (
    "a number of at least 0",
    "a whole number of at least 1",
    "above 0 and at most 1",
)


@pytest.mark.parametrize(
    ("argument", "value", "may_be"),
    [
        *(
            ("temperature", v, NUMBER)
            for v in (-1, -1e-9, math.nan, math.inf, True, "1", None, [1])
        ),
        *(("top_k", v, WHOLE) for v in (0, -2, 2.0, 1.5, True, False, "3", math.nan, [1])),
        *(("top_p", v, SHARE) for v in (0, -0.1, 1.0001, 2, math.nan, True, "0.9", math.inf, [1])),
    ],
    ids=repr,
)
def test_a_dial_outside_its_range_gets_a_sentence(argument, value, may_be):
    with pytest.raises(ValueError) as error:
        next_token_probs([1.0, 2.0], **{argument: value})
    assert str(error.value).startswith(f"{argument} must be ")
    assert may_be in str(error.value)
    assert str(error.value).endswith(f"not {value!r}.")


@pytest.mark.parametrize(
    ("logits", "words"),
    [
        ([], "at least one token, not none"),
        ([1.0, math.nan], "finite numbers, but token 1 has nan"),
        ([-math.inf, 1.0], "finite numbers, but token 0 has -inf"),
        ([1.0, 2.0, math.inf], "finite numbers, but token 2 has inf"),
        ([[1.0, 2.0]], "one row [V], not of shape [1, 2]"),
        (1.0, "one row [V], not of shape []"),
        (["1", "2"], "numbers, not <U1"),
        ([True, False], "numbers, not bool"),
        ([1j], "numbers, not complex128"),
        ([None], "numbers, not object"),
        ([[1.0], [1.0, 2.0]], "not rows of unequal length"),
    ],
    ids=str,
)
def test_logits_that_cannot_be_get_a_sentence(logits, words):
    with pytest.raises(ValueError) as error:
        next_token_probs(logits)
    assert str(error.value).startswith("logits must ")
    assert words in str(error.value)


# From probabilities to tokens ----------------------------------------------------------------


def test_darts_hit_the_pieces_they_fall_on():
    probs = [0.0, 0.25, 0.0, 0.5, 0.25, 0.0]
    darts = [0.0, 0.2499, 0.25, 0.5, 0.7499, 0.75, 1 - 2**-53]
    assert sample_token(probs, darts).tolist() == [1, 1, 3, 3, 3, 4, 4]
    assert sample_token(np.array([1.0]), 0.999) == 0


@pytest.mark.parametrize("seed", range(50))
def test_no_dart_flies_past_the_end_of_the_bar(seed):
    """Sums of probabilities end a little off 1; the last dart must still hit a likely token."""
    rng = np.random.default_rng(seed)
    probs = next_token_probs(rng.normal(0, 5, 1_000), top_k=int(rng.integers(1, 1_000)))
    assert probs[sample_token(probs, [0.0, 1 - 2**-53])].min() > 0


@pytest.mark.parametrize(
    ("temperature", "top_k", "top_p"),
    [(1.0, None, None), (0.5, None, None), (2.0, 5, None), (1.0, None, 0.8), (1.5, 6, 0.9)],
)
def test_100_000_samples_agree_with_the_probabilities(temperature, top_k, top_p):
    """Chi-squared exceeds this bound less than once in a million (Laurent and Massart 2000)."""
    logits = np.random.default_rng(3).normal(0, 1, 12)
    probs = next_token_probs(logits, temperature, top_k, top_p)
    tokens = sample_token(probs, np.random.default_rng(4).random(100_000))
    drawn = np.bincount(tokens, minlength=12)
    assert not drawn[probs == 0].any()
    expected = 100_000 * probs[probs > 0]
    freedom = len(expected) - 1
    chi_squared = ((drawn[probs > 0] - expected) ** 2 / expected).sum()
    assert (
        chi_squared < freedom + 4.75 * math.sqrt(2 * freedom) + 15
    )  # Wilson and Hilferty, rounded up


# Text ----------------------------------------------------------------------------------------

CONFIG = Config(vocab=11, context=8, layers=2, width=8, heads=4, kv_heads=2, hidden=12)
PROMPT = [3, 1, 4]
compiled = jax.jit(forward, static_argnames="config")


@lru_cache
def params_of(config):
    """Dials far from 0, so that the text depends on all that was read."""
    rng = np.random.default_rng(0)
    return jax.tree.map(
        lambda leaf: jnp.asarray(rng.normal(0, 0.6, leaf.shape), jnp.float32), shapes(config)
    )


PARAMS = params_of(CONFIG)


def write(seed=0, prompt=PROMPT, n=40, config=CONFIG, **settings):
    key = jax.random.key(seed) if isinstance(seed, int) else seed
    return generate(key, params_of(config), prompt, n, config, **settings)


def test_the_prompt_comes_first_and_n_tokens_follow():
    for n in (0, 1, 5, 20):
        text = write(n=n)
        assert text.shape == (3 + n,)
        assert text.dtype == np.int32
        assert text[:3].tolist() == PROMPT
        assert 0 <= text.min() <= text.max() < 11
    assert write(prompt=jnp.array(PROMPT)).tolist() == write(prompt=np.array(PROMPT)).tolist()


def test_the_same_key_writes_the_same_text():
    assert write(0).tolist() == write(0).tolist()
    assert len({tuple(write(seed)) for seed in range(20)}) == 20
    old = generate(jax.random.PRNGKey(0), PARAMS, PROMPT, 40, CONFIG)  # the older form of a key
    assert old.tolist() == write(0).tolist()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "settings", [{}, {"temperature": 0.5, "top_k": 3}, {"top_p": 0.8}, {"temperature": 0}], ids=str
)
def test_a_cache_changes_no_token(seed, settings):
    """Also past the end of the context, which is 8."""
    with_cache, without = (write(seed, cache=cache, **settings) for cache in (True, False))
    assert with_cache.tolist() == without.tolist()


@pytest.mark.parametrize("config", [CONFIG, replace(CONFIG, short_conv=3)], ids=["plain", "mixes"])
@pytest.mark.parametrize("T", range(1, 9))
def test_a_cache_changes_no_token_after_prompts_of_any_length(T, config):
    prompt = (np.arange(T) * 7) % 11
    with_cache, without = (write(T, prompt, 12, config, cache=cache) for cache in (True, False))
    assert with_cache.tolist() == without.tolist()


def test_greedy_text_follows_the_highest_logit_and_forgets_the_older_half():
    """By the plain forward pass, with the window moved by hand."""
    config, text, start = replace(CONFIG, context=4), [3, 1], 0
    for _ in range(20):
        seen = np.array(text[start:])
        text.append(int(np.argmax(compiled(params_of(config), seen, config)[-1])))
        if len(seen) == 4:
            start += 2
    assert len(set(text)) > 3
    assert write(0, [3, 1], 20, config, temperature=0).tolist() == text


@pytest.mark.parametrize("context", [1, 4])
def test_small_contexts(context):
    config = replace(CONFIG, context=context)
    with_cache, without = (
        write(1, [5], 9, config, temperature=2.0, cache=cache) for cache in (True, False)
    )
    assert with_cache.tolist() == without.tolist()


@pytest.mark.parametrize("cache", [True, False])
def test_tokens_are_drawn_as_often_as_their_probability_says(cache):
    """The whole way from prompt to token: chi-squared over 1,000 keys."""
    probs = next_token_probs(compiled(PARAMS, np.array(PROMPT), CONFIG)[-1], 2.0, 8, 0.9)
    drawn = np.bincount(
        [
            write(seed, n=1, temperature=2.0, top_k=8, top_p=0.9, cache=cache)[-1]
            for seed in range(1_000)
        ],
        minlength=11,
    )
    assert not drawn[probs == 0].any()
    expected = 1_000 * probs[probs > 0]
    assert ((drawn[probs > 0] - expected) ** 2 / expected).sum() < 40


def test_a_stream_gives_the_same_tokens_one_at_a_time():
    tokens = stream(jax.random.key(0), PARAMS, PROMPT, CONFIG, top_k=4)
    first = [next(tokens) for _ in range(3)]
    assert [*PROMPT, *first, *islice(tokens, 17)] == write(n=20, top_k=4).tolist()


def test_dials_stored_in_16_bits_write_too():
    narrow = jax.tree.map(lambda leaf: leaf.astype(jnp.bfloat16), PARAMS)
    text = generate(jax.random.key(0), narrow, PROMPT, 3, CONFIG)
    assert text[:3].tolist() == PROMPT
    assert text.shape == (6,)


# Drafts --------------------------------------------------------------------------------------

DEEP_CONFIG = Config(12, 64, layers=sample.DEEP + 1, width=16, heads=2)


@pytest.fixture
def steps(monkeypatch):
    """How many tokens each step of a deep model gives logits for."""
    seen = []

    def next_logits(params, tokens, cache, config, count, places=1):
        seen.append(places)
        return parts.next_logits(params, tokens, cache, config, count, places)

    monkeypatch.setattr(sample, "next_logits", next_logits)
    return seen


@pytest.mark.parametrize("temperature", [0, 0.05, 0.7])
@pytest.mark.parametrize("seed", [0, 3])
def test_drafts_change_no_text(seed, temperature):
    """Also where the text outgrows the context, and where a draft is right only in part."""
    params = transformer.init(jax.random.key(seed), DEEP_CONFIG)
    key, texts = jax.random.key(2), {}
    for cache in (True, False):
        texts[cache] = generate(key, params, [1, 2, 3], 150, DEEP_CONFIG, temperature, cache=cache)
    assert texts[True].tolist() == texts[False].tolist()


def test_a_text_that_repeats_itself_takes_fewer_steps(steps):
    params = transformer.init(jax.random.key(0), DEEP_CONFIG)
    generate(jax.random.key(2), params, [1, 2, 3], 40, DEEP_CONFIG, temperature=0)
    assert len(steps) < 10 and steps[-3:] == [8, 8, 8]  # what is right to its end goes on


def test_where_no_guess_is_right_tokens_are_read_one_by_one(steps):
    config = replace(DEEP_CONFIG, vocab=1000)
    params = transformer.init(jax.random.key(0), config)
    text = generate(jax.random.key(2), params, [1, 2, 3], 30, config, temperature=100)
    assert len(set(text[3:].tolist())) > 25 and steps == [1] * 30


@pytest.mark.parametrize("length", [1, 2, 7, 8, 9, 63, 64, 65, 73, 99, 100])
def test_a_deep_model_reads_a_prompt_in_pieces_up_to_the_end_of_its_context(length):
    """100 is no multiple of 8: what is left at the end is read one by one."""
    config = replace(DEEP_CONFIG, context=100)
    params = transformer.init(jax.random.key(1), config)
    prompt = np.random.default_rng(0).integers(0, 12, length)
    texts = [
        generate(jax.random.key(2), params, prompt, 3, config, temperature=0.5, cache=cache)
        for cache in (True, False)
    ]
    assert texts[0].tolist() == texts[1].tolist()


def test_a_draft_is_what_followed_the_last_tokens_before():
    params = transformer.init(jax.random.key(0), DEEP_CONFIG)

    def draft(text, config=DEEP_CONFIG, params=params):
        return sample._draft(text, params, config)

    assert draft([5, 1, 2, 9, 8, 7, 1, 2]) == [9, 8, 7, 1, 2, 9, 8, 7]
    assert draft([1, 2, 3, 4, 1, 2, 5, 1, 2]) == [5, 1, 2, 5, 1, 2, 5, 1]  # the latest
    assert draft([0, 1, 2, 3, 7, 1, 2, 5, 0, 1, 2])[0] == 3  # three before two
    assert draft([1, 2, 3, 2])[:3] == [3, 2, 3]
    assert draft([4, 4, 4]) == [4] * 8
    assert draft([1, 2, 3, 0]) == []
    assert draft([4] * 58) == []  # no room for seven
    assert draft([4, 4, 4], replace(DEEP_CONFIG, short_conv=2)) == []
    assert draft([4, 4, 4], replace(DEEP_CONFIG, layers=2)) == []
    narrow = jax.tree.map(lambda leaf: leaf.astype(jnp.bfloat16), params)
    assert draft([4, 4, 4], params=narrow) == []


def test_nothing_is_compiled_anew_for_another_text():
    write(0)
    write(0, cache=False)
    before = sample._forward._cache_size(), sample._forward_with_cache._cache_size()
    for seed, prompt in enumerate([[1, 2, 3], [5, 6, 7, 8], [9, 9, 9]]):
        write(seed, prompt, temperature=0.3 + seed, top_k=2 + seed)
        write(seed, prompt, temperature=0.3 + seed, top_p=0.9, cache=False)
    assert (sample._forward._cache_size(), sample._forward_with_cache._cache_size()) == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"prompt": []}, "prompt must be 1 to 8 in number (the context), not 0."),
        ({"prompt": list(range(9))}, "prompt must be 1 to 8 in number (the context), not 9."),
        ({"prompt": [1, 11]}, "prompt must be from 0 to 10 (the vocabulary), not 11."),
        ({"prompt": [-1]}, "prompt must be from 0 to 10 (the vocabulary), not -1."),
        ({"prompt": "abc"}, "prompt must be one sequence [T]"),
        ({"prompt": [1.5]}, "prompt must be whole numbers, not float64."),
        ({"n": -1}, "n must be a whole number of at least 0, not -1."),
        ({"n": 2.0}, "n must be a whole number of at least 0, not 2.0."),
        ({"n": True}, "n must be a whole number of at least 0, not True."),
        ({"temperature": -1}, "temperature must be a number of at least 0, not -1."),
        ({"top_k": 0, "n": 0}, "top_k must be None or a whole number of at least 1, not 0."),
        ({"top_p": 1.5, "n": 0}, "top_p must be None or a number above 0 and at most 1, not 1.5."),
        ({"seed": 0.5}, "key must come from jax.random.key(…), not "),
        ({"config": replace(CONFIG, mask="full")}, "only a causal model can write"),
    ],
    ids=str,
)
def test_what_cannot_be_written_gets_a_sentence_before_anything_is_computed(change, words):
    with pytest.raises(ValueError) as error:
        write(**change)
    assert words in str(error.value)


def test_a_model_that_gives_no_numbers_says_so():
    broken = jax.tree.map(lambda leaf: leaf * jnp.nan, PARAMS)
    with pytest.raises(ValueError, match="logits must be finite numbers, but token 0 has nan"):
        generate(jax.random.key(0), broken, PROMPT, 1, CONFIG)
