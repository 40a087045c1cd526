"""The sentences of a person's own page."""

from collections.abc import Callable

from bot.refusal_phrases import Gettext

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
        "You take up to {requests} request in thirty days.",
        "You take up to {requests} requests in thirty days.",
        requests,
    ).format(requests=requests)


def not_verified(_: Gettext) -> str:
    """Return what must happen before the first introduction."""
    return _("The staff of your network have yet to confirm that you work there.")


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


def waits_for_you(_: Gettext) -> str:
    """Return the heading above a request that the reader has not answered."""
    return _("A peer waits for your answer")


def asks(_: Gettext, asker: str) -> str:
    """Return who asks, as a kind of place; the question stands below."""
    return _("This question comes from {asker}:").format(asker=asker)


def please_answer_by(_: Gettext, day: str) -> str:
    """Return until when an answer is of use, and what a no means."""
    return _("Please answer by {day}. If you decline, nobody learns that you did.").format(day=day)


def you_wait(_: Gettext) -> str:
    """Return the heading above a question for which peers are being asked."""
    return _("You wait for an introduction")


def being_asked(_: Gettext) -> str:
    """Return how it stands, in the same words whatever a peer has said so far."""
    return _("I am asking peers about this question, and I tell you when one says yes:")


def nothing_waits(_: Gettext) -> str:
    """Return that there is nothing to do, and how to ask."""
    return _("Nothing waits for you. To ask a question, write to me under Messages or type /ask.")
