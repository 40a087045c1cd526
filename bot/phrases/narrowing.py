"""What a narrowed answer says besides: how the follow-ups were understood, and what to do after a none."""

from collections.abc import Iterator

from bot.phrases import Words
from bot.shown import NarrowedShown


def narrowed_to(shown: NarrowedShown, its_words: Words) -> str:
    """Return which places and results of the earlier question the answer is about."""
    _ = its_words.gettext
    more = _("What you have not seen yet.") if shown.further else ""
    conditions = its_words.listed(_conditions(shown, its_words))
    if conditions:
        return " ".join(filter(None, (more, _("Narrowed to: {conditions}.").format(conditions=conditions))))
    return more


def after_none(narrowed: NarrowedShown | None, its_words: Words, *, private: bool) -> str:
    """Return what to do after an honest none; staff see nothing of what was narrowed too far."""
    if narrowed is None:
        return its_words.after_none(private=private)
    _ = its_words.gettext
    return _("Try fewer conditions, or other words for the problem.")


def _conditions(shown: NarrowedShown, its_words: Words) -> Iterator[str]:
    _ = its_words.gettext
    if shown.below:
        yield _("places under {people} people").format(people=its_words.about(shown.below))
    if shown.least:
        yield _("places of {people} people or more").format(people=its_words.about(shown.least))
    if shown.country:
        yield its_words.country(shown.country)
    if shown.climate:
        yield _climate(shown.climate, its_words)
    if shown.since:
        yield _("since {year}").format(year=shown.since)
    if shown.result:
        yield _("what failed or was reversed")


def _climate(climate: str, its_words: Words) -> str:
    _ = its_words.gettext
    names = {"hot": _("hot climates"), "cold": _("cold climates"), "dry": _("dry climates")}
    return names.get(climate, _("a climate like yours"))
