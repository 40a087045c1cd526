"""A person's introductions on their own page: those they wanted, and those for which they were asked.

A name stands here only once both sides read it in their introduction, and nobody reads who declined.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.card import Card
from bot.introductions import agreed, asking, kept_apart
from bot.introductions.sides import asker_of, peer_of
from bot.network import Arrival
from bot.outgoing import directly
from bot.phrases import Words
from bot.phrases import home as home_phrases
from bot.shortening import cut, one_line
from matching.domain import IntroductionId, NetworkId, Official, QuestionId
from store import directory, introductions, meetings, personal, questions, waiting, written_answers
from store.introduction_states import ANSWERED_YES
from store.introductions import Introduction

LONGEST_LINE = 120  # characters of a question: two lines on a laptop


def as_asker(
    connection: Connection, arrival: Arrival, words: Words, now: datetime, latest: int
) -> Iterator[Card]:
    """Give one card with what became of the introductions that this person wanted; none without any."""
    network_id, me = arrival.workspace.network_id, arrival.official
    ids, count = personal.questions_with_introductions(connection, arrival.workspace.id, me.id, latest)
    waits = set(waiting.questions_of(connection, network_id, me.id, now))
    lines = [
        home_phrases.wanted(words.gettext, _text(connection, arrival, each), state, name)
        for each in ids
        for state, name in _yes(connection, arrival, each, words, now)
        or [(how_far(connection, network_id, each, now) if each in waits else "none", "")]
    ]
    if lines:
        notes = home_phrases.more_introductions(words.ngettext, count - len(ids))
        yield Card(home_phrases.introductions_you_wanted(words.gettext), tuple(lines), notes=notes)


def as_peer(
    connection: Connection, arrival: Arrival, words: Words, now: datetime, latest: int
) -> Iterator[Card]:
    """Give one card with what this person did about the requests they were asked; none without any."""
    network_id = arrival.workspace.network_id
    ids, count = personal.answered_by(connection, network_id, arrival.official.id, latest)
    lines = [_as_peer(connection, arrival, each, words, now) for each in ids]
    if lines:
        notes = home_phrases.more_introductions(words.ngettext, count - len(lines))
        yield Card(home_phrases.introductions_with_you(words.gettext), tuple(lines), notes=notes)


def _yes(
    connection: Connection, arrival: Arrival, question_id: QuestionId, words: Words, now: datetime
) -> list[tuple[str, str]]:
    """Return how it stands with each peer who said yes about this question, or was wanted beside that."""
    legs = introductions.of_question(connection, arrival.workspace.network_id, question_id)
    mine = [each for each in legs if each.asker_id == arrival.official.id]
    stands = [
        _with(connection, leg, peer_of(connection, leg, now).official, words)
        for leg in mine
        if leg.state in ANSWERED_YES
    ]
    beside = [each for each in mine if asking.is_of_its_own(each, legs)]
    stands += [("waiting", "") for each in beside if asking.may_be_awaited(each, now)]
    # Who said yes when there was enough help already is none of the asker's business.
    return [(state, name) for state, name in stands if state != "enough"]


def how_far(connection: Connection, network_id: NetworkId, question_id: QuestionId, now: datetime) -> str:
    """Return "waiting" while peers are asked, as far as the asker may know; else what must happen first."""
    legs = introductions.of_question(connection, network_id, question_id)
    if any(each.state == "accepted" and each.waits_for for each in legs):
        return agreed.TOLD
    if any(asking.may_be_awaited(each, now) for each in legs):
        return "waiting"
    waits_for = next((each.waits_for for each in legs if each.state == "proposed"), "waiting")
    # Whom staff could not verify names a place first.
    if waits_for == "verification" and not directory.open_tenures(connection, legs[0].asker_id):
        return "place"
    return waits_for


def _as_peer(
    connection: Connection, arrival: Arrival, introduction_id: IntroductionId, words: Words, now: datetime
) -> str:
    leg = introductions.by_id(connection, arrival.workspace.network_id, introduction_id)
    assert leg is not None, "it was found in this transaction"
    state, name = leg.state, ""
    if state == "declined" and kept_apart.was_turned_away(connection, leg):
        state = "enough"
    if state in ANSWERED_YES:
        state, name = _with(connection, leg, asker_of(connection, leg, now).official, words)
    return home_phrases.asked(words.gettext, _text(connection, arrival, leg.question_id), state, name)


def _with(connection: Connection, leg: Introduction, other: Official, words: Words) -> tuple[str, str]:
    """Return "introduced" with whom; else what became of the yes, without: it may be nobody's by name."""
    if meetings.took_place(connection, leg.id):
        address = directly(connection, other, near=leg.workspace_id)
        return "introduced", words.person(showing.person(other, address.people[0] if address else ""))
    if leg.waits_for:
        return agreed.TOLD, ""
    written = written_answers.of_introduction(connection, leg.id)
    return ("enough" if written is None else "written"), ""


def _text(connection: Connection, arrival: Arrival, question_id: QuestionId) -> str:
    question = questions.by_id(connection, arrival.workspace.network_id, question_id)
    assert question is not None, "an introduction belongs to a question"
    return cut(one_line(question.text), LONGEST_LINE)
