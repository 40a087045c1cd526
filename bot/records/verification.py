"""Records are checked again: who verified one is reminded before its last day; docs/verification.md.

One row of the table `due` for each network and day looks for them, however many records there are.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection

from bot.events.practice import StillRight
from bot.introductions.sides import next_at_work
from bot.messages.editing import ExpiringShown, RecordChecked, RecordsExpiring
from bot.network import Arrival
from bot.outgoing import Outgoing, directly, in_place_of_buttons, quietly
from bot.records import expiring_task
from bot.refusal import Refusal
from bot.staff import is_named, is_staff
from bot.staff import tasks as staff_tasks
from bot.staff.task_places import all_over
from matching.domain import NetworkId, OfficeId, Official, OfficialId, PracticeRecord, RecordId
from store import (
    due,
    memberships,
    networks,
    officials,
    record_changes,
    record_reminders,
    records,
    tasks,
)
from store.due import Due
from store.record_reminders import Nearing
from store.revisions import Change

DAY_DUE, REMINDER_DUE = "verification_day", "verification_reminder"

# Days before the last one; issue 6's promise.
THRESHOLDS = (0, 7, 30)
# A server that was down for a week still reminds; what ran out before that was imported so, and an import of
# thousands of old records must not open a task for each.
LATE = timedelta(days=7)
# A row of `due` is one of its kind and subject, and days repeat in each network: the subject is both. The
# ordinal of a day has six digits until the year 2738.
NETWORKS_APART = 1_000_000
ASKED_AT_ONCE = 5  # records; more buttons than that hide the first ones, and the rest follows click by click


def begin(connection: Connection, now: datetime) -> None:
    """Let every network look for such records from today on; a second time changes nothing."""
    for network_id in networks.every(connection).values():
        _schedule(connection, network_id, now.date(), now)


def look(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Note who is to be reminded of what, open a task for what ran out, and look again tomorrow."""
    begin(connection, now)
    network_id, today = waiting.network_id, now.date()
    tomorrow = today + timedelta(days=1)
    _schedule(connection, network_id, tomorrow, datetime.combine(tomorrow, time(), UTC))
    said: list[Outgoing] = []
    reminded = set[OfficialId]()
    verifiers = _Verifiers(connection, network_id, now)
    for each, days in _nearing(connection, network_id, today):
        if _ran_out(connection, network_id, each, today):
            said += staff_tasks.add(connection, network_id, expiring_task.KIND, each.record_id, now)
        official = verifiers.of(each)
        told = official.id if official else None
        reminder_id = record_reminders.note(connection, network_id, each, days, told)
        if reminder_id is None:
            continue
        if official is not None and official.id not in reminded:
            reminded.add(official.id)
            moment = next_at_work(connection, official, now)
            due.schedule(connection, network_id, REMINDER_DUE, reminder_id, moment)
    return said


def remind(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Tell the official in one message of every record that they were not told of yet.

    If the bot did not run at that hour and they are no longer at work, it waits until they next are. Where no
    chat reaches them any more, or they may not say any more that it is right, somebody else is asked.
    """
    official_id = record_reminders.official_of(connection, waiting.network_id, waiting.subject_id)
    if official_id is None:
        return []
    official = officials.by_id(connection, waiting.network_id, official_id, now.date())
    moment = next_at_work(connection, official, now) if official else now
    if moment > now:
        due.again(connection, waiting.network_id, REMINDER_DUE, waiting.subject_id, moment)
        return []
    _ask_others(connection, waiting.network_id, official_id, now)
    address = directly(connection, official) if official else None
    if official is None or address is None:
        return []
    taken = record_reminders.take(connection, waiting.network_id, official_id, now)
    last_days = {each.record_id: each.verify_by for each in taken}
    found = records.by_ids(connection, waiting.network_id, last_days)
    still = [each for each in found.values() if each.verify_by == last_days[each.id]]
    if not still:
        return []
    return [Outgoing(address, _shown(connection, official, still), official.locale)]


def _ask_others(
    connection: Connection, network_id: NetworkId, official_id: OfficialId, now: datetime
) -> None:
    """Let others be told of what the official cannot be asked about any more."""
    verifiers = _Verifiers(connection, network_id, now)
    for reminder_id, found in record_reminders.untold(connection, network_id, official_id):
        if verifiers.has(official_id, found):
            continue
        other = verifiers.of(found)
        record_reminders.give(connection, reminder_id, other.id if other else None)
        if other is not None:
            due.again(connection, network_id, REMINDER_DUE, reminder_id, next_at_work(connection, other, now))


def confirm(connection: Connection, arrival: Arrival, event: StillRight, now: datetime) -> list[Outgoing]:
    """Note that the record was found right today, and show what else the speaker was reminded of.

    Raises Refusal for others than staff, its verifier and who holds its office, the last two as long as they
    are members whom staff verified; and a second time.
    """
    network_id, me, record_id = arrival.workspace.network_id, arrival.official, RecordId(event.record_id)
    record = only_who_may_check(connection, arrival, record_id)
    if not record_changes.confirm(connection, network_id, record_id, now, Change("verified", me.id)):
        raise Refusal("confirmed_already")
    ended = expiring_task.close(connection, network_id, record_id, (me.id, "confirmed"), now)
    done = all_over(connection, [ended], now)
    if event.listed:
        alone = quietly(event.speaker, event.spot)
        return [Outgoing(alone, RecordChecked(record.title), me.locale), *done]
    told = record_reminders.told(connection, network_id, me.id)
    left = [each for each in records.by_ids(connection, network_id, told).values() if each.id != record_id]
    message = _shown(connection, me, left, record.title)
    said = Outgoing(in_place_of_buttons(event.speaker, event.spot), message, me.locale)
    return [said, *done]


class _Verifiers:
    """Who is to be reminded of a record: who verified it, else an official of its office.

    Only those whom a chat reaches, and who may say that it is still right.
    """

    def __init__(self, connection: Connection, network_id: NetworkId, now: datetime) -> None:
        self._connection, self._network_id, self._today = connection, network_id, now.date()
        self._known: dict[tuple[OfficialId | None, int | None], Official | None] = {}

    def of(self, found: Nearing) -> Official | None:
        """Return the official, None where there is nobody; looked up once for all records of one."""
        key = (found.verifier_id, found.office_id)
        if key not in self._known:
            self._known[key] = next(self._candidates(*key), None)
        return self._known[key]

    def has(self, official_id: OfficialId, found: Nearing) -> bool:
        """Say whether this official is one of those who can be reminded of the record."""
        first = self.of(found)
        if first is not None and first.id == official_id:
            return True
        return any(each.id == official_id for each in self._candidates(found.verifier_id, found.office_id))

    def _candidates(self, verifier_id: OfficialId | None, office_id: int | None) -> Iterator[Official]:
        connection, network_id = self._connection, self._network_id
        if verifier_id is not None:
            verifier = officials.by_id(connection, network_id, verifier_id, self._today)
            trusted = verifier and (verifier.verified_at is not None or is_named(connection, verifier.id))
            if verifier and trusted and self._is_here(verifier):
                yield verifier
        if office_id is not None:
            holders = officials.holders(connection, network_id, OfficeId(office_id), self._today)
            yield from (each for each in holders if each.verified_at is not None and self._is_here(each))

    def _is_here(self, official: Official) -> bool:
        left = memberships.at_work(self._connection, official.id).left_at is not None
        return not left and directly(self._connection, official) is not None


def _nearing(connection: Connection, network_id: NetworkId, today: date) -> Iterator[tuple[Nearing, int]]:
    """Give what comes near, with the threshold that it reached since it was verified."""
    last = today + timedelta(days=max(THRESHOLDS))
    for each in record_reminders.nearing(connection, network_id, today - LATE, last):
        days = next(days for days in THRESHOLDS if (each.verify_by - today).days <= days)
        if each.verified_on is None or each.verified_on < each.verify_by - timedelta(days=days):
            yield each, days


def _ran_out(connection: Connection, network_id: NetworkId, found: Nearing, today: date) -> bool:
    """Say whether the record's last day is over, and staff had no task about that day yet."""
    if found.verify_by >= today:
        return False
    told = tasks.latest_of(connection, network_id, expiring_task.KIND, found.record_id)
    return told is None or told.opened_at.date() < found.verify_by


def _schedule(connection: Connection, network_id: NetworkId, day: date, at: datetime) -> None:
    due.schedule(connection, network_id, DAY_DUE, network_id * NETWORKS_APART + day.toordinal(), at)


def only_who_may_check(connection: Connection, arrival: Arrival, record_id: RecordId) -> PracticeRecord:
    """Return the published record. Raises Refusal if it is none, and for others than `confirm` names."""
    me = arrival.official
    record = records.by_ids(connection, arrival.workspace.network_id, [record_id]).get(record_id)
    if record is None:
        raise Refusal("record_withdrawn")
    if is_staff(connection, arrival):
        return record
    left = memberships.at_work(connection, me.id).left_at is not None
    if left or (record.verifier_id != me.id and record.office not in me.offices):
        raise Refusal("not_yours_to_check")
    if me.verified_at is None:
        raise Refusal("not_verified_yet")
    return record


def _shown(
    connection: Connection, official: Official, found: Sequence[PracticeRecord], confirmed: str = ""
) -> RecordsExpiring:
    nearest = sorted(found, key=lambda each: (each.verify_by or date.max, each.id))
    named = tuple(
        ExpiringShown(each.id, each.title, each.verify_by.isoformat() if each.verify_by else "")
        for each in nearest[:ASKED_AT_ONCE]
    )
    can_edit = is_named(connection, official.id)
    return RecordsExpiring(named, len(nearest) - len(named), can_edit, confirmed)
