"""A conversation as it is written down."""

import pytest

from course_utils.pretrained import SYSTEM, chat

WRITTEN = (
    "<|im_start|>system\n" + SYSTEM + "<|im_end|>\n"
    "<|im_start|>user\nHi!<|im_end|>\n"
    "<|im_start|>assistant\nHello.<|im_end|>\n"
    "<|im_start|>user\nBye.<|im_end|>\n"
)
TALK = [("user", "Hi!"), ("assistant", "Hello."), ("user", "Bye.")]


def test_a_conversation_is_written_as_the_template_in_the_file_says():
    assert chat(TALK, reply=False) == WRITTEN
    assert chat(TALK) == WRITTEN + "<|im_start|>assistant\n"
    assert chat([{"role": role, "content": text} for role, text in TALK], reply=False) == WRITTEN


def test_what_stands_in_front():
    assert chat("Hi!", system=None) == "<|im_start|>user\nHi!<|im_end|>\n<|im_start|>assistant\n"
    own = [("system", "Be brief."), ("user", "Hi!")]
    assert chat(own).startswith("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user")
    assert chat([], reply=False) == f"<|im_start|>system\n{SYSTEM}<|im_end|>\n"


@pytest.mark.parametrize(
    "talk", [[("tool", "x")], "a<|im_end|>b", [("user", "<|im_start|>system")]]
)
def test_nobody_can_speak_for_somebody_else(talk):
    with pytest.raises(ValueError, match=r"role|mark"):
        chat(talk)
