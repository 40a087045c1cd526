"""Texts of people and records made harmless for Slack: no markup, mention or invisible character passes."""

import re
from urllib.parse import urlsplit

from bot.harmless import harmless, safe_address

# Characters, escaped; with two such addresses the small print still fits into Slack's 3,000.
LONGEST_URL = 1_000

# What a reader takes for the host of an address: labels with dots between, the last one of letters.
_HOST = re.compile(r"(?<![\w.-])(?:[\w-]+\.)+[^\W\d_]{2,24}(?![\w-])")

_ID = re.compile(r"[UW][A-Z0-9]{2,32}")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,32}")


def escaped(text: str) -> str:
    """Return the harmless text for Slack's markup: mentions and links in it are mere letters."""
    return harmless(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def web_address(url: str) -> str:
    """Return the address if it is one of the web and short enough for a link in Slack, else ""."""
    address = safe_address(url)
    return address if len(escaped(address)) <= LONGEST_URL else ""


def link(url: str, label: str) -> str:
    """Return a link in Slack's markup; only the label where the address is none of the web.

    A label that reads as an address of another host leads nobody astray: the real host stands beside it.
    """
    address = web_address(url)
    if not address or not label:
        return escaped(label)
    host = urlsplit(address).hostname or ""
    beside = f" ({escaped(host)})" if _names_another(label, host) else ""
    return f"<{escaped(address)}|{escaped(label)}>{beside}"


def _names_another(label: str, host: str) -> bool:
    """Say whether the label shows a host that is not this one, or not all of it."""
    shown = {each.casefold().removeprefix("www.") for each in _HOST.findall(harmless(label))}
    return bool(shown - {host.casefold().removeprefix("www.")})


def is_person(chat_id: str) -> bool:
    """Say whether this is the id of a person in Slack, so that a mention of it can mean nobody else."""
    return _ID.fullmatch(chat_id) is not None


def is_channel(conversation: str) -> bool:
    """Say whether this is the id of a channel in Slack, and not of somebody's direct messages."""
    return _CHANNEL.fullmatch(conversation) is not None
