"""The sentences of a person's own page."""

from collections.abc import Callable

from bot.phrases import consent as consent_phrases
from bot.phrases import introduction as introduction_phrases
from bot.phrases.refusals import Gettext

NGettext = Callable[[str, str, int], str]


def your_profile(_: Gettext) -> str:
    """Return the heading above the profile."""
    return _("Your profile")


def not_joined(_: Gettext) -> str:
    """Return that nobody is sent to this person, and that asking needs no profile."""
    return _(
        "You have not joined yet, so no peer is sent to you. To ask a question you need no profile; "
        "to be asked by peers you do."
    )


def no_place(_: Gettext) -> str:
    """Return that the place is not known."""
    return _("I do not know yet which government you work for.")


def capacity(_n: NGettext, requests: int) -> str:
    """Return how many requests the member takes."""
    return _n(
        "You take up to {requests} request in 30 days.",
        "You take up to {requests} requests in 30 days.",
        requests,
    ).format(requests=requests)


def not_verified(_: Gettext) -> str:
    """Return what must happen before the first introduction."""
    return _("The staff of your network have yet to verify that you work there.")


def paused(_: Gettext, day: str) -> str:
    """Return until when no requests come."""
    return _("Paused: no requests reach you until {day}.").format(day=day)


def join(_: Gettext) -> str:
    """Return the button that opens the profile of who has not joined."""
    return _("Join")


def change_profile(_: Gettext) -> str:
    """Return the button that opens the profile of a member."""
    return _("Change profile")


def end_pause(_: Gettext) -> str:
    """Return the button that ends a pause."""
    return _("End the pause")


def pause(_: Gettext) -> str:
    """Return the button that lets no requests come for a while."""
    return _("Pause for 30 days")


def peers_first(_: Gettext, *, on: bool) -> str:
    """Return whether places like the reader's come first."""
    if on:
        return _("Places like yours come first in your answers.")
    return _("Your answers do not prefer places like yours.")


def switch_peers(_: Gettext, *, on: bool) -> str:
    """Return the button that changes which places come first."""
    return _("Do not prefer places like mine") if on else _("Prefer places like mine")


def your_questions(_: Gettext) -> str:
    """Return the heading above what the reader asked."""
    return _("Your questions")


def question(_: Gettext, text: str, day: str, state: str) -> str:
    """Return one question with its day and how it stands: what is waited for, or how sure its answer was.

    With "" another list says how it stands.
    """
    stands = {
        "": "",
        **_awaited(_),
        "good": _("I found practices that fit."),
        "maybe": _("I found practices that may fit."),
        "none": _("I found nothing that fits."),
    }[state]
    return _("{day}: “{question}” {state}").format(day=day, question=text, state=stands).strip()


def _awaited(_: Gettext) -> dict[str, str]:
    """Return what an asker reads while they wait for an introduction, by what it waits for."""
    first = {each: introduction_phrases.waiting(_, each) for each in introduction_phrases.WAITS_FOR}
    return {"waiting": _("I am asking peers, and I tell you when one says yes."), **first}


def more_questions(_n: NGettext, more: int) -> tuple[str, ...]:
    """Return where the other questions are, nothing if there are none."""
    if more <= 0:
        return ()
    text = _n(
        "And {count} more, in the conversation where you asked it.",
        "And {count} more, in the conversations where you asked them.",
        more,
    )
    return (text.format(count=more),)


def introductions_you_wanted(_: Gettext) -> str:
    """Return the heading above the introductions that the reader asked for."""
    return _("Introductions you asked for")


def wanted(_: Gettext, text: str, state: str, name: str = "") -> str:
    """Return how the introductions of one question stand; the same words whoever said no, or nothing yet."""
    stands = {
        **_awaited(_),
        "introduced": _("I introduced you to {name}."),
        "written": _("A peer answered you in writing."),
        "none": _("No introduction came about."),
    }[state].format(name=name)
    return _("“{question}” {state}").format(question=text, state=stands)


def introductions_with_you(_: Gettext) -> str:
    """Return the heading above the introductions for which the reader was asked."""
    return _("Peers who asked for you")


def asked(_: Gettext, text: str, state: str, name: str = "") -> str:
    """Return what the reader did about one request."""
    stands = {
        "introduced": _("I introduced you to {name}."),
        "written": _("You answered in writing."),
        "meeting": consent_phrases.kept(_),
        "enough": consent_phrases.enough(_),
        "declined": _("You said no. Nobody was told."),
        "handed_over": _("You handed it to a colleague."),
        "expired": _("It ran out."),
    }[state].format(name=name)
    return _("“{question}” {state}").format(question=text, state=stands)


def more_introductions(_n: NGettext, more: int) -> tuple[str, ...]:
    """Return where the other introductions are, nothing if there are none."""
    if more <= 0:
        return ()
    text = _n("And {count} more, under Messages.", "And {count} more, under Messages.", more)
    return (text.format(count=more),)


def your_records(_: Gettext) -> str:
    """Return the heading above the records of the reader's office."""
    return _("Records of your office")


def more_records(_n: NGettext, more: int) -> tuple[str, ...]:
    """Return how many other records there are, nothing if there are none."""
    if more <= 0:
        return ()
    return (_n("And {count} more.", "And {count} more.", more).format(count=more),)


def more_requests(_n: NGettext, more: int) -> str:
    """Return how many other requests wait, and where they are."""
    return _n(
        "And {count} more request, under Messages.", "And {count} more requests, under Messages.", more
    ).format(count=more)


def for_staff(_: Gettext) -> str:
    """Return the heading above the tasks of staff."""
    return _("For staff")


def open_tasks(_n: NGettext, count: int) -> str:
    """Return how many tasks are open."""
    return _n("{count} task is open.", "{count} tasks are open.", count).format(count=count)


def more_tasks(_n: NGettext, more: int) -> str:
    """Return how many other tasks are open, and what shows them."""
    return _n("And {count} more: type /staff.", "And {count} more: type /staff.", more).format(count=more)


def nothing_waits(_: Gettext) -> str:
    """Return that there is nothing to do, and how to ask."""
    return _("Nothing waits for you. To ask a question, write to me under Messages or type /ask.")
