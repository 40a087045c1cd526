"""Texts and addresses of people and records made harmless to read, whatever shows them."""

import re
from urllib.parse import quote, urlsplit

from bot.directions import isolating

# Characters that turn the direction of a text or hide in it: what is read would not be what stands there.
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Soft hyphens, spaces without width, signs that lay out shorthand and music, and fillers of Hangul and Khmer,
# which are letters that nobody sees.
_INVISIBLE = (
    "\u00ad\u034f\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\u115f\u1160\u17b4\u17b5\u3164\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
# Tags spell the flags of England, Scotland and Wales (Unicode TR 51, "Emoji Tag Sequences"); the rest hides.
_TAGS = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)|[\U000e0000-\U000e007f]"
)
# A variation selector turns the emoji, ideograph or Mongolian letter before it; elsewhere it only hides. An
# ideograph has so the form that stands in somebody's name. After a digit it is part of a keycap, U+20E3.
_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_IDEOGRAPH = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_SELECTORS = re.compile(
    f"([{_EMOJI}][\ufe0e\ufe0f]|[0-9#*]\ufe0f(?=\u20e3)|[{_IDEOGRAPH}][\U000e0100-\U000e01ef]"
    "|[\u1820-\u18aa][\u180b-\u180d\u180f])|[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
# Scripts whose letters join, where the two joiners change what is read: Arabic to Mandaic with additions, the
# Indic ones with their relatives from Tibet to Java, Khmer, Mongolian, and those of Unicode's second plane.
# Between two emoji one of them makes a third. Anywhere else they only hide.
_JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\ua8ff\ua930-\ua9ff\uaa00-\uaaff"
    "\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00010fff\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
_JOINERS = re.compile(
    f"((?<=[{_JOINING}])[\u200c\u200d]|(?<=[{_EMOJI}\ufe0f])\u200d(?=[{_EMOJI}]))|[\u200c\u200d]"
)
_UNSEEN = re.compile(f"[{_DIRECTIONS}{_INVISIBLE}]")


def harmless(text: str) -> str:
    """Return the text without what nobody sees; joiners and selectors stay where a script or emoji need them.

    Of the characters that turn a direction, only those around what our own sentences fill in get through.
    """
    seen = _SELECTORS.sub(r"\1", _TAGS.sub(r"\1", _UNSEEN.sub("", text)))
    return isolating(_JOINERS.sub(r"\1", seen))


def safe_address(url: str) -> str:
    """Return the address if it is one of the web and fit for a link, else ""."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return quote(url.strip(), safe="!#$%&'()*+,/:;=?@[]~", errors="ignore")
