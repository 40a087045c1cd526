"""What a person can ask, to begin with: questions of their network that peers answered, else examples."""

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.network import Arrival
from bot.phrases import Words
from bot.phrases.refusals import Gettext
from store import answered_questions

MOST = 4  # as many as Slack shows
LONGEST = 150  # characters: a longer question is no prompt to choose at a glance


def prompts(connection: Connection, arrival: Arrival, words: Words) -> tuple[str, ...]:
    """Return up to four questions in the person's language; reads only.

    A question is taken only if it was asked in a channel and answered: private and anonymous ones are shown
    to nobody. Examples fill what is left.
    """
    language = words.locale.replace("-", "_").partition("_")[0]
    asked = answered_questions.latest_texts(connection, arrival.workspace.network_id, language)
    return tuple(dict.fromkeys([*_short(asked), *examples(words.gettext)]))[:MOST]


def examples(_: Gettext) -> tuple[str, ...]:
    """Return questions that fit any network."""
    return (
        _("How do you pay for storm drains?"),
        _("How do we lower speed limits in the centre?"),
        _("How do you keep old people cool in a heat wave?"),
        _("What helps a small town to fill empty shops?"),
    )


def title(_: Gettext) -> str:
    """Return what stands above the questions."""
    return _("Ask what peers tried. For example:")


def _short(texts: Sequence[str]) -> list[str]:
    return [each for each in (" ".join(text.split()) for text in texts) if len(each) <= LONGEST]
