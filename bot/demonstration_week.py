"""A made-up week of the demonstration network: what its summary is shown with.

The records and the questions are those of the demonstration, with the judgements which record answers which
question; who asked, when, and what came of it is invented, always in the same way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection

from bot import demonstration
from matching.domain import Audience, Band, NetworkId, Official, PracticeRecord, QuestionId, WorkspaceId
from store import introductions, officials, questions, record_changes, records
from store.introductions import IntroductionDraft
from store.questions import QuestionDraft

CONVERSATION = "demonstration"

# A week that a minute's reading tells: more questions than the summary has lines for, and some of all else.
QUESTIONS = 42
CONFIRMED = 3
NEW = (
    "bolton-surge-vaccines",
    "seattle-staff-vaccine-deal",
    "la-move-mobile-vaccines",
    "chicago-protect-plus",
)

BEFORE = timedelta(days=30)  # when the network began, so that its beginning is no news of this week
BETWEEN = timedelta(hours=3, minutes=50)  # two questions: all of them lie within the week

# What became of each of the introductions in turn.
_CAME_OF_IT = (
    ("accepted", "introduced", "met", "useful", "adopted"),
    ("accepted", "introduced", "met", "useful"),
    ("accepted", "introduced"),
    ("accepted", "introduced", "met", "useful", "adapted"),
    (),
    ("accepted", "introduced", "met", "useful"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the week is played, and when it ends."""

    connection: Connection
    network_id: NetworkId
    workspace_id: WorkspaceId
    until: datetime

    def asked_at(self, number: int) -> datetime:
        """Return when the question of this number was asked, the last one first."""
        return self.until - BETWEEN * (number + 1)


def play(stage: Stage) -> None:
    """Let the week until that moment happen in a demonstration network that begins a month before it."""
    until, began = stage.until, stage.until - BEFORE
    demonstration.load(stage.connection, began, but=NEW)
    for each in islice(records.all_published(stage.connection, stage.network_id), CONFIRMED):
        record_changes.confirm(stage.connection, stage.network_id, each.id, until - timedelta(days=1))
    demonstration.load(stage.connection, until - timedelta(days=2))
    by_key = {each.key: each for each in records.all_published(stage.connection, stage.network_id)}
    contacts = _contacts(stage, tuple(by_key.values()))
    for number, judged in enumerate(islice(_in_turn(), QUESTIONS)):
        relevant = [by_key[key] for key in judged.relevant if key in by_key]
        asker = contacts[number * 11 % len(contacts)]
        question_id = _ask(stage, judged, asker, relevant, number)
        if relevant and number % 4:
            _answered(stage, question_id, asker, relevant[0], number)


def _in_turn() -> Iterator[demonstration.JudgedQuestion]:
    """Give the sample questions as officials write them, in English and with the seldom ones between."""
    plain = [each for each in demonstration.questions() if each.language == "en" and each.style == "plain"]
    yield from plain
    yield from (each for each in demonstration.questions() if each.style in ("indirect", "terse"))


def _ask(
    stage: Stage,
    judged: demonstration.JudgedQuestion,
    asker: Official,
    relevant: list[PracticeRecord],
    number: int,
) -> QuestionId:
    draft = QuestionDraft(
        asker_id=asker.id,
        workspace_id=stage.workspace_id,
        conversation=CONVERSATION,
        thread="",
        audience=Audience.CHANNEL,
        text=judged.text,
        language=judged.language,
        band=Band.GOOD if relevant else Band.NONE,
    )
    matches = [(each.id, 1.0) for each in relevant]
    return questions.add(stage.connection, stage.network_id, draft, matches, stage.asked_at(number))


def _answered(
    stage: Stage, question_id: QuestionId, asker: Official, record: PracticeRecord, number: int
) -> None:
    """Let the record answer the question an hour later, and mostly its office talk to the asker."""
    connection, network_id = stage.connection, stage.network_id
    later = stage.asked_at(number) + timedelta(hours=1)
    questions.note_answer(connection, network_id, question_id, record.id, None, later)
    peer = _holder(stage, record)
    if peer is None or peer.id == asker.id or number % 4 == 3:
        return
    assert record.office is not None, "somebody holds it"
    draft = IntroductionDraft(
        question_id=question_id,
        record_id=record.id,
        office_id=record.office.id,
        asker_id=asker.id,
        workspace_id=stage.workspace_id,
        conversation=CONVERSATION,
        thread="",
        peer_id=peer.id,
    )
    introduction, _ = introductions.request(connection, network_id, draft, later)
    state = introduction.state
    for new in _CAME_OF_IT[number // 2 % len(_CAME_OF_IT)]:
        introductions.move(connection, introduction.id, state, new, peer.id, later)
        state = new


def _contacts(stage: Stage, published: tuple[PracticeRecord, ...]) -> list[Official]:
    """Return the contact of each office once, in the order of the records."""
    found = (_holder(stage, each) for each in published)
    return list({each.id: each for each in found if each}.values())


def _holder(stage: Stage, record: PracticeRecord) -> Official | None:
    if record.office is None:
        return None
    holders = officials.holders(stage.connection, stage.network_id, record.office.id, demonstration.SINCE)
    return holders[0] if holders else None
