"""The sentences for refusals about summaries and offers to help."""

from collections.abc import Callable

Gettext = Callable[[str], str]


def _digests(_: Gettext) -> dict[str, str]:
    return {
        "digest_not_set": _("This channel has no weekly summary. /digest settings begins it."),
        "digest_paused": _("The summary of this channel is paused. /digest resume lets it go on."),
        "digest_just_sent": _("The summary was posted within the last hour; there is nothing to add yet."),
        "digest_on_its_way": _(
            "The last summary is still on its way to this channel. Please try again once it stands here."
        ),
        "chat_silent": _(
            "I could not find out just now who can read the channels of these questions. Please try again "
            "in a few minutes."
        ),
        "digest_gone": _("I no longer have that summary."),
        "digest_time": _("I cannot read this time. Please write it as 09:00."),
        "digest_weekday": _("Please choose a day of the week."),
    }


def _helping(_: Gettext) -> dict[str, str]:
    return {
        "question_not_open": _("That question is not open any more. Thank you for offering."),
        "own_question": _("That is your own question, or one of your own government."),
        "offered_already": _("You have offered that already; I tell you if the asker wants to meet."),
        "helper_needs_place": _(
            "Before I can name you to the asker, staff must know where you work. /profile says so."
        ),
        "request_open": _("A request of yours to them is open already; please wait for their answer."),
        "offers_enough": _(
            "Enough peers have offered to help with that question; its asker decides now. Thank you."
        ),
        "offer_over": _("That offer is over; nothing more to do."),
        "helper_gone": _("I cannot introduce you to them any more."),
    }


GROUPS = (_digests, _helping)
