"""The words of the form for a draft of a practice record."""

from bot.phrases import Words
from bot.phrases.refusals import Gettext


def title(_: Gettext) -> str:
    """Return the title of the form."""
    return _("What we did")


def submit(_: Gettext) -> str:
    """Return the button that sends the draft in."""
    return _("Send to staff")


def intro(_: Gettext, *, nameless: bool) -> str:
    """Return what happens to the draft, and what does not belong into it."""
    text = _(
        "A draft of a practice record, with your office and place as its source. The staff of your network "
        "look at it; until they publish it, nobody else finds it. Leave out names of persons."
    )
    if not nameless:
        return text
    return (
        text
        + " "
        + _("The peer who answered wants to be neither named nor recognised: leave their place out.")
    )


def label(_: Gettext, field: str) -> str:
    """Return what stands above a field."""
    labels = {
        "title": _("Title"),
        "problem": _("What was the problem?"),
        "action": _("What did you do?"),
        "outcome": _("What came of it?"),
        "lessons": _("What would you do differently?"),
        "result": _("The result in a word"),
    }
    return labels[field]


def hint(_: Gettext, field: str) -> str:
    """Return what helps to fill a field in."""
    hints = {
        "title": _("One line, such as: A fee by paved area pays for storm drains"),
        "problem": _("Who had it, since when, how large."),
        "action": _("The steps, the money, who took part."),
        "outcome": _("Figures, if you have them; also what did not work."),
        "lessons": _("What a peer should know before they begin."),
    }
    return hints[field]


def choose(_: Gettext) -> str:
    """Return that one of the options must be chosen."""
    return _("Please choose one of these.")


def needed(_: Gettext) -> str:
    """Return that a field cannot stay empty."""
    return _("Please write a sentence or two here.")


def too_long(length: int, longest: int, words: Words) -> str:
    """Return how much too long a text is."""
    _ = words.gettext
    return _("That is {length} characters; {limit} are the most.").format(
        length=words.number(length), limit=words.number(longest)
    )
