"""The pencil's sums against the library's shapes, and against what the notebook says."""

import pytest

from course_utils import families
from course_utils.lessons.counting_real_models.plans import (
    CAME_OUT,
    PARTS,
    PLANS,
    active,
    by_kind,
    deepseek,
    gpt,
    grok,
    total,
)

pytestmark = pytest.mark.slow

# The four sizes of GPT-2, and what the paper says of them, in millions.
SIZES = {(12, 768): 117, (24, 1024): 345, (36, 1280): 762, (48, 1600): 1542}


def test_every_published_model_has_a_plan_and_every_plan_a_model():
    assert list(PLANS) == list(families.published)
    assert set(CAME_OUT) <= set(PLANS)


@pytest.mark.parametrize("name", PLANS)
def test_the_sums_agree_with_the_shapes(name):
    shares, model = PLANS[name](), families.published[name]
    assert total(shares) == model.count
    assert active(shares) == model.active
    assert {share.part for share in shares} <= set(PARTS)
    assert sum(by_kind(shares).values()) == model.count
    assert all(0 <= share.asleep < share.count for share in shares)


def test_gpt_1s_vocabulary_explains_all_four_figures_and_few_others_do():
    def fits(vocabulary, places=1024, per_block=0):
        counts = [
            (total(gpt(vocabulary, places, L, D)) - per_block * L * D) / 1e6 for L, D in SIZES
        ]
        pairs = zip(counts, SIZES.values(), strict=True)
        return all(abs(n - said) <= 0.5 for n, said in pairs)

    assert fits(40_478) and not fits(50_257)
    window = [v for v in range(30_000, 60_000) if fits(v)]
    assert (window[0], window[-1], len(window)) == (40_468, 40_812, 345)
    assert not any(fits(50_257, places) for places in range(1, 2049))
    assert not fits(50_257, per_block=9)


def test_what_is_said_of_single_differences():
    published = families.published
    xlnet, bert = published["XLNet large LM"].count, published["BERT large"].count
    assert xlnet - bert == pytest.approx(24 * 1024**2, rel=0.01)
    assert published["T5 large"].count + 32_128 * 1024 == 770_567_168
    assert published["T5 base"].count + 32_128 * 768 == pytest.approx(248e6, rel=0.002)
    assert total(grok()) - 131_072 * 6144 == pytest.approx(314.9e9, rel=1e-4)
    assert total(deepseek(routing_bias=True)) - total(deepseek()) == 58 * 256 == 14_848
    extra = published["DeepSeek-V3"].extra + 2 * 129_280 * 7168
    assert extra == pytest.approx(13.5e9, rel=0.005)


@pytest.mark.parametrize(
    ("depth", "width", "experts"), [(96, 12_288, 1), (48, 17_408, 1), (17, 12_288, 8)]
)
def test_the_goal_is_reached_where_the_notebook_says(depth, width, experts):
    mine = total(gpt(50_000, 2048, depth, width, experts=experts))
    assert mine == pytest.approx(families.published["GPT-3"].count, rel=0.01)


def test_eight_experts_are_not_eight_models():
    one = total(gpt(50_257, 2048, 96, 12_288))
    eight = gpt(50_257, 2048, 96, 12_288, experts=8, chosen=2)
    assert round(total(eight) / 1e9, 1) == 986.4
    assert total(eight) / one == pytest.approx(5.65, abs=0.01)
    # Two plain feed-forward parts, which the token meets, have 2 · (8·D² + 5·D) dials a block.
    met = one + 96 * (8 * 12_288**2 + 5 * 12_288 + 8 * 12_288)
    assert active(eight) == pytest.approx(met, rel=1e-6)


def test_experts_sum_to_what_they_are():
    D, F = 4, 16
    experts = [s for s in gpt(9, 5, 1, D, experts=3, chosen=2) if s.part == "experts"]
    assert sum(s.count for s in experts) == 3 * (2 * D * F + D + F) + 3 * D
    assert sum(s.asleep for s in experts) == 2 * D * F + D + F
