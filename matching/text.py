"""Text as the rest of the program may trust it: cleaned once, where it comes in."""

import re
import unicodedata

# Everything that Unicode treats as the end of a line becomes a newline, so that words on two lines stay two.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# Control characters, halves of surrogate pairs (JSON can carry them, UTF-8 cannot), byte order marks, and the
# two noncharacters by which our own sentences mark directions (bot/directions.py).
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufdd0\ufdd1]")
_SPACES = re.compile(r"[^\S\n\t]+")


def clean(text: str) -> str:
    """Return the text in NFC without anything that models, databases or terminals choke on.

    Drops U+0000 and other control characters except newline and tab, lone surrogates and byte order marks;
    makes a newline of each kind of line end and one space of a run of spaces; strips. Cleaning twice changes
    nothing more.
    """
    one_kind_of_line_end = _LINE_ENDS.sub("\n", text)
    wanted = _UNWANTED.sub("", one_kind_of_line_end)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", wanted)).strip()
