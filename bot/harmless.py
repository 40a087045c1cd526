"""Texts and addresses of people and records made harmless to read, whatever shows them."""

import re
from urllib.parse import quote, urlsplit

from bot.directions import isolating

# Characters that turn the direction of a text or hide in it: what is read would not be what stands there.
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\u034f\u3164\uffa0"
# Tags spell the flags of England, Scotland and Wales (Unicode TR 51, "Emoji Tag Sequences"); the rest hides.
_TAGS = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)|[\U000e0000-\U000e007f]"
)
# Persian, Indic scripts and emoji need the two joiners; after a Latin letter or at the start they only hide.
_NEEDLESS_JOINERS = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+")
_UNSEEN = re.compile(f"[{_DIRECTIONS}{_INVISIBLE}]")


def harmless(text: str) -> str:
    """Return the text without characters that nobody sees; joiners stay where a script needs them.

    Of the characters that turn a direction, only those around what our own sentences fill in get through.
    """
    return isolating(_NEEDLESS_JOINERS.sub("", _TAGS.sub(r"\1", _UNSEEN.sub("", text))))


def safe_address(url: str) -> str:
    """Return the address if it is one of the web and fit for a link, else ""."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return quote(url.strip(), safe="!#$%&'()*+,/:;=?@[]~", errors="ignore")
