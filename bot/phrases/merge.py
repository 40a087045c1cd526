"""The sentences about records that say the same, and about merging them."""

from collections.abc import Iterable

from bot.phrases import Words
from bot.phrases import record as record_phrases
from bot.phrases.refusals import Gettext


def usage(_: Gettext) -> str:
    """Return how staff use /practice for records that say the same."""
    return _(
        "Staff: /practice duplicates NUMBER shows what may be of the same practice; /practice merge NUMBER "
        "into NUMBER and /practice unmerge NUMBER."
    )


def title(_: Gettext) -> str:
    """Return the title of the form, which is also its button; Slack's windows have room for 24 characters."""
    return _("Merge records")


def intro(_: Gettext, record: str, into: str) -> str:
    """Return what merging does."""
    return _(
        "{record} is withdrawn and leads to {into}. Choose whose text stays where they differ. Sources and "
        "contacts of both are kept. You can undo it for 30 days."
    ).format(record=record, into=into)


def fewer_readers(_: Gettext, _record: str, into: str, visibility: str) -> str:
    """Return who alone may read the record that stays."""
    said = _("Once merged, fewer people may read {into}: {readers}.").format(
        into=into, readers=_readers(_, visibility)
    )
    return f"{said} {_no_introductions(_)}" if visibility == "unattributed" else said


def fewer_if_any_stays(_: Gettext, record: str, into: str, visibility: str) -> str:
    """Return the same of a draft, of which nothing may stay."""
    said = _(
        "If you choose a text of {record}, fewer people may read {into} once merged: {readers}. "
        "If you choose none, {into} stays as it is."
    ).format(record=record, into=into, readers=_readers(_, visibility))
    return f"{said} {_no_introductions(_)}" if visibility == "unattributed" else said


def _readers(_: Gettext, visibility: str) -> str:
    if visibility == "named":
        return _("only officials of named places")
    return record_phrases.visibility(_, visibility)


def _no_introductions(_: Gettext) -> str:
    return _("While it does not say where it comes from, nobody is introduced to its office.")


def named(_: Gettext, number: int, title: str) -> str:
    """Return the record by its number and title."""
    return _("“{title}” (record {number})").format(number=number, title=title)


def another(_: Gettext) -> str:
    """Return, within a sentence, a record that its reader may not read."""
    return _("another record")


def of_record(number: int, text: str) -> str:
    """Return what the record of this number says."""
    return f"{number}: {text}"


def both(_: Gettext) -> str:
    """Return the choice to keep the texts of both records."""
    return _("Both, one after the other")


def empty(_: Gettext) -> str:
    """Return that there is nothing, or that it stays so."""
    return _("(empty)")


def merged(_: Gettext, record: str, into: str, day: str) -> str:
    """Return that one record was merged, and until when it can be undone."""
    return _("{record} was merged into {into}. You can undo it until {day}.").format(
        record=record, into=into, day=day
    )


def undo(_: Gettext, number: int) -> str:
    """Return the button that takes a merge back."""
    return _("Unmerge record {number}").format(number=number)


def unmerged(_: Gettext, record: str, into: str) -> str:
    """Return that both records are as they were."""
    return _("{record} and {into} are two records again, as they were before.").format(
        record=record, into=into
    )


def your_words(_: Gettext, title: str, into: str) -> str:
    """Return to its author that a draft is part of another record."""
    return _("Thank you. Your words of “{title}” are now part of {into}.").format(title=title, into=into)


def said_already(_: Gettext, title: str, into: str) -> str:
    """Return to its author that a draft was merged, and that the other record says the same already."""
    return _("Thank you. What your draft “{title}” says, {into} says already.").format(title=title, into=into)


def your_words_again(_: Gettext, title: str, into: str) -> str:
    """Return to its author that a draft is part of another record no more."""
    return _("Your draft “{title}” stands by itself again, no longer in {into}.").format(
        title=title, into=into
    )


def unmerged_but_edited(_: Gettext, record: str, into: str, parts: str) -> str:
    """Return that one record is restored, and what the other one, edited since, still has of it."""
    first = _("{record} is a record of its own again. {into} was edited since and stays as it is.").format(
        record=record, into=into
    )
    taken = _("It took over these parts: {parts}.").format(parts=parts)
    return f"{first} {taken}" if parts else first


def same(_: Gettext) -> str:
    """Return the heading above a record and those that are near it."""
    return _("Is this the same practice?")


def nothing_near(_: Gettext, record: str) -> str:
    """Return that no record is near this one."""
    return _("I find no record that may be of the same practice as {record}.").format(record=record)


def near(_: Gettext, record: str) -> str:
    """Return which record those that follow are near to."""
    return _("These may be of the same practice as {record}:").format(record=record)


def says_the_same(words: Words, numbers: Iterable[int]) -> str:
    """Return, on the card of a draft, which records seem to say what it does."""
    return words.gettext("May be of the same practice as record {numbers}.").format(
        numbers=words.listed(map(str, numbers))
    )


def compare(_: Gettext) -> str:
    """Return the button that shows those records."""
    return _("Compare")


def merge_into(_: Gettext, number: int) -> str:
    """Return the button that opens the form to merge into the record of this number."""
    return _("Merge into record {number}").format(number=number)


def not_the_same(_: Gettext, number: int) -> str:
    """Return the button that tells the record of this number apart."""
    return _("Not the same as {number}").format(number=number)


def kept_apart(_: Gettext, record: str, other: str) -> str:
    """Return that two records are not proposed again."""
    return _("{record} and {other} are not the same. I do not propose them again.").format(
        record=record, other=other
    )


def merged_here(_: Gettext, number: int) -> str:
    """Return, below a record, that another one was merged into it."""
    return _("Record {number} was merged into this one.").format(number=number)
