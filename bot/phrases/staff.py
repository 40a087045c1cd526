"""The words for staff: tasks, invitations, forms; and what officials hear of what staff did."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.phrases.refusals import Gettext

NGettext = Callable[[str, str, int], str]


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation names: the office, its place in words, and the record that led to it."""

    office: str
    place: str
    title: str
    source_url: str


# Verifying a person


def verify_heading(_: Gettext) -> str:
    """Return the first line of the task to verify a person."""
    return _("Does this person work there?")


def verify(_: Gettext, values: Mapping[str, str]) -> str:
    """Return who said on which day that they work where."""
    return _("On {day}, {name} said that they work for {office}, {place}.").format(**values)


def verify_without_office(_: Gettext, name: str) -> str:
    """Return that the person holds no office any more, so that there is nothing to check."""
    return _("{name} holds no office at the moment, so there is nothing to check.").format(name=name)


def verify_how(_: Gettext) -> str:
    """Return how to check it, and what depends on it."""
    return _(
        "Please check it on the government’s own website or by a call to its switchboard. Nobody is "
        "introduced to them before you have."
    )


# Finding an office


def find_heading(_: Gettext) -> str:
    """Return the first line of the task to find an office."""
    return _("Somebody wants to talk with an office that has not joined")


def find(_: Gettext, _n: NGettext, values: Mapping[str, str], waiting: int) -> str:
    """Return which office, because of which record if it has one, and how many askers wait."""
    named = _("{office}, {place}, owns the record “{title}”.") if values["title"] else "{office}, {place}."
    about = named.format(**values)
    return f"{about} {askers_waiting(_n, waiting)}" if waiting else about


def askers_waiting(_n: NGettext, count: int) -> str:
    """Return how many askers wait for an office."""
    text = _n("{count} official waits for them.", "{count} officials wait for them.", count)
    return text.format(count=count)


def find_how(_: Gettext) -> str:
    """Return what staff can do about it."""
    return _(
        "Please write to that office; the text below may help. When they have joined your chat, choose “Name "
        "a contact”. What waits for them goes on by itself."
    )


def invitation(_: Gettext, invited: Invited) -> str:
    """Return the e-mail that invites an office: who we are, which practice, what is asked, how to join."""
    paragraphs = (
        _("Dear colleagues at {office}, {place},"),
        _(
            "we are a network in which local governments ask each other what worked and what did not. "
            "Officials of other governments read about “{title}” and would like to learn from you."
        ),
        _(
            "A conversation takes 20 minutes. You see each question first and can say no each time; nobody "
            "is told that you did. Your name is given only after you said yes."
        ),
        _(
            "To join, answer this e-mail with the name of the person who knows most about it. We then invite "
            "them to our chat, where they write /profile to Counterpart. They can pause or leave at any time."
        ),
        _("Where we found it: {source}") if invited.source_url else "",
        _("Thank you, [your name and network]"),
    )
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    values = {"office": invited.office, "place": invited.place, "title": invited.title}
    return text.format(source=invited.source_url, **values)


def personal_invitation(_: Gettext, office: str, place: str) -> str:
    """Return the text that asks a named contact to join."""
    return _(
        "Hello, you know what {office}, {place}, tried, and other governments would like to learn from it. "
        "May they ask you? A talk takes 20 minutes, and you can say no every time. To join, write /profile "
        "to Counterpart; you can pause or leave at any time."
    ).format(office=office, place=place)


# Questions without an answer, people with too many requests, offices without a holder


def unanswered_heading(_: Gettext) -> str:
    """Return the first line of the task about a question without an answer."""
    return _("No record answers this question")


def unanswered(_: Gettext, asker: str, language: str) -> str:
    """Return who asks, as a kind of place, and in which language; "" for who asks unseen."""
    if not asker:
        return _("Asked in {language}.").format(language=language)
    return _("Asked by {asker}, in {language}.").format(asker=asker, language=language)


def unanswered_private(_: Gettext) -> str:
    """Return why the text of a question is not shown."""
    return _("It was asked in private, so I do not show it.")


def unanswered_how(_: Gettext) -> str:
    """Return what staff can do about it."""
    return _("If you know a place that tried something like it, add its record. The question is kept.")


def overload_heading(_: Gettext) -> str:
    """Return the first line of the task about somebody with too many requests."""
    return _("This person is asked a lot")


def overload(_n: NGettext, values: Mapping[str, str], requests: int, capacity: int) -> str:
    """Return who it is, how often they were asked, and how much they take on."""
    who = _n(
        "{name}, {office}, {place}, was asked once in {days} days.",
        "{name}, {office}, {place}, was asked {count} times in {days} days.",
        requests,
    ).format(count=requests, **values)
    takes = _n(
        "They take on {count} talk in 30 days. Requests that they decline do not count.",
        "They take on {count} talks in 30 days. Requests that they decline do not count.",
        capacity,
    )
    return f"{who} {takes.format(count=capacity)}"


def overload_how(_: Gettext) -> str:
    """Return what staff can do about it."""
    return _("Could a colleague of theirs join, too?")


def successor_heading(_: Gettext) -> str:
    """Return the first line of the task to find a successor."""
    return _("This office has nobody any more")


def successor(_: Gettext, _n: NGettext, values: Mapping[str, str], records: int) -> str:
    """Return which office it is and how many records it owns."""
    left = _("The person who held {office}, {place}, no longer holds it.").format(**values)
    owns = _n("The office owns {count} record:", "The office owns {count} records:", records)
    return f"{left} {owns.format(count=records)}" if records else left


def more_records(_: Gettext, _n: NGettext, count: int) -> str:
    """Return how many records are not listed."""
    return _n("and {count} more", "and {count} more", count).format(count=count)


def successor_how(_: Gettext) -> str:
    """Return what happens once a successor is named."""
    return _("When you name a successor, what waits for the office goes on with them.")


# What every task has


def everybody_is_staff(_: Gettext) -> str:
    """Return who may act on a task of the demonstration."""
    return _("This is the demonstration: everybody counts as staff here.")


def closed(_: Gettext, outcome: str, day: str) -> str:
    """Return what became of a task, on which day."""
    sentences = {
        "verified": _("Verified on {day}."),
        "not_verified": _("Not verified, {day}."),
        "contact_named": _("A contact was named on {day}."),
        "published": _("Published on {day}."),
        "returned": _("Returned to its author on {day}."),
        "rejected": _("Rejected on {day}."),
    }
    return sentences.get(outcome, _("Done on {day}.")).format(day=day)


def closed_by(_: Gettext, name: str, sentence: str) -> str:
    """Return who closed a task, before what became of it."""
    return _("{name}: {sentence}").format(name=name, sentence=sentence)


def nothing_open(_: Gettext) -> str:
    """Return that staff have nothing to do."""
    return _("Nothing is open for staff.")


def tasks_open(_: Gettext, _n: NGettext, count: int, shown: int) -> str:
    """Return how many tasks are open, and how many of them follow if not all do."""
    if not count:
        return nothing_open(_)
    text = _n("{count} task is open for staff.", "{count} tasks are open for staff.", count)
    then = _("The oldest {shown} follow.") if shown < count else ""
    return f"{text} {then}".strip().format(count=count, shown=shown)


def contact_noted(_: Gettext, values: Mapping[str, str], *, member: bool) -> str:
    """Return what became of the person whom staff named."""
    holds = _("{name} now holds {office}, {place}, and counts as verified.").format(**values)
    if member:
        goes_on = _("They have joined, so what waits for the office goes on with them now.")
    else:
        goes_on = _("They have not joined yet: nobody asks them anything until they do. Please invite them:")
    return f"{holds} {goes_on}"


# What officials hear


def place_verified(_: Gettext, office: str, place: str) -> str:
    """Return to an official that staff verified them."""
    return _(
        "The staff of your network have verified that you work for {office}, {place}. You can now be "
        "introduced to peers."
    ).format(office=office, place=place)


def place_not_verified(_: Gettext, office: str, place: str) -> str:
    """Return to an official that staff could not verify them, and what to do."""
    return _(
        "The staff of your network could not verify that you work for {office}, {place}. If it is wrong, "
        "change it with /profile; if it is right, please write to your network’s staff. What you asked for "
        "waits until then."
    ).format(office=office, place=place)


def office_searched(_: Gettext, values: Mapping[str, str], *, already_open: bool, staffed: bool) -> str:
    """Return to the asker what happens about an office that nobody joined."""
    if already_open:
        first = _("The staff of your network already know that you want to talk with {office}, {place}.")
    else:
        first = _(
            "I have asked the staff of your network to find the office “{office}” of {place}, because of its "
            "record “{title}”."
        )
    if staffed:
        then = _("When somebody of that office joins, I ask them, and tell you when they say yes.")
    else:
        then = _(
            "Nobody is set as staff of your network yet, so it may take long; please tell the people who "
            "installed me."
        )
    return f"{first} {then}".format(**values)


def office_not_found(_: Gettext, office: str, place: str) -> str:
    """Return to the asker that nobody is looked for any more."""
    return _("Staff found nobody at {office}, {place}.").format(office=office, place=place)


def asker_shown(_: Gettext, number: int, day: str, person: str) -> str:
    """Return to staff who asked a question."""
    text = _("Question {number} was asked on {day} by {person}. The log keeps that you looked.")
    return text.format(number=number, day=day, person=person)


# Labels


def verified(_: Gettext) -> str:
    """Return the button that says that the person works there."""
    return _("Verified")


def not_verified(_: Gettext) -> str:
    """Return the button that says that they do not."""
    return _("Not verified")


def verify_after_all(_: Gettext) -> str:
    """Return the button that takes "not verified" back."""
    return _("Verify after all")


def done(_: Gettext) -> str:
    """Return the button that closes a task."""
    return _("Done")


def close_without_contact(_: Gettext) -> str:
    """Return the button that ends the search for an office."""
    return _("Close without a contact")


def name_contact(_: Gettext) -> str:
    """Return the button that opens the form for a contact, which is also the form's title."""
    return _("Name a contact")


def name_successor(_: Gettext) -> str:
    """Return the button that opens the form for a successor, which is also the form's title."""
    return _("Name a successor")


def save(_: Gettext) -> str:
    """Return the button that hands in the form."""
    return _("Save")


def contact_intro(_: Gettext, office: str, place: str) -> str:
    """Return what the form is about."""
    return _(
        "Who holds {office}, {place}? They count as verified. Nobody asks them anything before they have "
        "joined."
    ).format(office=office, place=place)


def contact_person(_: Gettext) -> str:
    """Return the label of the field for the person."""
    return _("Person")


def contact_name(_: Gettext) -> str:
    """Return the label of the field for their name."""
    return _("Their name as peers read it")


def contact_missing(_: Gettext) -> str:
    """Return what is wrong when no person was chosen."""
    return _("Please choose a person of this chat.")


def contact_unnamed(_: Gettext) -> str:
    """Return what is wrong when somebody new has no name."""
    return _("I do not know this person yet. Please write their name.")
