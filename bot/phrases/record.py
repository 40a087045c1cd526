"""The words for the parts of a record, as a form asks for them."""

from bot.phrases import Words
from bot.phrases import draft as draft_phrases
from bot.phrases.refusals import Gettext
from bot.shortening import capital


def label(_: Gettext, field: str) -> str:
    """Return what stands above a field of the form, or names a part that somebody said."""
    labels = {
        "title": _("Title"),
        "problem": _("Problem"),
        "action": _("What was done"),
        "outcome": _("What came of it"),
        "result": _("The result in a word"),
        "figures": _("Figures of the result"),
        "cost": _("Cost"),
        "staffing": _("Who did the work"),
        "conditions": _("What it takes to succeed"),
        "lessons": _("Lessons"),
        "topics": _("Topics"),
        "sdg_targets": _("Targets of the Sustainable Development Goals"),
        "years": _("Year"),
        "year_start": _("Began in"),
        "year_end": _("Ended in"),
        "status": _("Does it still run?"),
        "sources": _("Sources"),
        "source_lang": _("Language of the first source"),
        "language": _("Language of the first source"),
        "visibility": _("Who may read it?"),
        "readers": _("Places whose officials may read it"),
        "place": _("Place"),
        "office": _("Office"),
    }
    return labels[field]


def hint(_: Gettext, field: str) -> str:
    """Return what helps to fill a field in, "" where its label says it."""
    hints = {
        "figures": _("Numbers, each with where it comes from."),
        "conditions": _("What a place needs before it can do the same."),
        "sdg_targets": _("Such as 11.6, with commas between."),
        "sources": _("One a line: title | address"),
        "readers": _("One a line. Needed where only officials of named places may read it."),
    }
    if field in ("title", "problem", "action", "outcome", "lessons"):
        return draft_phrases.hint(_, field)
    return hints.get(field, "")


def status(_: Gettext, code: str) -> str:
    """Return whether a practice still runs."""
    return {"ongoing": _("It goes on"), "ended": _("It has ended")}.get(code, _("Unknown"))


def result(words: Words, code: str) -> str:
    """Return the result of a practice as it stands under its name, which says already what it is."""
    return words.gettext("Unknown") if code == "unknown" else capital(words.result(code))


def visibility(_: Gettext, code: str) -> str:
    """Return who may read a record."""
    return {
        "public": _("Everybody, also outside the network"),
        "members": _("Members of the network"),
        "named": _("Only officials of the places named below"),
        "unattributed": _("Members of the network, without saying where it comes from"),
    }.get(code, code)


def left_out(_: Gettext, labels: str) -> str:
    """Return which parts a form has no room for."""
    return _(
        "Too long for this form, and left as they are: {labels}. Whoever runs Counterpart can change them "
        "with “counterpart practice edit”."
    ).format(labels=labels)
