"""The words about a conversation in which the bot is a member."""

from bot.refusal_phrases import Gettext


def silent(_: Gettext) -> str:
    """Return that the bot stays silent in a thread, and how it is called back."""
    return _("I stay silent in this thread until somebody mentions me with a question.")
