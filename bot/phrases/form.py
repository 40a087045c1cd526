"""The sentences around forms: how one is filled in, why it did not open, and how the commands are used."""

from bot.phrases.refusals import Gettext


def not_opened(reference: str, _: Gettext) -> str:
    """Return that a form did not open, and what to do."""
    return _(
        "The form did not open. Please try once more; if it happens twice, give your network’s staff this "
        "number: {reference}"
    ).format(reference=reference)


def not_searched(reference: str, _: Gettext) -> str:
    """Return that a search failed, and what to do; a menu's choice has room for 75 characters."""
    return _("The search failed. Please type again. Number: {reference}").format(reference=reference)


def not_possible(_: Gettext) -> str:
    """Return the title above a refusal; Slack's windows have room for 24 characters."""
    return _("Not possible now")


def type_to_search(_: Gettext) -> str:
    """Return what stands in an empty field that finds its choices by typing."""
    return _("Type at least two letters")


def answer_comes_privately(_: Gettext) -> str:
    """Return the acknowledgement of a command that is answered in direct messages."""
    return _("The answer comes in our direct messages; only you see it.")


def profile_usage(_: Gettext) -> str:
    """Return how /profile is used."""
    return _(
        "/profile opens your profile. /profile show shows it, /profile pause 14 lets no requests reach you "
        "for 14 days, /profile resume ends a pause, /profile leave ends your membership."
    )


def staff_usage(_: Gettext) -> str:
    """Return how /staff is used."""
    return _(
        "/staff shows what is open for the staff of your network, each with a button. Only staff see it."
    )


def who_usage(_: Gettext) -> str:
    """Return how staff look up who asked."""
    return _("/staff who 12 shows who asked question 12, also anonymously; that you looked is logged.")


# At the console


def how_to_fill_in(_: Gettext) -> str:
    """Return how a form is filled in line by line."""
    return _(
        "One line for each question. Enter alone keeps what is in brackets, - leaves it empty, /cancel stops."
    )


def optional(_: Gettext) -> str:
    """Return the mark of a question that may stay without an answer."""
    return _("optional")


def choose_one(_: Gettext) -> str:
    """Return how one of numbered choices is taken."""
    return _("Type one number.")


def choose_several(_: Gettext) -> str:
    """Return how several of numbered choices are taken."""
    return _("Type one or more numbers, with commas between.")


def name_several(_: Gettext) -> str:
    """Return how several of very many choices are taken."""
    return _("Type one or more names, with commas between.")


def type_to_find(_: Gettext) -> str:
    """Return how one of very many choices is found."""
    return _("Type the name or a part of it.")


def several_lines(_: Gettext) -> str:
    """Return how more than one line is typed on one."""
    return _("Type everything on one line; “ / ” begins a new one.")


def no_such_number(_: Gettext) -> str:
    """Return the mistake of a number that is not among the choices."""
    return _("Please type one of the numbers shown.")


def several_fit(_: Gettext) -> str:
    """Return that what was typed fits more than one choice."""
    return _("More than one fits. Please type the number, or more of the name.")


def not_one_choice(_: Gettext, typed: str) -> str:
    """Return that a part of what was typed is not one of the choices."""
    return _("“{typed}” is not one of the choices.").format(typed=typed)


def whole_number(_: Gettext) -> str:
    """Return the mistake of a number that is none, or has a fraction."""
    return _("Please type a whole number.")


def nothing_found(_: Gettext) -> str:
    """Return that typing found no choice."""
    return _("I found nothing by that name. Please try another spelling.")


def needed(_: Gettext) -> str:
    """Return the mistake of a question without an answer."""
    return _("I need an answer here.")


def cancelled(_: Gettext) -> str:
    """Return that a form was left."""
    return _("Cancelled. Nothing was changed.")


def working(_: Gettext) -> str:
    """Return what stands behind the bot's name while it works on a question."""
    return _("is looking through the records of your network…")
