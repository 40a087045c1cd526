"""The words of the peer's two forms."""

from bot.phrases.refusals import Gettext


def hand_over(_: Gettext) -> tuple[str, str]:
    """Return the title of the form that hands a request over, and what submits it."""
    return _("Hand over"), _("Ask them")


def hand_over_intro(_: Gettext) -> str:
    """Return what handing over does."""
    return _("I ask your colleague in your place; they decide for themselves. The asker is not told.")


def colleague(_: Gettext) -> str:
    """Return the label of the field for the colleague."""
    return _("Colleague")


def colleague_hint(_: Gettext) -> str:
    """Return who can be chosen."""
    return _("Colleagues of your government who have joined the network.")


def writing(_: Gettext) -> tuple[str, str]:
    """Return the title of the form for a written answer, and what submits it."""
    return _("Answer in writing"), _("Pass it on")


def writing_intro(_: Gettext) -> str:
    """Return what a written answer does."""
    return _("The asker reads your answer in private, and no meeting follows from it.")


def answer(_: Gettext) -> str:
    """Return the label of the field for the answer."""
    return _("Your answer")


def attribution(_: Gettext) -> str:
    """Return the label of the choice whether a name stands by the answer."""
    return _("Whose name stands by it")


def attributions(_: Gettext) -> tuple[str, str]:
    """Return the choice of a name, and that of none."""
    return (
        _("My name and my office"),
        _("No name: usable, not attributable"),
    )


def attribution_hint(_: Gettext) -> str:
    """Return what the choice of no name does not hide, which is to be read before it is made."""
    return _(
        "Without your name, the asker may still guess: they may know which office I asked. They must not "
        "say it in public."
    )


def choose_one(_: Gettext) -> str:
    """Return what to do about a choice that is none of the offered ones."""
    return _("Please choose one of these.")
