"""Words that mean something to the bot when they are said alone, in each of its languages."""

import unicodedata
from collections.abc import Mapping
from itertools import chain

# Calls for help.
HELP: Mapping[str, tuple[str, ...]] = {
    "ar": ("مساعدة",),
    "de": ("hilfe",),
    "en": ("help",),
    "es": ("ayuda",),
    "fr": ("aide",),
    "hi": ("मदद",),
    "it": ("aiuto",),
    "ja": ("ヘルプ",),
    "ko": ("도움말",),
    "pt": ("ajuda",),
    "sw": ("msaada",),
    "zh": ("帮助", "幫助"),
}

# Said to the bot in a thread of a channel, these let it stay silent there.
HUSH: Mapping[str, tuple[str, ...]] = {
    "ar": ("صمت", "اصمت", "توقف"),
    "de": ("ruhe", "sei still", "stopp"),
    "en": ("hush", "quiet", "be quiet", "stop"),
    "es": ("silencio", "cállate", "calla"),
    "fr": ("silence", "tais-toi", "arrête"),
    "hi": ("चुप", "चुप रहो", "शांत", "रुको"),
    "it": ("silenzio", "zitto", "basta"),
    "ja": ("静かに", "黙って", "ストップ"),
    "ko": ("조용히", "그만", "멈춰"),
    "pt": ("silêncio", "pare", "cala-te"),
    "sw": ("kimya", "nyamaza", "acha"),
    "zh": ("安静", "安靜", "停", "停止"),
}

_HELP_WORDS = frozenset(chain.from_iterable(HELP.values()))
_HUSH_WORDS = frozenset(chain.from_iterable(HUSH.values()))

# Punctuation, spaces, and signs without a shape such as the marks of direction, by Unicode's categories.
_AROUND = ("P", "Z", "C")


def said(text: str) -> str:
    """Return the words without what stands around them, whatever the script: "¡Ayuda!" is "ayuda"."""
    start, end = 0, len(text)
    while start < end and _stands_around(text[start]):
        start += 1
    while start < end and _stands_around(text[end - 1]):
        end -= 1
    return text[start:end].casefold()


def wants_help(text: str) -> bool:
    """Say whether the text is a call for help and nothing else."""
    return said(text) in _HELP_WORDS


def hushes(text: str) -> bool:
    """Say whether the text is a word for silence and nothing else."""
    return said(text) in _HUSH_WORDS


def _stands_around(sign: str) -> bool:
    return unicodedata.category(sign).startswith(_AROUND)
