"""People of staff on the stage, and what they and askers do there."""

from datetime import timedelta

from bot import network
from bot.events import OfficeSought
from bot.events.member import TasksWanted
from bot.messages import Refused
from bot.messages.staff import OfficialOverloaded
from bot.outgoing import Outgoing
from bot.speaker import Speaker, Spot
from bot.staff import tasks as staff_tasks
from matching.domain import Official, RecordId
from store import memberships, merges, officials, records
from store.memberships import MembershipDraft
from store.merges import Merging, Outcome
from store.record_values import draft_of
from tests.bot.stage import ANA, BEN, CHANNEL, PRIVATE, WORKSPACE, Stage, of_kind, only
from tests.factories import NOW

SAM = Speaker(WORKSPACE, "U0SAM", name="Sam Sorrel")  # is staff
TESS = Speaker(WORKSPACE, "U0TESS", name="Tess Thorn")  # is staff, too
ROOM = "C0STAFF"
CARD = Spot(ROOM, thread="400.1", message="400.1")  # where a button of a task was pressed
LATER = NOW + timedelta(days=1)
LAMPS = "Who has sensors that dim street lamps?"
NONSENSE = "Where do pelicans sleep?"


def official(stage: Stage, speaker: Speaker) -> Official:
    with stage.engine.connect() as connection:
        found = officials.by_identity(connection, stage.workspace_id, speaker.chat_id, LATER.date())
    assert found
    return found


def open_task(stage: Stage, kind: str, subject_id: int) -> list[Outgoing]:
    with stage.engine.begin() as connection:
        return staff_tasks.add(connection, stage.network_id, kind, subject_id, NOW)


def join(stage: Stage, person: Official, *, verified: bool = True) -> None:
    with stage.engine.begin() as connection:
        memberships.save(connection, stage.network_id, person.id, MembershipDraft(), NOW)
        if verified:
            officials.mark_verified(connection, person.id, NOW)


def lives(stage: Stage, speaker: Speaker, time_zone: str) -> None:
    """Let somebody say in which time zone they are."""
    stage.do(TasksWanted(speaker, PRIVATE))
    with stage.engine.begin() as connection:
        said = MembershipDraft(time_zone=time_zone)
        memberships.save(connection, stage.network_id, official(stage, speaker).id, said, NOW)


def sought(stage: Stage, speaker: Speaker = ANA) -> list[Outgoing]:
    answer = stage.ask(speaker, LAMPS)
    return stage.do(OfficeSought(speaker, CHANNEL, answer.question_id, stage.unjoined.id))


def reasons(said: list[Outgoing]) -> list[str]:
    return [message.reason for message in of_kind(Refused, said)]


def said_to(said: list[Outgoing], speaker: Speaker) -> list[Outgoing]:
    return [each for each in said if speaker.chat_id in each.address.people]


def arrival(stage: Stage, speaker: Speaker) -> network.Arrival:
    with stage.engine.connect() as connection:
        return network.look(connection, speaker, NOW)


def overload(stage: Stage) -> OfficialOverloaded:
    return only(OfficialOverloaded, open_task(stage, "overload", official(stage, BEN).id))


def merged(stage: Stage, record_id: int, into_id: int) -> None:
    """Let a record be merged into another one, which keeps what it says."""
    with stage.engine.begin() as connection:
        gone, kept = RecordId(record_id), RecordId(into_id)
        found = records.by_ids(connection, stage.network_id, (gone, kept))
        merging = Merging(gone, found[gone].revision, kept, found[kept].revision, by=None)
        outcome = Outcome(draft_of(found[kept]), ())
        assert merges.merge(connection, stage.network_id, merging, outcome, NOW)
