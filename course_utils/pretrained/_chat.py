"""How a conversation is written down for SmolLM2: its chat template."""

from collections.abc import Iterable, Mapping

# What its makers put in front of a conversation that does not begin with a role of its own.
SYSTEM: str = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
ROLES: tuple[str, ...] = ("system", "user", "assistant")
BEGIN, END = "<|im_start|>", "<|im_end|>"


def chat(
    messages: str | Iterable[tuple[str, str]] | Iterable[Mapping[str, str]],
    system: str | None = SYSTEM,
    reply: bool = True,
) -> str:
    """A conversation as the model was taught to read it, special marks and all; encode it with
    `special=True`.

    messages  what the user says, or a list of ("user", "Hello!") and ("assistant", "Hi.");
              dictionaries with `role` and `content` will do as well
    system    how the model is asked to be, in front; None: nothing. A conversation whose first
              message is of the role "system" has its own
    reply     end where the model's answer begins

    ValueError, in a sentence, for a role that there is not, or a message that holds a mark: who
    writes it would speak for somebody else.
    """
    turns = [("user", messages)] if isinstance(messages, str) else [_turn(m) for m in messages]
    if system is not None and not (turns and turns[0][0] == "system"):
        turns = [("system", system), *turns]
    for role, text in turns:
        if role not in ROLES:
            raise ValueError(f"a role is one of {', '.join(ROLES)}, not {role!r}.")
        if BEGIN in text or END in text:
            raise ValueError(f"a message cannot hold {BEGIN} or {END}, which mark where one ends.")
    written = "".join(f"{BEGIN}{role}\n{text}{END}\n" for role, text in turns)
    return written + (f"{BEGIN}assistant\n" if reply else "")


def _turn(message: tuple[str, str] | Mapping[str, str]) -> tuple[str, str]:
    if isinstance(message, Mapping):
        return message["role"], message["content"]
    role, text = message
    return role, text
