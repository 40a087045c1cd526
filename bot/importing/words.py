"""Words of a file as they are compared with others, and as a reason quotes them."""

import re
import unicodedata

from matching.text import clean
from store.places import UNACCENTED

_NO_LETTERS = re.compile(r"[\W_]+")
SHOWN = 60  # characters of a value that a reason quotes: enough to find it, little enough for one line


def folded(text: str) -> str:
    """Return the text for comparing names: case, accents, punctuation and runs of spaces do not count."""
    plain = text.casefold()
    if not plain.isascii():  # a gazetteer folds a million names, most of them plain
        letters = unicodedata.normalize("NFKD", plain).translate(UNACCENTED)
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NO_LETTERS.sub(" ", plain).strip()


def cleaned_line(text: str) -> str:
    """Return the cleaned text on one line."""
    return " ".join(clean(text).split())


def shortened(text: str, longest: int = SHOWN) -> str:
    """Return the cleaned text on one line, cut to that many characters."""
    line = cleaned_line(text)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def shown(value: object) -> str:
    """Return the value in quotation marks, on one line and cut, for a sentence that an operator reads."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    return f'"{shortened(str(value))}"'
