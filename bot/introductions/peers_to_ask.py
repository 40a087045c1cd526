"""Whom to ask about a question: everybody who comes into question, their facts, then matching.choosing.

docs/choosing.md says by which rules and why. Everything here reads; who asks is the caller's business.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from bot.introductions.askable import Facts, Reason, office_for
from matching import choosing, peers, working_hours
from matching.choosing import STATED, Askable, Asker, Choice, Chosen, Source
from matching.domain import (
    NetworkId,
    Office,
    OfficeId,
    Official,
    OfficialId,
    PeerReason,
    RecordId,
)
from matching.quorum import comes_near
from store import loads, networks, questions
from store.introductions import Introduction
from store.loads import Behind
from store.questions import Question

# The codes of what brings somebody into question: PeerToAsk.source.
SOURCES = ("holds_record", "can_answer", "volunteers", "same_topic")

# At most three are asked about one question, and two more in case one of them is no longer free by then.
ENOUGH, OFFERED = 3, 5
# So many volunteers for a topic are looked at, and the offices of so many records about it; others for each
# question. That was enough in the fuller of the years that docs/choosing.md plays.
LOOKED_AT = 12


@dataclass(frozen=True, slots=True)
class PeerToAsk:
    """Somebody to ask, for which office and because of which record (None for who only said they can help).

    `title` is that record's. `reasons` say why they were chosen, what brought them into question first.
    `near_quorum` is the name of a governing body of which one more member in the same conversation would be a
    quorum, "" for none: who brings people together warns of it.
    """

    official: Official
    office: Office
    record_id: RecordId | None
    title: str
    reasons: tuple[PeerReason, ...]
    near_quorum: str = ""

    @property
    def source(self) -> PeerReason:
        """What brought them into question, which is the first of the reasons."""
        return self.reasons[0]


@dataclass(frozen=True, slots=True)
class Considered:
    """Whom to ask and who was left out by which rule, with why each of them came into question."""

    choice: Choice
    asker: Asker
    facts: Facts
    reasons: dict[OfficialId, Reason]
    titles: dict[RecordId, str]


def choose(  # noqa: PLR0913 (who asks what, pointing where, and when: nothing else needs them as one value)
    connection: Connection,
    question: Question,
    asker: Official,
    first_record: RecordId | None,
    now: datetime,
    *,
    without: frozenset[OfficialId] = frozenset(),
) -> list[PeerToAsk]:
    """Return whom to ask, best first; empty when nobody can be asked now.

    They are alternatives: choose again before a second one is asked, because the guard against a quorum
    counts who was asked by then.
    """
    considered = consider(connection, question, asker, first_record, now, without=without)
    return [_peer_to_ask(considered, each, question.language) for each in considered.choice.chosen]


def consider(  # noqa: PLR0913 (as choose)
    connection: Connection,
    question: Question,
    asker: Official,
    first_record: RecordId | None,
    now: datetime,
    *,
    without: frozenset[OfficialId] = frozenset(),
) -> Considered:
    """Return whom to ask, and everybody who came into question but was left out, by which rule.

    Where fewer than ENOUGH can be asked who hold a match or said that they can answer, everybody else who
    knows the topic is looked at, unless many hold a match that fits as well as the best: one of them will be
    free before long.
    """
    place_id = asker.jurisdiction.id if asker.jurisdiction else None
    behind, able = loads.close(connection, question.network_id, question.id, place_id, now.date())
    reasons = _best(_closer(behind, able, first_record), without)
    around = loads.around(connection, question.id, asker.id, now - choosing.PAIR_WAITS)
    facts = Facts(question.network_id, asker, around, now)
    facts.read(connection, {*reasons, *around.taking_part, asker.id})
    asking, askable = facts.asking(), list(facts.askable(reasons))
    choice = choosing.choose(asking, askable, now, OFFERED, question.id)
    if not choice.many and len(choice.chosen) < ENOUGH:
        more = _best(_about_the_topic(connection, question, behind, now.date()), without | reasons.keys())
        facts.read(connection, more.keys())
        reasons |= more
        askable += facts.askable(more)
        choice = choosing.choose(asking, askable, now, OFFERED, question.id)
    return Considered(choice, asking, facts, reasons, {each.record_id: each.title for each in behind})


def in_common(
    connection: Connection, introduction: Introduction, asker: Official, peer: Official, now: datetime
) -> tuple[tuple[PeerReason, ...], str]:
    """Return what both sides of a request share, and of which body one more member would be a quorum.

    `peer` is who is asked, or who takes the request over; "" for no such body.
    """
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    assert question is not None, "an introduction belongs to a question"
    around = loads.around(connection, question.id, asker.id, now - choosing.PAIR_WAITS)
    replaced = (peer.id, introduction.peer_id)
    gathered = frozenset(each for each in around.taking_part if each not in replaced)
    facts = Facts(introduction.network_id, asker, replace(around, taking_part=gathered), now)
    facts.read(connection, {asker.id, peer.id, *gathered})
    # What they are asked for is settled; only the office says from which place.
    reason = Reason(Source.WANTED, relevance=1.0, office_id=introduction.office_id)
    [askable] = facts.askable({peer.id: reason})
    asking_them = facts.asking()
    near = facts.members[peer.id].body if comes_near(askable.body, asking_them.gathered) else ""
    return tuple(_in_common(asking_them, askable, question.language, now)), near


def nobody_joined(connection: Connection, network_id: NetworkId, office_id: OfficeId, on: date) -> bool:
    """Return whether no member whom staff know holds the office, so that they would have to find somebody."""
    return not loads.any_member(connection, network_id, office_id, on)


def somebody_knows(connection: Connection, question: Question) -> bool:
    """Return whether somebody else volunteers for a topic that a question without a match names."""
    topics = named_topics(connection, question.network_id, question.text)
    about = loads.About(tuple(topics), question.id, LOOKED_AT)
    if not topics:
        return False
    found = loads.volunteers(connection, question.network_id, about)
    return any(official_id != question.asker_id for official_id, _topic in found)


def named_topics(connection: Connection, network_id: NetworkId, text: str) -> list[str]:
    """Return the network's topics whose words all stand in the text."""
    said = set(_words(text))
    return [topic for topic in networks.topics(connection, network_id) if set(_words(topic)) <= said]


def _best(
    reasons: Iterable[tuple[OfficialId, Reason]], without: frozenset[OfficialId]
) -> dict[OfficialId, Reason]:
    """Return the best reason for each official but those."""
    best: dict[OfficialId, Reason] = {}
    for official_id, reason in reasons:
        if official_id not in without and (
            official_id not in best or _rank(reason) > _rank(best[official_id])
        ):
            best[official_id] = reason
    return best


def _rank(reason: Reason) -> tuple[int, float]:
    return -choosing.TIER[reason.source], reason.relevance


def _closer(
    behind: list[Behind], able: frozenset[OfficialId], first_record: RecordId | None
) -> Iterator[tuple[OfficialId, Reason]]:
    """Give who holds the office behind a match, and who said that they could answer this question."""
    for each in behind:
        # Whom else to ask about the record that is wanted comes after who holds its own office.
        is_wanted = not each.further and first_record in {each.record_id, *each.matched}
        source = Source.WANTED if is_wanted else Source.MATCHED
        # A score is a probability with what likeness and outcomes added (matching/ranker.py).
        relevance = min(1.0, max(0.0, each.score))
        for official_id in each.holders:
            yield official_id, Reason(source, relevance, each.office_id, each.record_id)
    for official_id in able:
        yield official_id, Reason(Source.ANSWERABLE, STATED[Source.ANSWERABLE])


def _about_the_topic(
    connection: Connection, question: Question, behind: list[Behind], on: date
) -> Iterator[tuple[OfficialId, Reason]]:
    """Give who volunteers for a topic of the question, and whose office has another record about it."""
    topics = _topics(connection, question, behind)
    if not topics:
        return
    about = loads.About(tuple(topics), question.id, LOOKED_AT)
    for official_id, office_id, topic in loads.knowing(connection, question.network_id, about, on):
        source = Source.VOLUNTEER if office_id is None else Source.TOPIC
        yield official_id, Reason(source, STATED[source], office_id, topic=topic)


def _topics(connection: Connection, question: Question, behind: list[Behind]) -> list[str]:
    """Return the topics of what was shown; of a question without a match, the topics that it names."""
    if behind:
        return loads.topics(connection, question.id)
    return named_topics(connection, question.network_id, question.text)


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()


def _peer_to_ask(considered: Considered, chosen: Chosen, language: str) -> PeerToAsk:
    official_id = chosen.askable.official_id
    member, reason = considered.facts.members[official_id], considered.reasons[official_id]
    office = office_for(member.official, reason)
    assert office is not None, "who holds no office counts as not joined"
    title = considered.titles[reason.record_id] if reason.record_id else ""
    common = _in_common(considered.asker, chosen.askable, language, considered.facts.now)
    why = (_source(reason), *common)
    near_quorum = member.body if chosen.near_quorum else ""
    return PeerToAsk(member.official, office, reason.record_id, title, why, near_quorum)


def _source(reason: Reason) -> PeerReason:
    match reason.source:
        case Source.ANSWERABLE:
            return PeerReason("can_answer")
        case Source.VOLUNTEER:
            return PeerReason("volunteers", reason.topic)
        case Source.TOPIC:
            return PeerReason("same_topic", reason.topic)
        case _:
            return PeerReason("holds_record")


def _in_common(asker: Asker, askable: Askable, language: str, now: datetime) -> Iterator[PeerReason]:
    """Give what both sides share; nothing that would tell the peer which place the asker's is."""
    yield from peers.reasons(asker.place, askable.place)
    if spoken := asker.languages & askable.languages:
        yield PeerReason("spoken", language if language in spoken else min(spoken))
    shared = working_hours.shared_hours(asker.time_zone, askable.time_zone, now)
    if shared is not None and shared >= 1:
        yield PeerReason("shared_hours", str(int(shared)))
