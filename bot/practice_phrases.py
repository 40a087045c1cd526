"""The sentences about the records themselves."""

from bot.refusal_phrases import Gettext


def usage(_: Gettext) -> str:
    """Return how /practice is used."""
    return _(
        "/practice search WORDS finds records of your network; /practice show NUMBER shows one whole. "
        "Only you see the answer, and no question is kept."
    )


def found(_: Gettext, text: str) -> str:
    """Return the heading above what was found."""
    return _("Records about “{text}”").format(text=text)


def nothing(_: Gettext) -> str:
    """Return that nothing fits, and what to do then."""
    return _("I found no record that fits. Try other words, or ask a question with /ask.")


def how_to_show(_: Gettext, number: int) -> str:
    """Return how to read one of them whole."""
    return _("To read one whole, type for example /practice show {number}").format(number=number)


def problem(_: Gettext) -> str:
    """Return the label before the problem."""
    return _("The problem:")


def lessons(_: Gettext) -> str:
    """Return the label before the lessons."""
    return _("What they learned:")
