"""Reading what was filled in, and checking it field by field."""

from collections.abc import Callable, Mapping

from bot.forms import Mistakes, Submitted
from bot.phrases import Words
from bot.refusal import Refusal


def one(submitted: Submitted, name: str) -> str:
    """Return the one value of a field, "" where nothing was filled in."""
    return next(iter(submitted.values.get(name, ())), "")


def together(submitted: Submitted, name: str) -> str:
    """Return the values of a field as lines of one text."""
    return "\n".join(submitted.values.get(name, ()))


def mistakes(checks: Mapping[str, Callable[[], object]], words: Words) -> Mistakes:
    """Return the sentence of each check that refuses, by the name of its field."""
    found: dict[str, str] = {}
    for name, check in checks.items():
        try:
            check()
        except Refusal as refusal:
            found[name] = words.refusal(refusal.reason, dict(refusal.details))
    return found
