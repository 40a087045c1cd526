"""The words of the form that asks what peers tried."""

from bot.phrases.refusals import Gettext


def title(_: Gettext) -> str:
    """Return the title; Slack's windows have room for 24 characters."""
    return _("See what peers tried")


def submit(_: Gettext) -> str:
    """Return the button that sends the question."""
    return _("Ask")


def question(_: Gettext) -> str:
    """Return the label of the question."""
    return _("Your question")


def question_hint(_: Gettext) -> str:
    """Return what is kept of a question, and when."""
    return _("Nothing is kept before you press Ask. Leave out names and other private data.")


def way(_: Gettext) -> str:
    """Return the label of who sees the answer."""
    return _("Who sees the answer?")


def ways(_: Gettext) -> tuple[str, str, str]:
    """Return the choices: the asker alone, the asker without a name, the thread."""
    return (
        _("Only I see the answer"),
        _("Only I see the answer; ask anonymously (staff can look up who)"),
        _("Answer in the thread, for everybody there"),
    )


def not_here(_: Gettext) -> str:
    """Return why the answer cannot stand in the thread."""
    return _("I cannot answer in that conversation, so the answer comes in our direct messages.")


def ask_usage(_: Gettext) -> str:
    """Return how /ask is used."""
    return _(
        "/ask and your question, in your own words and language: I show what peers tried, with sources. For "
        "example: /ask how do you pay for storm drains? Only you see the answer, in our direct messages. "
        "Begin the question with “anonymous:”, and members do not see who asks. In a channel that everybody "
        "can open, I also post the question there, without your name. To have nothing posted, ask it in "
        "direct messages with me. For all that I do, write help to me in direct messages."
    )
