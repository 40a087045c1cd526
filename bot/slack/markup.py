"""Texts of people and records made harmless for Slack: no markup, mention or invisible character passes."""

import re
from urllib.parse import quote, urlsplit

# Characters, escaped; with two such addresses the small print still fits into Slack's 3,000.
LONGEST_URL = 1_000

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

_ID = re.compile(r"[UW][A-Z0-9]{2,32}")


def harmless(text: str) -> str:
    """Return the text without characters that nobody sees; joiners stay where a script needs them."""
    return _NEEDLESS_JOINERS.sub("", _TAGS.sub(r"\1", _UNSEEN.sub("", text)))


def escaped(text: str) -> str:
    """Return the harmless text for Slack's markup: mentions and links in it are mere letters."""
    return harmless(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def web_address(url: str) -> str:
    """Return the address if it is one of the web and fit for a link, else ""."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    safe = quote(url.strip(), safe="!#$%&'()*+,/:;=?@[]~", errors="ignore")
    return safe if len(escaped(safe)) <= LONGEST_URL else ""


def link(url: str, label: str) -> str:
    """Return a link in Slack's markup; only the label where the address is none of the web."""
    address = web_address(url)
    return f"<{escaped(address)}|{escaped(label)}>" if address and label else escaped(label)


def is_person(chat_id: str) -> bool:
    """Say whether this is the id of a person in Slack, so that a mention of it can mean nobody else."""
    return _ID.fullmatch(chat_id) is not None
