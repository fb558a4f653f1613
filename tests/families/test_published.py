"""What is said of models, against what their shapes say: to the last parameter."""

import subprocess
import sys
from dataclasses import fields, replace

import jax
import numpy as np
import pytest

from course_utils import families
from course_utils.count import KINDS, count, table
from course_utils.families import bert, deepseek, gpt, grok, llama, published, t5, xlnet
from course_utils.transformer import shapes
from tests.families.kinds import NAMES, QUICK, loaded

pytestmark = pytest.mark.slow

# `transformers` 5.24: the model named in each entry's source, made on the "meta" device from the
# published config.json, its parameters counted, tied ones once. Grok-1: its program, model.py.
COUNTED = {
    "GPT-1": 116_534_784,
    "GPT-2": 124_439_808,
    "GPT-2 XL": 1_557_611_200,
    "GPT-3": 174_604_259_328,  # GPT2LMHeadModel with the sizes of table 2.1
    "BERT base": 109_482_240,
    "BERT base MLM": 109_514_298,
    "BERT large": 335_141_888,
    "BERT large MLM": 335_174_458,
    "T5 small": 60_506_624,
    "T5 base": 222_903_552,
    "T5 large": 737_668_096,
    "T5 11B": 11_307_321_344,
    "XLNet base LM": 116_750_336,
    "XLNet large LM": 360_300_800,
    "SmolLM2-135M": 134_515_008,
    "Grok-1": 315_684_820_992,
    "DeepSeek-V3": 671_026_404_352,
    "DeepSeek-V3 with routing bias": 671_026_419_200,
}


def test_every_published_model_counts_as_its_public_implementation_does():
    assert {name: entry.count for name, entry in published.items()} == COUNTED
    assert all(type(entry.count) is int for entry in published.values())


@pytest.mark.parametrize("name", COUNTED)
def test_the_claimed_figure_is_near_or_there_is_a_reason(name):
    entry = published[name]
    assert (
        entry.why
        and entry.claim
        and any(year in entry.source for year in map(str, range(2018, 2026)))
    )
    assert abs(entry.count / entry.claimed - 1) < 0.07
    assert entry.active <= entry.count
    if entry.claimed_active:
        assert abs(entry.active / entry.claimed_active - 1) < 0.07
    else:
        assert entry.active == entry.count


def test_grok_array_by_array():
    """As in the published program: emb_size 48 · 128, ffn_size 8 · 6144 · 2 // 3, no biases."""
    D, F, layers = 48 * 128, 8 * 48 * 128 * 2 // 3, 64
    attention = D * 48 * 128 + 2 * D * 8 * 128 + 48 * 128 * D
    layer = attention + D * 8 + 8 * 3 * D * F + 4 * D
    assert F == 32_768
    assert published["Grok-1"].count == 131_072 * D + layers * layer + D
    assert published["Grok-1"].active == published["Grok-1"].count - layers * 6 * 3 * D * F
    assert published["Grok-1"].count - 131_072 * D == 314_879_514_624  # as its entry says


def test_deepseek_s_parts():
    with_bias, without = published["DeepSeek-V3 with routing bias"], published["DeepSeek-V3"]
    assert with_bias.count - without.count == 58 * 256
    assert without.active == 37_552_282_624
    assert with_bias.extra == 11_610_068_224  # its makers: 11.5 billion
    assert published["GPT-3"].extra == 0
    table_ = with_bias.table
    assert (
        sum(row.count for row in table_.rows if ".experts." in row.name)
        == 58 * 256 * 3 * 7168 * 2048
    )


def test_the_paper_s_figures_for_gpt_2_are_those_with_gpt_1_s_vocabulary():
    paper = {(12, 768, 12): 117, (24, 1024, 16): 345, (36, 1280, 20): 762, (48, 1600, 25): 1542}
    for (layers, width, heads), millions in paper.items():
        config = replace(published["GPT-2"].config, layers=layers, width=width, heads=heads)
        assert round(count(gpt.shapes(replace(config, vocab=40_478))) / 1e6) == millions
        assert round(count(gpt.shapes(config)) / 1e6) > millions + 5


def test_the_other_sums_that_entries_tell():
    large = published["T5 large"]
    assert count(t5.shapes(replace(large.config, tied=False))) == 770_567_168
    for name in ("XLNet base LM", "XLNet large LM"):
        entry = published[name]
        keys = [row for row in entry.table.rows if row.name.endswith("attention.distance")]
        assert f"{sum(row.count for row in keys):,}" in entry.why


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
def test_counting_all_of_them_takes_little_memory():
    program = (
        "from pathlib import Path\nfrom course_utils.families import published\n"
        "sum(entry.count + entry.active + entry.extra for entry in published.values())\n"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 500_000  # kilobytes, at the most


@pytest.mark.parametrize("name", COUNTED)
def test_every_parameter_declares_its_kind(name):
    kinds = published[name].table.by_kind()
    assert set(kinds) <= set(KINDS) - {"undeclared"}
    assert sum(kinds.values()) == published[name].count


def test_llama_is_built_as_the_transformer_is():
    config = published["SmolLM2-135M"].config
    for plan in (config, replace(config, tied=False, bias=True)):
        from_names = families.source.shapes_of(llama.build, plan)
        assert table(from_names) == table(shapes(plan))


SMALL = {
    gpt: gpt.Config(vocab=11, context=12, layers=2, width=8, heads=2, norm_after=True),
    bert: bert.Config(11, 12, layers=2, width=8, heads=2, hidden=12, pooler=True),
    t5: t5.Config(11, layers=2, decoder_layers=1, width=8, heads=2, head_width=4, hidden=12),
    xlnet: xlnet.Config(11, layers=2, width=8, heads=2, head_width=4, hidden=12),
    grok: grok.Config(11, 12, 2, 8, 2, 1, 4, 12),
    deepseek: deepseek.Config(
        11, 12, 2, 8, 2, 0, 12, 8, 6, 2, query_rank=None, latent=6, plain_width=4, rope_width=2,
        value_width=4,
    ),
}  # fmt: skip


@pytest.mark.parametrize("family", SMALL, ids=lambda family: family.__name__.rpartition(".")[2])
def test_fresh_parameters_fit_their_shapes_and_start_near_even_chances(family):
    config = SMALL[family]
    params = jax.jit(family.init, static_argnums=1, compiler_options=QUICK)(
        jax.random.key(0), config
    )
    assert table(params) == table(family.shapes(config))
    matrices = [leaf for leaf in jax.tree.leaves(params) if leaf.ndim >= 2 and leaf.size > 16]
    spread = [np.std(leaf) for leaf in matrices if np.std(leaf) > 0]
    assert len(set(map(float, spread))) == len(spread) > 2  # no two are drawn alike
    if family is not t5:  # whose embedding starts large, and whose head divides
        logits = jax.jit(family.forward, static_argnums=2, compiler_options=QUICK)(
            params, np.arange(1, 9), config
        )
        tied = family is not deepseek  # a head of its own starts with a spread of 1
        assert abs(np.asarray(logits)).max() < (1 if tied else 5)


@pytest.mark.parametrize("family", SMALL, ids=lambda family: family.__name__.rpartition(".")[2])
def test_a_plan_that_cannot_be_built_gets_a_sentence(family):
    config = SMALL[family]
    for name in [
        field.name for field in fields(config) if isinstance(getattr(config, field.name), int)
    ]:
        for wrong in (-1, "8", 1.5):
            with pytest.raises(ValueError, match=name):
                replace(config, **{name: wrong})


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_tokens_gets_a_sentence(name):
    model = loaded(name)
    more = [[1, 2]] if name.startswith("t5") else []
    for tokens, says in (
        ([[1]], "one sequence"),
        ([31], "0 to 30"),
        ([0.5], "whole"),
        ([], "number"),
    ):
        with pytest.raises(ValueError, match=says):
            model.family.attention_maps(model.params, tokens, *more, config=model.config)
