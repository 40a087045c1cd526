"""The words of the directory: joining, the profile, pausing, leaving, confirming an office's records."""

from collections.abc import Callable

from bot.phrases.refusals import Gettext

Plural = Callable[[str, str, int], str]


# The profile, shown


def heading(_: Gettext, news: str, *, member: bool) -> str:
    """Return the first line above a profile: what just happened."""
    lines = {
        "joined": _("You have joined. Welcome!"),
        "saved": _("Your profile is changed."),
        "paused": _("You are on pause: no requests reach you."),
        "resumed": _("You are back: requests can reach you again."),
    }
    if news in lines:
        return lines[news]
    return _("Your profile") if member else _("You have not joined")


def not_joined(_: Gettext) -> str:
    """Return what joining means, to somebody who has not."""
    return _(
        "You can ask without joining. If you join, peers with a question that you can answer may be "
        "introduced to you: no more of them than you say, never without your yes, and you can pause or leave "
        "at any time."
    )


def who(_: Gettext, name: str, offices: str) -> str:
    """Return who the reader is for peers."""
    if not offices:
        return _("For peers you are {name}. Say which office you hold, so that peers know.").format(name=name)
    return _("For peers you are {name}: {offices}.").format(name=name, offices=offices)


def being_verified(_: Gettext) -> str:
    """Return that staff have not found the official to work there yet."""
    return _(
        "The staff of your network check once that you work there. Until then nobody is introduced to you."
    )


def takes_on(_n: Plural, capacity: int, used: int) -> str:
    """Return how many requests the reader takes on, and how many came in the last thirty days."""
    return _n(
        "You take {count} request in 30 days; {used} taken so far.",
        "You take up to {count} requests in 30 days; {used} taken so far.",
        capacity,
    ).format(count=capacity, used=used)


def takes_none(_: Gettext) -> str:
    """Return that the reader set their capacity to nothing."""
    return _(
        "You take no requests for now, since your number of requests is 0. Change your profile to take some."
    )


def paused_until(_: Gettext, day: str) -> str:
    """Return until when no requests come, and that they come again by themselves."""
    return _("Paused until {day}; after that, requests reach you again by themselves.").format(day=day)


def quiet_on(_: Gettext, days: str) -> str:
    """Return the days on which the reader is not asked."""
    return _("Not asked on: {days}.").format(days=days)


def about(_: Gettext, topics: str) -> str:
    """Return the topics for which the reader volunteers."""
    return _("Topics: {topics}.").format(topics=topics)


def speaks(_: Gettext, languages: str, time_zone: str) -> str:
    """Return the languages and the time zone, either of which may be unknown."""
    values = {"languages": languages, "time_zone": time_zone}
    if languages and time_zone:
        return _("Languages: {languages}. Time zone: {time_zone}.").format(**values)
    if languages:
        return _("Languages: {languages}.").format(**values)
    return _("Time zone: {time_zone}.").format(**values)


def seen_by(_: Gettext, visibility: str) -> str:
    """Return who may find the reader by name."""
    if visibility == "staff":
        return _("Only staff can see that you joined; a peer learns your name when you both agree to talk.")
    return _("Members may learn that you joined; a peer learns how to reach you when you both agree to talk.")


def avoids(_n: Plural, count: int) -> str:
    """Return how many people and places the reader does not want to meet; whom, nobody else sees."""
    return _n(
        "You are not introduced to {count} person or place of your list. Only you see that list.",
        "You are not introduced to {count} people and places of your list. Only you see that list.",
        count,
    ).format(count=count)


# Buttons


def join(_: Gettext) -> str:
    """Return the button that opens the form to join."""
    return _("Join")


def change(_: Gettext) -> str:
    """Return the button that opens the form to change a profile."""
    return _("Change profile")


def pause(_: Gettext) -> str:
    """Return the button that stops requests for a while."""
    return _("Pause for 30 days")


def resume(_: Gettext) -> str:
    """Return the button that ends a pause."""
    return _("End the pause")


def leave(_: Gettext) -> str:
    """Return the button that ends a membership."""
    return _("Leave the network")


def still_right(_: Gettext, title: str) -> str:
    """Return the button that confirms a record."""
    return _("Still right: {title}").format(title=title)


# Place, leaving, records


def place_kept(_: Gettext, office: str, place: str, *, verified: bool) -> str:
    """Return which office the reader holds now, and whether staff look at it first."""
    if verified:
        return _("Thank you. You now hold: {office}, {place}.").format(office=office, place=place)
    return _(
        "Thank you. You now hold: {office}, {place}. The staff of your network check once that you work "
        "there; what you asked for goes on after that, by itself."
    ).format(office=office, place=place)


def left(_: Gettext, offices: str) -> str:
    """Return what leaving did."""
    if not offices:
        return _("You have left the network. Nobody is introduced to you any more. You can still ask.")
    return _(
        "You have left the network. Nobody is introduced to you any more, and you hold no longer: "
        "{offices}. The records of an office stay with it, and requests that waited for you go to whoever "
        "holds it next. You can still ask, and join again at any time."
    ).format(offices=offices)


def records_heading(_: Gettext, office: str, place: str) -> str:
    """Return the first line of the question whether records are still right."""
    return _("Records of {office}, {place}").format(office=office, place=place)


def records_to_confirm(_n: Plural, count: int, choice: str) -> str:
    """Return the question whether the records of an office are still right; `choice` is the button if not."""
    return _n(
        "Your office has {count} record that peers read. If it is still right, say so with one click; if it "
        "is not, choose “{choice}”.",
        "Your office has {count} records that peers read. Say of each that is still right so with one "
        "click; if one is not, choose “{choice}”.",
        count,
    ).format(count=count, choice=choice)


def confirmed(_: Gettext, title: str) -> str:
    """Return the thanks for confirming a record."""
    return _("Thank you. Peers now read that your office verified “{title}” today.").format(title=title)


def all_confirmed(_: Gettext) -> str:
    """Return that no record of the office is left to confirm."""
    return _("That was the last one.")
