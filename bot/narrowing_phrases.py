"""The line above a narrowed answer: how the follow-up was understood."""

from bot.phrases import Words
from bot.shown import NarrowedShown


def narrowed_to(shown: NarrowedShown, its_words: Words) -> str:
    """Return which places of the earlier question the answer is about."""
    _ = its_words.gettext
    if shown.below:
        return _("Places under {people} people:").format(people=its_words.about(shown.below))
    if shown.least:
        return _("Places of {people} people or more:").format(people=its_words.about(shown.least))
    if shown.country:
        return _("Only in this country: {country}").format(country=its_words.country(shown.country))
    return _("Only what failed or was reversed:")
