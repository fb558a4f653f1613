"""Counting: against a formula, and far beyond what any memory holds."""

import random
from dataclasses import dataclass, field, fields, replace
from html.parser import HTMLParser

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_utils.count import KINDS, count, table
from course_utils.transformer import Config, Params, shapes
from tests import oracles

SMALL = Config(vocab=11, context=10, layers=4, width=8, heads=2, bias=True)


def random_config(rng):
    heads = rng.choice([1, 2, 4, 6])
    head_width = rng.choice([2, 4, 8])
    return Config(
        vocab=rng.randrange(1, 500),
        context=rng.randrange(1, 50),
        layers=rng.randrange(1, 4),
        width=heads * head_width,
        heads=heads,
        kv_heads=rng.choice([None, 1, heads]),
        head_width=rng.choice([None, head_width * 2]),
        hidden=rng.choice([None, 7]),
        mlp=rng.choice(["plain", "gated"]),
        norm=rng.choice(["rms", "layer"]),
        positions=rng.choice(["rotary", "learned", "none"]),
        bias=rng.choice([True, False]),
        tied=rng.choice([True, False]),
    )


@pytest.mark.parametrize("seed", range(40))
def test_a_transformer_counts_as_the_formula_says(seed):
    config = random_config(random.Random(seed))
    expected = oracles.parameters(config)
    found = table(shapes(config))
    assert found.by_kind() == expected
    assert list(found.by_kind()) == [kind for kind in KINDS if kind in expected]
    assert found.total == count(shapes(config)) == sum(expected.values())
    assert found.folded().by_kind() == expected


def test_published_figures():
    """GPT-2's smallest (Radford et al. 2019) and SmolLM2-135M (Allal et al. 2025), to the last."""
    gpt_2 = Config(
        vocab=50_257, context=1_024, layers=12, width=768, heads=12, bias=True,
        positions="learned", norm="layer", activation="gelu",
    )  # fmt: skip
    smollm2 = Config(
        vocab=49_152, context=8_192, layers=30, width=576, heads=9, kv_heads=3, hidden=1_536,
        mlp="gated", activation="silu",
    )  # fmt: skip
    assert count(shapes(gpt_2)) == 124_439_808
    assert count(shapes(smollm2)) == 134_515_008


def test_arrays_count_as_their_shapes_do():
    params = jax.tree.map(lambda leaf: np.zeros(leaf.shape), shapes(SMALL))
    assert table(params) == table(shapes(SMALL))
    assert count(params) == sum(leaf.size for leaf in jax.tree.leaves(params))


def test_a_gradient_is_a_tree_like_the_parameters():
    slopes = jax.grad(lambda p: p["a"] * 3.0 + p["b"])({"a": 1.0, "b": 2.0})
    assert [row.name for row in table(slopes).rows] == ["a", "b"]
    assert table(slopes, kinds={"a": "weight", "b": "bias"}).by_kind() == {"weight": 1, "bias": 1}
    of_a_model = jax.grad(lambda p: sum(x.sum() for x in jax.tree.leaves(p)))(
        jax.tree.map(lambda leaf: jnp.zeros(leaf.shape), shapes(SMALL))
    )
    assert table(of_a_model) == table(shapes(SMALL))


def test_more_dials_than_a_32_bit_number_counts_or_any_memory_holds():
    giant = Config(
        vocab=129_280, context=4_096, layers=61, width=7_168, heads=128, hidden=520_000, tied=False,
        mlp="gated",
    )  # fmt: skip
    tree = shapes(giant)
    expected = oracles.parameters(giant)
    assert count(tree) == sum(expected.values()) > 671_000_000_000
    assert type(count(tree)) is type(table(tree).total) is int
    assert max(np.prod(leaf.shape, dtype=float) for leaf in jax.tree.leaves(tree)) > 2**31
    assert table(tree).by_kind() == expected


def test_a_shape_larger_than_64_bits():
    sides = (2**40, 2**40)
    assert count({"weight": jax.ShapeDtypeStruct(sides, "float32")}) == 2**80


def test_tied_weights_count_once():
    tied, separate = (count(shapes(replace(SMALL, tied=tied))) for tied in (True, False))
    assert separate - tied == 11 * 8


# Names and kinds -----------------------------------------------------------------------------


def test_rows_stand_in_the_order_in_which_data_flows():
    names = [row.name for row in table(shapes(replace(SMALL, layers=1, tied=False))).rows]
    assert names == [
        "embedding",
        "blocks.0.norm_1.scale",
        *(
            f"blocks.0.attention.{part}{bias}"
            for part in ("query", "key", "value", "output")
            for bias in ("", "_bias")
        ),
        "blocks.0.norm_2.scale",
        "blocks.0.mlp.up",
        "blocks.0.mlp.up_bias",
        "blocks.0.mlp.down",
        "blocks.0.mlp.down_bias",
        "final_norm.scale",
        "head",
    ]
    order = [field.name for field in fields(Params)]
    firsts = list(dict.fromkeys(name.split(".")[0] for name in names))
    assert firsts == [name for name in order if name in firsts]


def test_a_row_tells_its_shape_kind_and_count():
    row = table(shapes(SMALL)).rows[2]
    assert row == ("blocks.0.attention.query", (8, 8), "weight", 64, 1)


@jax.tree_util.register_dataclass
@dataclass
class Scaled:
    scale: float = field(metadata={"kind": "norm"})


@jax.tree_util.register_dataclass
@dataclass
class Foreign:
    """Names that mislead whoever guesses: a table of rows, a norm, a head for biases."""

    relative_attention_bias: float = field(metadata={"kind": "embedding"})
    ln_1: Scaled
    bias_head: dict = field(metadata={"kind": "weight"})
    weight: float = 0.0


def test_the_kind_is_the_declared_one_whatever_the_name():
    tree = {"layers": [Foreign(1.0, Scaled(1.0), {"norm": 1.0, "b": 1.0})], "b": 1.0}
    assert {row.name: row.kind for row in table(tree).rows} == {
        "b": "undeclared",
        "layers.0.relative_attention_bias": "embedding",
        "layers.0.ln_1.scale": "norm",
        "layers.0.bias_head.norm": "weight",
        "layers.0.bias_head.b": "weight",
        "layers.0.weight": "undeclared",
    }


def test_every_parameter_of_the_transformer_declares_its_kind():
    """By its name it is one of these, and nowhere is one forgotten."""
    everything = replace(
        SMALL, mlp="gated", norm="layer", positions="learned", short_conv=2, tied=False
    )
    for row in table(shapes(everything)).rows:
        last = row.name.rpartition(".")[2]
        expected = "embedding" if last.endswith("embedding") else "weight"
        expected = "norm" if "norm" in row.name else expected
        assert row.kind == ("bias" if last.endswith("_bias") else expected), row.name


def test_the_caller_may_declare_what_no_dataclass_does():
    tree = {"a": [1.0, 2.0], "layers": [{"b": 1.0, "ln_1.scale": 1.0}], "x": Scaled(1.0)}
    kinds = {"b": "bias", "a.1": "weight", "scale": "bias"}
    assert {row.name: row.kind for row in table(tree, kinds).rows} == {
        "a.0": "undeclared",
        "a.1": "weight",
        "layers.0.b": "bias",
        "layers.0.ln_1.scale": "bias",  # the caller's word; a dataclass's counts for more
        "x.scale": "norm",
    }
    with pytest.raises(ValueError, match=r"a kind must be one of embedding, .*, not 'biases'"):
        table(tree, kinds={"b": "biases"})


@pytest.mark.parametrize(
    ("tree", "rows"),
    [
        (jnp.zeros((2, 3)), [("array", (2, 3), "undeclared", 6, 1)]),
        ((1.0, 2), [("0", (), "undeclared", 1, 1), ("1", (), "undeclared", 1, 1)]),
        ({"a": np.float32(1), "b": None}, [("a", (), "undeclared", 1, 1)]),
        ([np.zeros((0, 4))], [("0", (0, 4), "undeclared", 0, 1)]),
        ({}, []),
    ],
    ids=["array", "numbers", "no bias", "empty array", "nothing"],
)
def test_any_tree_will_do(tree, rows):
    assert list(table(tree).rows) == rows
    assert table(tree).total == count(tree) == sum(row[3] for row in rows)


@pytest.mark.parametrize("leaf", ["text", {1, 2}, object()], ids=["text", "set", "object"])
def test_what_holds_no_numbers_gets_a_sentence(leaf):
    for ask in (count, table):
        with pytest.raises(
            ValueError, match=rf"^model\.1 must be .*, not a {type(leaf).__name__}\.$"
        ):
            ask({"model": [1.0, leaf]})


# Folding -------------------------------------------------------------------------------------


def test_equal_blocks_fold_into_one():
    rows = {row.name: row for row in table(shapes(SMALL)).folded().rows}
    assert len(rows) == 1 + 14 + 1
    assert rows["blocks.0–3.attention.query"] == (
        "blocks.0–3.attention.query", (8, 8), "weight", 4 * 64, 4,
    )  # fmt: skip
    assert rows["embedding"] == ("embedding", (11, 8), "embedding", 88, 1)


def array(*shape):
    return jax.ShapeDtypeStruct(shape, "float32")


def test_only_neighbours_that_are_wholly_equal_fold():
    one, wide, more = {"up": array(2, 3)}, {"up": array(2, 4)}, {"up": array(2, 3), "x": array(1)}
    folded = table({"blocks": [one, one, wide, wide, wide, one, more]}).folded()
    assert [(row.name, row.count, row.copies) for row in folded.rows] == [
        ("blocks.0–1.up", 12, 2),
        ("blocks.2–4.up", 24, 3),
        ("blocks.5.up", 6, 1),
        ("blocks.6.up", 6, 1),
        ("blocks.6.x", 1, 1),
    ]


def test_lists_within_lists_fold():
    block = {"experts": [{"up": array(2, 3)}] * 5, "router": array(2, 5)}
    folded = table({"blocks": [block] * 3, "head": array(7)}).folded()
    assert [(row.name, row.count, row.copies) for row in folded.rows] == [
        ("blocks.0–2.experts.0–4.up", 90, 15),
        ("blocks.0–2.router", 30, 3),
        ("head", 7, 1),
    ]


def test_what_is_declared_to_differ_does_not_fold():
    folded = table({"rows": [array(2)] * 3}, kinds={"rows.2": "bias"}).folded()
    assert [(row.name, row.kind) for row in folded.rows] == [
        ("rows.0–1", "undeclared"),
        ("rows.2", "bias"),
    ]


def test_lists_side_by_side_do_not_fold_into_each_other():
    folded = table({"left": [array(2)] * 2, "right": [array(2)] * 2}).folded()
    assert [row.name for row in folded.rows] == ["left.0–1", "right.0–1"]


# Showing -------------------------------------------------------------------------------------


NAMED = {kind: kind for kind in ("norm", "weight")} | {"b": "bias"}
TREE = {"norm": array(4), "layers": [{"b": array(1_000), "weight": array(1_000, 20)}] * 2}

TEXT = """
name                  shape       kind     count
layers.0–1.b ×2       1,000       bias     2,000
layers.0–1.weight ×2  1,000 × 20  weight  40,000
norm                  4           norm         4
all weight                        weight  40,000
all bias                          bias     2,000
all norm                          norm         4
total                                     42,004
"""


def test_as_text():
    assert str(table(TREE, NAMED).folded()) == repr(table(TREE, NAMED).folded()) == TEXT.strip()


def test_as_text_one_number_and_nothing():
    assert "a           one number  weight      1\n" in str(table({"a": 1.0}, {"a": "weight"}))
    assert str(table({})).splitlines()[-1].split() == ["total", "0"]


class Cells(HTMLParser):
    """The cells of a table, each as (tag, scope, text), a row at a time."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.open = [], []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append((tag, dict(attributes).get("scope"), ""))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, text):
        if self.open[-1] in ("th", "td"):
            tag, scope, before = self.rows[-1][-1]
            self.rows[-1][-1] = (tag, scope, before + text)


def test_as_html_the_same_cells_with_headers_that_say_what_they_head():
    rows = Cells(table(TREE, NAMED).folded()._repr_html_()).rows
    assert [cell[:2] for cell in rows[0]] == [("th", "col")] * 4
    for row in rows[1:]:
        assert [cell[:2] for cell in row] == [("th", "row"), *[("td", None)] * 3]
    as_text = [" ".join(" ".join(text for _, _, text in row).split()) for row in rows]
    assert as_text == [" ".join(line.split()) for line in TEXT.strip().splitlines()]


def test_names_are_escaped():
    html = table({"<script>alert(1)</script>&": 1.0})._repr_html_()
    assert "<script>" not in html
    assert Cells(html).rows[1][0] == ("th", "row", "<script>alert(1)</script>&")
