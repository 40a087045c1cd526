"""The words for changing records, and for reminding people that a record must be checked."""

from bot.phrases.refusals import Gettext
from bot.phrases.staff import NGettext

# Forms; Slack's windows have room for 24 characters in a title and a button


def edit(_: Gettext) -> str:
    """Return the title of the form, and the button that opens it."""
    return _("Edit record")


def not_found_by_anybody(_: Gettext) -> str:
    """Return that the record is not published."""
    return _("It is not published: only staff see it.")


def withdraw_title(_: Gettext) -> str:
    """Return the title of the form that withdraws a record."""
    return _("Withdraw record")


def withdraw(_: Gettext) -> str:
    """Return the button that withdraws a record."""
    return _("Withdraw")


def withdraw_intro(_: Gettext) -> str:
    """Return what withdrawing does."""
    return _("Nobody finds it any more. Introductions that are under way go on. You can put it back.")


def reason(_: Gettext) -> str:
    """Return the label of the reason."""
    return _("Why? Staff can read it in the record’s history.")


def verify_title(_: Gettext) -> str:
    """Return the title of the form that says until when a record is verified."""
    return _("Verify record")


def verify(_: Gettext) -> str:
    """Return the button that says that a record is right."""
    return _("It is right today")


def verify_intro(_: Gettext) -> str:
    """Return what verifying does."""
    return _("You have checked that it is right, or asked its office. You are reminded before the day below.")


def until(_: Gettext) -> str:
    """Return the label of the last day."""
    return _("Verified until")


# What became of it


def saved(_: Gettext, number: int, title: str) -> str:
    """Return that a record was changed."""
    return _("Record {number} is saved: “{title}”.").format(number=number, title=title)


def changed(_: Gettext, fields: str) -> str:
    """Return which fields were changed."""
    return _("Changed: {fields}.").format(fields=fields)


def withdrawn(_: Gettext, number: int, title: str) -> str:
    """Return that a record was withdrawn."""
    return _("Record {number} is withdrawn: “{title}”. Nobody finds it any more.").format(
        number=number, title=title
    )


def restored(_: Gettext, number: int, title: str) -> str:
    """Return that a record was put back."""
    return _("Record {number} is published again: “{title}”.").format(number=number, title=title)


def because(_: Gettext, reason: str) -> str:
    """Return the reason that somebody gave."""
    return _("Reason: {reason}").format(reason=reason)


def put_back(_: Gettext) -> str:
    """Return the button that puts a withdrawn record back."""
    return _("Put back")


def verified_until(_: Gettext, title: str, day: str, *, over: bool = False) -> str:
    """Return until when a record counts as verified, or counted, once that is over."""
    said = _("“{title}” was verified until {day}.") if over else _("“{title}” is verified until {day}.")
    return said.format(title=title, day=day)


# Two versions


def met(_: Gettext, name: str) -> str:
    """Return that somebody else changed the record first."""
    if not name:
        return _("Somebody changed this record while you had it open. Nothing of yours is saved yet.")
    return _("{name} changed this record while you had it open. Nothing of yours is saved yet.").format(
        name=name
    )


def it_said(_: Gettext, text: str) -> str:
    """Return what a field said to both."""
    return _("It said: {text}").format(text=text)


def now_it_says(_: Gettext, text: str) -> str:
    """Return what a field says now."""
    return _("Now it says: {text}").format(text=text)


def you_wrote(_: Gettext, text: str) -> str:
    """Return what the reader wrote."""
    return _("You wrote: {text}").format(text=text)


def nothing(_: Gettext) -> str:
    """Return what stands for a field without a text."""
    return _("(nothing)")


def more_fields(_: Gettext, _n: NGettext, count: int) -> str:
    """Return how many fields that differ are not shown."""
    return _n("{count} more field differs.", "{count} more fields differ.", count).format(count=count)


def now_withdrawn(_: Gettext) -> str:
    """Return that the record was withdrawn meanwhile."""
    return _("It is withdrawn by now, so nobody finds it whatever you save.")


def now_published(_: Gettext) -> str:
    """Return that the record was published meanwhile."""
    return _("It is published by now.")


def edit_again(_: Gettext) -> str:
    """Return the button that opens the form with what the reader wrote."""
    return _("Edit again with what I wrote")


def keep_theirs(_: Gettext) -> str:
    """Return the button that gives up what the reader wrote."""
    return _("Keep what it says now")


def given_up(_: Gettext, title: str) -> str:
    """Return that the other version stays."""
    return _("“{title}” stays as it is. What you wrote is gone.").format(title=title)


# History


def history(_: Gettext, number: int, title: str) -> str:
    """Return the heading above the changes of a record; also the button, with 0."""
    return _("History of record {number}: {title}").format(number=number, title=title)


def history_button(_: Gettext) -> str:
    """Return the button that shows the changes of a record."""
    return _("History")


def change(_: Gettext, kind: str) -> str:
    """Return what was done to a record."""
    return {
        "imported": _("imported"),
        "drafted": _("drafted"),
        "edited": _("edited"),
        "returned": _("returned to its author"),
        "rejected": _("rejected"),
        "published": _("published"),
        "withdrawn": _("withdrawn"),
        "restored": _("put back"),
        "verified": _("verified"),
        "merged": _("merged with another record"),
        "unmerged": _("taken apart from another record"),
    }.get(kind, kind)


def who_said_it(_: Gettext) -> str:
    """Return the label above who said which part of a record."""
    return _("Who said it:")


def approved_by(_: Gettext, name: str) -> str:
    """Return who approved what somebody said."""
    return _("approved by {name}").format(name=name)


def earlier(_: Gettext, _n: NGettext, count: int) -> str:
    """Return how many earlier changes are not shown."""
    return _n("{count} earlier change.", "{count} earlier changes.", count).format(count=count)


# Verification


def check_again(_: Gettext, _n: NGettext, count: int) -> str:
    """Return that records must be checked again."""
    return _n(
        "Please check whether this record is still right:",
        "Please check whether these records are still right:",
        count,
    )


def how_to_read(_n: NGettext, number: int, count: int) -> str:
    """Return how to read a record before saying that it is right: the only one, or the first of several."""
    return _n(
        "To read it: /practice show {number}.",
        "To read one, type for example /practice show {number}.",
        count,
    ).format(number=number)


def if_changed(_: Gettext, _n: NGettext, count: int) -> str:
    """Return what to choose if a record is right no more."""
    return _n(
        "If it is no longer right, choose “{choice}”.",
        "If one is no longer right, choose “{choice}”.",
        count,
    ).format(choice=something_changed(_))


def why_checked(_: Gettext, *, over: bool = False) -> str:
    """Return what happens to a record that nobody checks, or what has happened to it since."""
    if over:
        return _("Since then it stands behind records that fit equally well, and readers are told.")
    return _("After that day it stands behind records that fit equally well, and readers are told.")


def all_checked(_: Gettext) -> str:
    """Return that nothing is left to check."""
    return _("Nothing else needs to be checked soon.")


def thank_you(_: Gettext, title: str) -> str:
    """Return the thanks for checking a record."""
    return _("Thank you. “{title}” is verified today.").format(title=title)


def expired_heading(_: Gettext) -> str:
    """Return the first line of the task about a record that nobody checked."""
    return _("Nobody has verified this record in time")


def expired_where(_: Gettext, office: str, place: str) -> str:
    """Return whose record it is."""
    return _("It is from {office}, {place}.").format(office=office, place=place)


def reminded(_: Gettext, name: str) -> str:
    """Return who was reminded of it, "" for nobody."""
    if not name:
        return _("Nobody was reminded of it.")
    return _("{name} was reminded.").format(name=name)


def something_changed(_: Gettext) -> str:
    """Return the button, the form's title and the task's first line about a record that is right no more."""
    return _("Something has changed")


def what_changed(_: Gettext) -> str:
    """Return the label of what has changed."""
    return _("What has changed? The staff of your network read it.")
