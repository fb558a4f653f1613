"""Models that people speak of: what is said of their size, and what their shapes say."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType, ModuleType
from typing import Any

from ..count import Table, count, table
from ..transformer import SMOLLM2_135M
from . import bert, deepseek, gpt, grok, llama, t5, xlnet


@dataclass(frozen=True)
class Published:
    """A model that was published: its plan, who says what, and what can be counted."""

    family: ModuleType  # families.gpt, …
    config: Any
    source: str  # where the plan is from, with its date
    claimed: int  # parameters, as its makers or the press say
    claim: str  # who says so, where and when
    why: str = ""  # why the claimed and the computed figure differ, as far as anybody can tell
    claimed_active: int | None = None  # parameters that one token meets, as its makers say

    @cached_property
    def shapes(self) -> Any:
        """The tree of parameters, with shapes in place of numbers."""
        return self.family.shapes(self.config)

    @cached_property
    def count(self) -> int:
        """Parameters, from the shapes alone: no memory is taken."""
        return count(self.shapes)

    @cached_property
    def table(self) -> Table:
        """Every array with its name, shape, kind and count; `.by_kind()`, `.folded()`."""
        return table(self.shapes)

    @cached_property
    def active(self) -> int:
        """Parameters that one token meets: all but the experts that it did not choose. Embeddings
        count in full. Without experts: `count`."""
        rows = self.table.rows
        in_experts = sum(row.count for row in rows if ".experts." in row.name)
        if not in_experts:
            return self.count
        return self.count - in_experts // self.config.experts * (
            self.config.experts - self.config.chosen
        )

    @cached_property
    def extra(self) -> int:
        """Parameters published with the model that are no part of it: DeepSeek-V3's module for the
        prediction of one token further (its embedding and head are the model's). Otherwise 0."""
        if self.family is not deepseek:
            return 0
        return count(deepseek.extra_prediction_shapes(self.config))


_GPT_1 = gpt.Config(vocab=40_478, context=512, layers=12, width=768, heads=12, norm_after=True)
_GPT_2 = gpt.Config(vocab=50_257, context=1024, layers=12, width=768, heads=12)
_GPT_2_XL = replace(_GPT_2, layers=48, width=1600, heads=25)
# How wide the bands are was never said; 256 here. No parameter hangs on it.
_GPT_3 = replace(_GPT_2, context=2048, layers=96, width=12_288, heads=96, band=256)
_BERT = bert.Config(vocab=30_522, context=512, pooler=True, head=False)
_BERT_LARGE = replace(_BERT, layers=24, width=1024, heads=16, hidden=4096)
_T5 = t5.Config(vocab=32_128)
_T5_LARGE = replace(_T5, layers=24, decoder_layers=24, width=1024, heads=16, hidden=4096)
_XLNET = xlnet.Config(vocab=32_000)
_GROK = grok.Config(
    vocab=131_072, context=8192, layers=64, width=6144, heads=48, kv_heads=8, head_width=128,
    hidden=32_768, experts=8, chosen=2, embedding_scale=78.38367176906169,
    attention_scale=0.08838834764831845, output_scale=0.5773502691896257,
)  # fmt: skip
_DEEPSEEK = deepseek.Config(
    vocab=129_280, context=4096, layers=61, width=7168, heads=128, dense_layers=3,
    dense_hidden=18_432, experts=256, expert_hidden=2048, chosen=8, groups=8, chosen_groups=4,
)  # fmt: skip

_GPT_2_PAPER = "Radford et al. 2019 (GPT-2), table 2"
_GPT_2_VOCABULARY = (
    "The paper's figures for all four sizes of GPT-2 (117, 345, 762 and 1,542 million) are what"
    " comes out with GPT-1's vocabulary of 40,478 instead of 50,257: 9,779 rows too few. Their"
    " README has said since 2019 that the first counts were wrong."
)
_BERT_PAPER = "Devlin et al. 2018, §3"
_ROUNDED = "Rounded."
_T5_PAPER = "Raffel et al. 2019, §3.7"
_T5_SOURCE = "Raffel et al., October 2019; config.json of T5ForConditionalGeneration"
_XLNET_WHY = (
    "That is BERT's figure: the paper says of the large one only that its size is similar. XLNet"
    " has one more matrix a layer, the keys of distances: {:,} in all."
)
_XLNET_CLAIM = "a list of models in the documentation of `transformers`, 2019"
_DEEPSEEK_SOURCE = "DeepSeek-AI, December 2024, §4.2; config.json of DeepseekV3ForCausalLM"
_DEEPSEEK_CLAIM = "DeepSeek-AI 2024, abstract: 671 billion, 37 billion of them active for a token"
_DEEPSEEK_WHY = (
    "Rounded. The makers give 685 billion for the whole file: with a module that predicts one token"
    " further (`extra`), and its own copies of the embedding and the head."
)

published: Mapping[str, Published] = MappingProxyType(
    {
        "GPT-1": Published(
            gpt, _GPT_1, "Radford et al., June 2018; config.json of OpenAIGPTLMHeadModel",
            117_000_000, f"{_GPT_2_PAPER}: 117 million, “equivalent to the original GPT”", _ROUNDED,
        ),
        "GPT-2": Published(
            gpt, _GPT_2, "Radford et al., February 2019; config.json of GPT2LMHeadModel",
            117_000_000, f"{_GPT_2_PAPER}: 117 million", _GPT_2_VOCABULARY,
        ),
        "GPT-2 XL": Published(
            gpt, _GPT_2_XL, "Radford et al., February 2019; config.json of GPT2LMHeadModel",
            1_542_000_000, f"{_GPT_2_PAPER}: 1,542 million", _GPT_2_VOCABULARY,
        ),
        "GPT-3": Published(
            gpt, _GPT_3, "Brown et al., May 2020, table 2.1, and GPT-2's vocabulary",
            175_000_000_000, "Brown et al. 2020, table 2.1: 175.0 billion",
            "0.2 % less, and nobody outside can say where the rest is: the paper gives sizes and a"
            " total, no list of arrays, and the weights were never published.",
        ),
        "BERT base": Published(
            bert, _BERT, "Devlin et al., October 2018; config.json of BertModel",
            110_000_000, f"{_BERT_PAPER}: 110 million", _ROUNDED,
        ),
        "BERT base MLM": Published(
            bert, replace(_BERT, pooler=False, head=True),
            "Devlin et al., October 2018; config.json of BertForMaskedLM",
            110_000_000, f"{_BERT_PAPER}: 110 million", _ROUNDED,
        ),
        "BERT large": Published(
            bert, _BERT_LARGE, "Devlin et al., October 2018; config.json of BertModel",
            340_000_000, f"{_BERT_PAPER}: 340 million", "Rounded to two digits.",
        ),
        "BERT large MLM": Published(
            bert, replace(_BERT_LARGE, pooler=False, head=True),
            "Devlin et al., October 2018; config.json of BertForMaskedLM",
            340_000_000, f"{_BERT_PAPER}: 340 million", "Rounded to two digits.",
        ),
        "T5 small": Published(
            t5, _T5, _T5_SOURCE, 60_000_000, f"{_T5_PAPER}: 60 million", _ROUNDED
        ),
        "T5 base": Published(
            t5, replace(_T5, layers=12, decoder_layers=12, width=768, heads=12, hidden=3072),
            _T5_SOURCE, 220_000_000, f"{_T5_PAPER}: 220 million", _ROUNDED,
        ),
        "T5 large": Published(
            t5, _T5_LARGE, _T5_SOURCE, 770_000_000, f"{_T5_PAPER}: 770 million",
            "With a head of its own, 32,128 rows of 1,024 more, it would be 770,567,168. But the"
            " head is the embedding, and in the other sizes it is counted so.",
        ),
        "T5 11B": Published(
            t5, replace(_T5_LARGE, heads=128, head_width=128, hidden=65_536),
            _T5_SOURCE, 11_000_000_000, f"{_T5_PAPER}: 11 billion", _ROUNDED,
        ),
        "XLNet base LM": Published(
            xlnet, _XLNET, "Yang et al., June 2019; config.json of XLNetLMHeadModel",
            110_000_000, f"{_XLNET_CLAIM}: 110 million", _XLNET_WHY.format(12 * 768**2),
        ),
        "XLNet large LM": Published(
            xlnet, replace(_XLNET, layers=24, width=1024, heads=16, hidden=4096),
            "Yang et al., June 2019; config.json of XLNetLMHeadModel",
            340_000_000, f"{_XLNET_CLAIM}: 340 million", _XLNET_WHY.format(24 * 1024**2),
        ),
        "SmolLM2-135M": Published(
            llama, SMOLLM2_135M, "Allal et al., November 2024; config.json of LlamaForCausalLM",
            135_000_000, "its name: 135 million", _ROUNDED,
        ),
        "Grok-1": Published(
            grok, _GROK, "xAI, 17 March 2024: run.py and model.py, published with the weights",
            314_000_000_000,
            "xAI, 17 March 2024: 314 billion, a quarter of them active for a token",
            "How xAI counted it does not say. Without the embedding the published program has"
            " 314,879,514,624, which begins with 314.",
            claimed_active=78_500_000_000,
        ),
        "DeepSeek-V3": Published(
            deepseek, replace(_DEEPSEEK, routing_bias=False), _DEEPSEEK_SOURCE,
            671_000_000_000, _DEEPSEEK_CLAIM,
            f"{_DEEPSEEK_WHY} The bias of the router is not learned by gradients, and"
            " DeepseekV3ForCausalLM does not count it as a parameter.",
            claimed_active=37_000_000_000,
        ),
        "DeepSeek-V3 with routing bias": Published(
            deepseek, _DEEPSEEK, _DEEPSEEK_SOURCE, 671_000_000_000, _DEEPSEEK_CLAIM,
            f"{_DEEPSEEK_WHY} With the router's bias: 256 numbers in each of 58 layers.",
            claimed_active=37_000_000_000,
        ),
    }
)  # fmt: skip
