"""The words about a conversation in which the bot is a member."""

from bot.refusal_phrases import Gettext


def silent(_: Gettext) -> str:
    """Return that the bot stays silent in a thread, and how it is called back."""
    return _("I stay silent in this thread until somebody mentions me with a question.")


def curate_usage(_: Gettext) -> str:
    """Return how /curate is used."""
    return _(
        "/curate shows what is open for the staff of your network, as /staff does: questions that no record "
        "answers, people to verify, offices to find. Only staff see it."
    )
