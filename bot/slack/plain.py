"""What somebody wrote in Slack as plain text: no markup, and nobody's name."""

import re

from matching.text import clean

# What somebody else is called in a stored question: a name that was typed into it is nobody's consent.
SOMEONE = "@someone"

_REFERENCE = re.compile(r"<([^<>]*)>")


def plain(text: str, bot: str = "") -> str:
    """Return the text as it was written: links as their words, people as SOMEONE, no mention of the bot."""

    def shown(reference: re.Match[str]) -> str:
        target, _, label = reference[1].partition("|")
        match target[:1]:
            case "@":
                return "" if target[1:] == bot else SOMEONE
            case "#":
                return f"#{label or 'channel'}"
            case "!":
                return label
        return label or target.removeprefix("mailto:")

    shown_text = _REFERENCE.sub(shown, text)
    return clean(shown_text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
