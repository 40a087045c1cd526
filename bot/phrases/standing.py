"""The sentences about questions that stand."""

from bot.phrases import Words
from bot.phrases.refusals import Gettext
from bot.shown import PlaceShown


def stands(_: Gettext) -> str:
    """Return that records are looked for from now on."""
    return _("I will keep looking. When a record fits, I will tell you once, in your working hours.")


def asked_too(words: Words, place: PlaceShown | None, day: str, others: int) -> str:
    """Return who asked the same before, as a kind of place, and that everybody hears of a record."""
    asker = words.kind_of_place(place)
    said = words.gettext("Asked on {day} by {asker}, who waits for an answer, too.")
    said = said.format(day=words.day(day), asker=asker)
    if not others:
        return said
    more = words.ngettext(
        "{count} other place asks this as well.", "{count} other places ask this as well.", others
    )
    return f"{said} {more.format(count=words.number(others))}"


def ask_peers(_: Gettext) -> str:
    """Return the button that asks those who know the topic."""
    return _("Ask peers who know the topic")


def fits(_: Gettext) -> str:
    """Return the heading above a record that answers a question."""
    return _("A record that fits your question:")


def do_you_still_look(_: Gettext) -> str:
    """Return what is asked after half a year."""
    return _("Are you still looking for an answer to this?")


def without_an_answer(words: Words, day: str) -> str:
    """Return what happens when the asker says nothing."""
    return words.gettext("If you say nothing, I stop looking on {day}.").format(day=words.day(day))


def still_looking(_: Gettext) -> str:
    """Return the button that lets the question stand on."""
    return _("Keep looking for me")


def later(_: Gettext) -> str:
    """Return the button that wants to hear nothing for a month."""
    return _("Not before 30 days")


def stop(_: Gettext) -> str:
    """Return the button that ends it."""
    return _("Stop looking")


def kept(words: Words, decision: str, day: str) -> str:
    """Return what was decided, and until when."""
    _ = words.gettext
    if decision == "still":
        return _("I will keep looking until {day}.").format(day=words.day(day))
    if decision == "later":
        return _("I will keep looking, and tell you nothing about it before {day}.").format(
            day=words.day(day)
        )
    return words.thanks(helpful=True) if decision == "helped" else _("I have stopped looking.")
