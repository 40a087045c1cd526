"""The form that asks peers: the question, and who sees the answer. Nothing is stored before it is sent."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.events import Asked, Event, Unanswerable
from bot.forms import Field, Form, FormKind, Mistakes, Option, Submitted
from bot.forms.checks import one, together
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import ask_form as phrases
from bot.phrases.consent_form import choose_one
from bot.questions import anonymity
from bot.screening import LIMIT, screened

# Opened about nothing; about a message where the bot can answer; about one where it cannot.
ASK, IN_THREAD, NOT_HERE = "ask", "ask_in_thread", "ask_not_here"
ONLY_ME, NAMELESS, THREAD = "only_me", "nameless", "thread"


def _kind(name: str) -> FormKind:
    offered = (ONLY_ME, NAMELESS, THREAD) if name == IN_THREAD else (ONLY_ME, NAMELESS)

    def opened(
        connection: Connection, arrival: Arrival, ids: tuple[int, ...], words: Words, now: datetime
    ) -> Form:
        _ = words.gettext
        labels = dict(zip((ONLY_ME, NAMELESS, THREAD), phrases.ways(_), strict=True))
        options = tuple(Option(each, labels[each]) for each in offered)
        fields = (
            Field("question", phrases.question(_), "lines", phrases.question_hint(_), longest=LIMIT),
            Field("way", phrases.way(_), "one", values=(ONLY_ME,), options=options),
        )
        intro = phrases.not_here(_) if name == NOT_HERE else ""
        return Form(name, ids, phrases.title(_), phrases.submit(_), intro, fields)

    def checked(
        connection: Connection, arrival: Arrival, submitted: Submitted, words: Words, now: datetime
    ) -> Mistakes:
        if one(submitted, "way") not in offered:
            return {"way": choose_one(words.gettext)}
        kept = screened(_asked(submitted))
        if isinstance(kept, Unanswerable):
            return {"question": words.refusal(kept.reason, dict(kept.details))}
        return {}

    return FormKind(opened, checked, _asked)


def _asked(submitted: Submitted) -> Event:
    speaker, spot, way = submitted.speaker, submitted.spot, one(submitted, "way")
    # Only who chose the thread has said that others may read it.
    spot = spot if way == THREAD else anonymity.in_private(speaker, spot)
    return Asked(speaker, spot, together(submitted, "question"), anonymous=way == NAMELESS)


FORMS: Mapping[str, FormKind] = {name: _kind(name) for name in (ASK, IN_THREAD, NOT_HERE)}
