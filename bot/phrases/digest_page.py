"""The sentences on the page of a summary, and in its place."""

from bot.phrases.refusals import Gettext


def as_page(_: Gettext) -> str:
    """Return the words of the link to the page."""
    return _("This summary as a page for others")


def worth_reading(_: Gettext) -> str:
    """Return the heading above the record that is worth re-reading."""
    return _("Worth re-reading")


def nothing_public(_: Gettext) -> str:
    """Return that all that was told is for the network alone."""
    return _("There was news, but nothing of it is public.")


def about_the_page(_: Gettext) -> str:
    """Return what the page leaves out, and who can read it for how long."""
    return _(
        "This page comes from Counterpart, an automated assistant. It leaves out what only the network may "
        "read. Whoever has its link can read it for a month."
    )


def not_shown(_: Gettext) -> str:
    """Return the title of a page in the place of a summary that is not shown."""
    return _("This summary cannot be shown")


def link_forged(_: Gettext) -> str:
    """Return what to do about a link that is none of ours, or not all of one."""
    return _("The link is not complete, or it was not made here. Open it in the message once more.")


def link_expired(_: Gettext, number: int) -> str:
    """Return what to do about a link that was good once."""
    del number  # no command shows an old summary by its number
    return _("The link is more than a month old.")


def gone(_: Gettext) -> str:
    """Return that a good link leads to no summary."""
    return _("The summary was not sent yet, or it is not kept any more.")
