"""The sentences about the records themselves."""

from bot.phrases import file as file_phrases
from bot.phrases import giving as giving_phrases
from bot.phrases.merge import usage as merge_usage
from bot.phrases.refusals import Gettext


def usage(_: Gettext) -> str:
    """Return how /practice is used."""
    for_all = _(
        "/practice search WORDS finds records of your network; /practice show NUMBER shows one whole. "
        "Only you see the answer, and no question is kept. For staff: /practice edit, withdraw, verify or "
        "history, each with a NUMBER."
    )
    return f"{for_all} {file_phrases.export_usage(_)} {giving_phrases.usage(_)} {merge_usage(_)}"


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


def figures(_: Gettext) -> str:
    """Return the label before the figures of the result."""
    return _("In figures:")


def cost(_: Gettext) -> str:
    """Return the label before the cost."""
    return _("What it cost:")


def staffing(_: Gettext) -> str:
    """Return the label before who did the work."""
    return _("Who did the work:")


def conditions(_: Gettext) -> str:
    """Return the label before the conditions for success."""
    return _("What it takes:")


def verified_by(_: Gettext, name: str, day: str) -> str:
    """Return who verified the record, and until when that counts."""
    if not name:
        return _("Verified until {day}").format(day=day)
    return _("Verified by {name} until {day}").format(name=name, day=day)


def ended(_: Gettext, year: int) -> str:
    """Return the year in which the practice ended."""
    return _("Ended in {year}").format(year=year)


def sdg_targets(_: Gettext, targets: str) -> str:
    """Return the targets of the United Nations' Sustainable Development Goals that it serves."""
    return _("Serves the Sustainable Development Goals’ targets {targets}").format(targets=targets)


def more_sources(_: Gettext) -> str:
    """Return the label before the sources after the first one."""
    return _("More sources:")


def read_all(_: Gettext, title: str) -> str:
    """Return the words of the link to the page of a record: its title tells it from others in the message."""
    return _("Read the whole record: {title}").format(title=title)


def how_to_read_all(_: Gettext, number: int) -> str:
    """Return how to read the rest of a record where no link can be given."""
    return _("Some of it is left out here. To read more, type /practice show {number}").format(number=number)


def not_whole(_: Gettext) -> str:
    """Return that some texts are longer than the message that shows them."""
    return _("Parts that end in “…” are longer than they stand here.")


def read_whole(_: Gettext) -> str:
    """Return the button that shows all of a record, in as many messages as it takes."""
    return _("Read whole")


def about_the_page(_: Gettext) -> str:
    """Return who can read the page of a record, and for how long."""
    return _(
        "This page comes from Counterpart, an automated assistant. Whoever has its link can read it for a "
        "month."
    )


def not_shown(_: Gettext) -> str:
    """Return the title of a page in the place of a record that is not shown."""
    return _("This record cannot be shown")


def link_forged(_: Gettext) -> str:
    """Return what to do about a link that is none of ours, or not all of one."""
    return _(
        "The link is not complete, or it was not made here. Open it in the message once more, or type "
        "/practice show and the number of the record in Slack."
    )


def link_expired(_: Gettext, number: int) -> str:
    """Return what to do about a link that was good once."""
    return _(
        "The link is more than a month old. To get a new one, type /practice show {number} in Slack."
    ).format(number=number)


def record_gone(_: Gettext) -> str:
    """Return that a good link leads to no record any more."""
    return _("The network that shared this record does not publish it any more.")


def for_named_places(_: Gettext, number: int) -> str:
    """Return that a good link opens the record no more, and who can have another one."""
    return _(
        "By now only officials of named places may read this record. If you are one of them, type "
        "/practice show {number} in Slack to get a new link."
    ).format(number=number)


def page_failed(_: Gettext, reference: str) -> str:
    """Return what to do when the page could not be made."""
    return _(
        "Something went wrong here. Try again in a few minutes. If it fails again, send the number "
        "{reference} to whoever runs Counterpart."
    ).format(reference=reference)


def starting(_: Gettext) -> str:
    """Return that the server has not started yet."""
    return _("Counterpart is starting. Try again in a minute.")
