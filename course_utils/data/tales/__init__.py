from .write import tale_tokens, tales
from .words import Words
