"""Letters for every script in which we write: which fonts a text needs, and what no font of ours has.

matplotlib's own DejaVu Sans has Latin, Greek, Cyrillic, Arabic and Hebrew letters; since 3.11 matplotlib
joins and orders them itself. The two others come as packages, and are read only for texts that need them.
"""

import unicodedata
from functools import cache
from pathlib import Path

import fontpkg_noto_sans_devanagari
import noto_cjk_sans_jp_regular
from matplotlib import font_manager, get_data_path
from matplotlib.ft2font import FT2Font

_DEVANAGARI = fontpkg_noto_sans_devanagari.ROOT / "files" / "NotoSansDevanagari[wdth,wght].ttf"
_OWN = Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"

# The first comes first wherever it has a letter. The third has the letters of Chinese, Japanese and Korean.
FONTS = (_OWN, _DEVANAGARI, Path(str(noto_cjk_sans_jp_regular.FONT_PATH)))


class Unreadable(Exception):
    """No font of ours has a letter of the text."""


def families(text: str) -> tuple[str, list[str]]:
    """Return the text as it can be written, and the names of the fonts that have its letters.

    Signs that no font has, such as emoji, are left out. Raises Unreadable for a letter or a digit.
    """
    text = " ".join(text.split())
    needed, left = [_family(FONTS[0])], {each for each in text if not _unseen(each)} - _letters(FONTS[0])
    for font in FONTS[1:]:
        if found := left & _letters(font):
            needed.append(_family(font))
            left -= found
    if any(each.isalnum() for each in left):
        raise Unreadable(" ".join(sorted({unicodedata.name(each, hex(ord(each))) for each in left})))
    return "".join(each for each in text if each not in left).strip(), needed


def _unseen(character: str) -> bool:
    """Say whether a character is only for the layout of others, such as the marks of a direction."""
    return unicodedata.category(character) == "Cf"


@cache
def _letters(font: Path) -> frozenset[str]:
    return frozenset(map(chr, FT2Font(str(font)).get_charmap()))


@cache
def _family(font: Path) -> str:
    """Return the name of the font, which matplotlib knows from now on."""
    if font != FONTS[0]:
        font_manager.fontManager.addfont(font)
    return FT2Font(str(font)).family_name
