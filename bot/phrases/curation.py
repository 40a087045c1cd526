"""The words of the queue of staff: drafts, records to check, answers without help, and what authors hear."""

from bot.phrases.refusals import Gettext
from bot.phrases.staff import NGettext
from bot.shortening import capital


def usage(_: Gettext, words: list[str]) -> str:
    """Return how /curate is used."""
    return _(
        "/curate shows what waits for the staff of your network, one thing at a time, yours first. One kind "
        "alone: add one of {kinds}. Only staff see it."
    ).format(kinds=", ".join(words))


# The queue


def kind(_: Gettext, name: str) -> str:
    """Return what the tasks of a kind are."""
    kinds = {
        "draft": _("drafts"),
        "duplicate": _("duplicates"),
        "expiring": _("records to verify"),
        "unanswered": _("questions without an answer"),
        "not_helpful": _("answers that did not help"),
        "verify": _("members to verify"),
        "find_office": _("offices to find"),
        "overload": _("people asked a lot"),
        "successor": _("offices without a person"),
        "answer": _("answers to keep"),
        "summary": _("summaries"),
    }
    return kinds.get(name, "")


def of_kind(_: Gettext, named: str, count: str) -> str:
    """Return how many tasks of a kind wait."""
    return _("{kind}: {count}").format(kind=named, count=count)


def waiting(_n: NGettext, count: int, by_kind: list[str]) -> str:
    """Return how many tasks wait, and of which kinds."""
    total = _n("{count} thing waits.", "{count} things wait.", count).format(count=count)
    return f"{total} {capital(' · '.join(by_kind))}".strip()


def nothing_of_kind(_: Gettext, named: str) -> str:
    """Return that nothing of the kind waits."""
    return capital(_("{kind}: nothing waits.").format(kind=named))


def assigned(_: Gettext, name: str) -> str:
    """Return who took a task on."""
    return _("{name} has this.").format(name=name)


def assign_to_me(_: Gettext) -> str:
    """Return the button by which who reads takes the task on."""
    return _("Assign to me")


def assign_to(_: Gettext) -> str:
    """Return the button that opens the form to choose somebody, which is also the form's title."""
    return _("Assign to…")


def next_one(_: Gettext) -> str:
    """Return the button that shows the next task."""
    return _("Next")


def assign_intro(_: Gettext) -> str:
    """Return what becomes of a task that is assigned."""
    return _("They find it first in their queue, and I tell them.")


def not_staff(_: Gettext) -> str:
    """Return what is wrong when the chosen person is not staff."""
    return _("That person is not staff of your network.")


# Drafts


def draft_heading(_: Gettext) -> str:
    """Return the first line of the task about a draft."""
    return _("A draft of a practice record")


def written_by(_: Gettext, name: str, office: str, place: str) -> str:
    """Return who wrote a draft."""
    return _("By {name}, {office}, {place}.").format(name=name, office=office, place=place)


def made_by(_: Gettext, staff: str, author: str) -> str:
    """Return who of staff made a draft, and from whose words, "" for whom nobody may name."""
    if not author:
        return _("Made by {staff} from the words of a member.").format(staff=staff)
    return _("Made by {staff} from the words of {author}.").format(staff=staff, author=author)


def from_place(_: Gettext, office: str, place: str) -> str:
    """Return where a draft is from whose author is not known."""
    return _("From {office}, {place}.").format(office=office, place=place) if office else place


def changed(_: Gettext, parts: str) -> str:
    """Return which parts of a draft changed since it was read last."""
    return _("Changed since it was read last: {parts}").format(parts=parts)


def author_unverified(_: Gettext) -> str:
    """Return that nobody has checked yet where the author of a draft works."""
    return _("Its author is not verified yet.")


def decided(_: Gettext) -> str:
    """Return that nothing is to be done about a draft."""
    return _("It is no draft any more, so there is nothing to do.")


def approve(_: Gettext) -> str:
    """Return the button that publishes a draft."""
    return _("Approve")


def send_back(_: Gettext) -> str:
    """Return the button that opens the form to return a draft, which is also the form's title."""
    return _("Return to author")


def reject(_: Gettext) -> str:
    """Return the button that opens the form to reject a draft, which is also the form's title."""
    return _("Reject")


def reason_intro(_: Gettext, *, rejected: bool) -> str:
    """Return what becomes of the reason."""
    if rejected:
        return _("The author reads your reason, without your name. They cannot send this draft in again.")
    return _("The author reads your reason, without your name, and can write the draft again.")


def reason(_: Gettext) -> str:
    """Return the label of the field for the reason."""
    return _("Reason")


def send(_: Gettext) -> str:
    """Return the button that hands in the form."""
    return _("Send")


# Records to check, answers without help


def not_helpful_heading(_: Gettext) -> str:
    """Return the first line of the task about an answer that did not help."""
    return _("This answer did not help")


def was_shown(_: Gettext) -> str:
    """Return the label above the titles of the records that were shown."""
    return _("These records were shown:")


# What authors hear


def published(_: Gettext, title: str, number: int) -> str:
    """Return to its author that a draft was published."""
    return _(
        "Thank you. The staff of your network have published your draft “{title}”: peers find it now. "
        "/practice show {number} shows it."
    ).format(title=title, number=number)


def sent_back(_: Gettext, title: str) -> str:
    """Return to its author that a draft waits for them, before the reason."""
    return _(
        "The staff of your network have read your draft “{title}” and ask you to change something first:"
    ).format(title=title)


def rejected(_: Gettext, title: str) -> str:
    """Return to its author that a draft is not published, before the reason."""
    return _("The staff of your network do not publish your draft “{title}”. Their reason:").format(
        title=title
    )


def thanks_all_the_same(_: Gettext) -> str:
    """Return what stands below the reason."""
    return _("Thank you for writing it down all the same. Nobody else finds it.")
