"""A person's own page: their profile, who waits for their answer, and what they wait for. Reads only."""

from collections.abc import Iterator
from datetime import date, datetime

from babel.dates import format_date
from sqlalchemy import Connection

from bot import consent_phrases, home_phrases, showing
from bot.card import Button, Card
from bot.network import Arrival
from bot.phrases import Words
from bot.shortening import LONGEST_QUESTION, cut
from matching.domain import IntroductionId, QuestionId
from store import introductions, memberships, officials, questions, waiting

# Cards of each kind; a page is for a glance, and everything on it was sent as a message, too.
MOST_CARDS = 10


def cards(connection: Connection, arrival: Arrival, words: Words, now: datetime) -> list[Card]:
    """Return the page of who arrived; somebody unknown sees how to begin.

    What a peer has answered so far is told to nobody but them.
    """
    network_id, me = arrival.workspace.network_id, arrival.official
    asked = waiting.for_answer_of(connection, network_id, me.id)[:MOST_CARDS]
    open_questions = waiting.questions_of(connection, network_id, me.id, now)[:MOST_CARDS]
    shown = [
        *(each for one in asked for each in _request(connection, arrival, one, words, now)),
        *(each for one in open_questions for each in _question(connection, arrival, one, words)),
    ]
    nothing = Card(paragraphs=(home_phrases.nothing_waits(words.gettext),))
    return [_profile(connection, arrival, words, now), *(shown or [nothing])]


def _profile(connection: Connection, arrival: Arrival, words: Words, now: datetime) -> Card:
    _, me = words.gettext, arrival.official
    membership = memberships.by_official(connection, me.id)
    where = [f"{each.name}, {words.place(showing.place(each.jurisdiction))}" for each in me.offices]
    lines = where or [home_phrases.no_place(_)]
    heading = home_phrases.your_profile(_)
    if membership is None or membership.left_at is not None:
        join = Button("profile", home_phrases.join(_), primary=True)
        return Card(heading, (*lines, home_phrases.not_joined(_)), buttons=(join,))
    lines.append(home_phrases.capacity(words.ngettext, membership.said.capacity))
    if me.verified_at is None:
        lines.append(home_phrases.not_verified(_))
    buttons = [Button("profile", home_phrases.change_profile(_))]
    if membership.paused_until is not None and membership.paused_until > now:
        lines.append(home_phrases.paused(_, _day(membership.paused_until.date(), words)))
        buttons.append(Button("resume", home_phrases.end_pause(_)))
    return Card(heading, tuple(lines), buttons=tuple(buttons))


def _request(
    connection: Connection, arrival: Arrival, introduction_id: IntroductionId, words: Words, now: datetime
) -> Iterator[Card]:
    network_id = arrival.workspace.network_id
    found = introductions.by_id(connection, network_id, introduction_id)
    question = questions.by_id(connection, network_id, found.question_id) if found else None
    if found is None or question is None or found.answer_by is None:
        return
    asker = officials.by_id(connection, network_id, found.asker_id, now.date())
    place = showing.without_country(asker.jurisdiction) if asker else None
    text, _ = cut(question.text, LONGEST_QUESTION), words.gettext
    every = consent_phrases.labels(_)
    labels = [(name, every[name]) for name in ("accept", "decline")]
    yield Card(
        home_phrases.waits_for_you(_),
        (home_phrases.asks(_, words.kind_of_place(place)),),
        quotation=text,
        notes=(home_phrases.please_answer_by(_, _day(found.answer_by.date(), words)),),
        buttons=tuple(Button(name, label, (found.id,), f"{label}: {text}") for name, label in labels),
    )


def _question(
    connection: Connection, arrival: Arrival, question_id: QuestionId, words: Words
) -> Iterator[Card]:
    question = questions.by_id(connection, arrival.workspace.network_id, question_id)
    if question is not None:
        heading, how = home_phrases.you_wait(words.gettext), home_phrases.being_asked(words.gettext)
        yield Card(heading, (how,), quotation=cut(question.text, LONGEST_QUESTION))


def _day(day: date, words: Words) -> str:
    return format_date(day, format="long", locale=words.locale)
