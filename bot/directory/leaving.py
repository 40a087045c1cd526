"""Offices outlive people: what somebody leaves goes to the next holder, who is asked whether it is right."""

from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.directory.standing_in import themselves
from bot.events.member import NetworkLeft, RecordConfirmed
from bot.introductions import asker_gone, introduce, passing_on
from bot.messages.profile import DirectoryLeft, OfficeShown, RecordNamed, RecordsToConfirm
from bot.network import Arrival, known
from bot.outgoing import Outgoing, directly, in_place_of_buttons, quietly
from bot.records import expiring_task, quote_expiry
from bot.refusal import Refusal
from bot.staff import task_places
from bot.staff import tasks as staff_tasks
from bot.staff.task_places import all_over
from matching.domain import NetworkId, Office, Official, OfficialId, RecordId
from store import (
    audit,
    audit_views,
    digests,
    directory,
    introductions,
    memberships,
    officials,
    places,
    proposals,
    record_changes,
    records,
    shared_files,
    standing,
    tasks,
)
from store.audit import Act, watched
from store.due import Due
from store.revisions import Change

ASKED_AT_ONCE = 5  # records; more buttons than that hide the first ones, and the rest follows click by click
# Waiting for the process that can post: what the operator's commands wrote (bot/operator/add_official.py).
TENURE_BEGAN = "tenure_began"
TENURE_ENDS = "tenure_ends"


def leave(connection: Connection, arrival: Arrival, event: NetworkLeft, now: datetime) -> list[Outgoing]:
    """End the membership and every tenure, pass on what waited for the official, and end what they wanted.

    Raises Refusal for who is no member and holds no office.
    """
    held = arrival.official.offices
    official = themselves(connection, arrival).official
    if not memberships.leave(connection, official.id, now) and not held:
        raise Refusal("not_a_member")
    shown = tuple(OfficeShown(each.name, showing.place(each.jurisdiction)) for each in held)
    address = quietly(event.speaker, event.spot)
    said = [Outgoing(address, DirectoryLeft(shown), official.locale)]
    for office in official.offices:
        said += leave_office(connection, official, office, now)
    officials.mark_unverified(connection, official.id)
    proposals.discard_all(connection, official.id, now)
    shared_files.drop_all(connection, official.id, now)
    digests.pause_own(connection, official.id)
    said += _pass_on(connection, official, None, now)
    return said + _end_wishes(connection, official, now)


def leave_office(connection: Connection, official: Official, office: Office, now: datetime) -> list[Outgoing]:
    """End one tenure: its open introductions pass to the office, and staff are asked who holds it next.

    Staff hear of it where records or introductions need somebody and no other member holds the office.
    """
    network_id = official.network_id
    officials.leave(connection, official.id, office.id, now.date())
    needed = directory.has_work(connection, network_id, office.id)
    said = _pass_on(connection, official, office, now)
    if needed and not directory.has_member(connection, network_id, office.id, now.date()):
        said += staff_tasks.add(connection, network_id, "successor", office.id, now)
    return said


def welcome(
    connection: Connection,
    official: Official,
    office: Office,
    now: datetime,
    *,
    by: OfficialId | None = None,
) -> list[Outgoing]:
    """Let go on what waited for somebody to join the office, and ask its new holder about its records.

    Call it once somebody verified has joined, or a member was verified or named. Nobody is sought for the
    office any more: such a task is closed by whoever verified them, else by itself.
    """
    going_on = introduce.go_on(connection, official.network_id, now, office_id=office.id)
    settled = _settle_search(connection, office, official.network_id, by, now)
    return [*going_on, *settled, *ask_to_confirm(connection, official, office, now)]


def _settle_search(
    connection: Connection, office: Office, network_id: NetworkId, by: OfficialId | None, now: datetime
) -> list[Outgoing]:
    open_now = (tasks.open_of(connection, network_id, kind, office.id) for kind in tasks.SEEKING)
    settled = [
        each
        for each in open_now
        if each is not None and tasks.close(connection, each.id, by, "contact_named", now)
    ]
    return task_places.all_over(connection, settled, now)


def ask_to_confirm(
    connection: Connection, official: Official, office: Office, now: datetime
) -> list[Outgoing]:
    """Ask the official in private which of the office's records are still right, a few at a time."""
    address = directly(connection, official)
    asked = _to_confirm(connection, official, office, now)
    return [Outgoing(address, asked, official.locale)] if address and asked.records else []


def confirm(
    connection: Connection, arrival: Arrival, event: RecordConfirmed, now: datetime
) -> list[Outgoing]:
    """Note that the office found its record right today, and show what is left.

    Raises Refusal for others than who holds the record's office, until staff know them, and a second time.
    """
    official, record_id = arrival.official, RecordId(event.record_id)
    record = records.by_ids(connection, official.network_id, [record_id]).get(record_id)
    if record is None:
        raise Refusal("record_withdrawn")
    office = next((each for each in official.offices if each == record.office), None)
    if office is None:
        raise Refusal("not_your_record")
    if official.verified_at is None:
        raise Refusal("not_verified_yet")
    verified = Change("verified", official.id)
    if not record_changes.confirm(connection, official.network_id, record_id, now, verified):
        raise Refusal("confirmed_already")
    ended = expiring_task.close(connection, official.network_id, record_id, (official.id, "confirmed"), now)
    rest = _to_confirm(connection, official, office, now, confirmed=record.title)
    said = Outgoing(in_place_of_buttons(event.speaker, event.spot), rest, official.locale)
    return [said, *all_over(connection, [ended], now)]


def greet_added(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Say what follows from an official whom the operator entered: their own wishes go on as well.

    Nothing for who was taken out before.
    """
    held = _held(connection, waiting, now)
    if held is None or held[0].verified_at is None:
        return []
    official, office = held
    checked = tasks.latest_of(connection, official.network_id, "verify", official.id)
    by_operator = checked is not None and checked.closed_by is None
    over = task_places.all_over(connection, [checked] if by_operator else [], now)
    wanted = introduce.go_on(connection, official.network_id, now, official_id=official.id)
    return [*over, *wanted, *welcome(connection, official, office, now)]


def end_tenure(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """End the tenure of an official whom the operator took out, unless they are back by now."""
    held = _held(connection, waiting, now)
    if held is None:
        return []
    membership = memberships.by_official(connection, held[0].id)
    back = membership is not None and membership.left_at is None
    if back:
        return []
    act = Act(held[0].network_id, audit.BOT, "member.leave")
    with watched(connection, act, audit_views.official(held[0].id), now):
        said = leave_office(connection, *held, now)
        return said + _end_wishes(connection, held[0], now)


def _end_wishes(connection: Connection, official: Official, now: datetime) -> list[Outgoing]:
    """End what somebody who left wanted from others, or was asked, once they hold no office any more."""
    if known(connection, official.network_id, official.id, now).offices:
        return []
    standing.close_all(connection, official.network_id, official.id, now)
    forgotten = quote_expiry.forget_all(connection, official, now)
    return forgotten + asker_gone.withdraw(connection, official.network_id, official.id, now)


def _held(connection: Connection, waiting: Due, now: datetime) -> tuple[Official, Office] | None:
    tenure = directory.open_tenure(connection, waiting.subject_id)
    if tenure is None:
        return None
    official = officials.by_id(connection, tenure.network_id, tenure.official_id, now.date())
    office = places.office_by_id(connection, tenure.network_id, tenure.office_id)
    return (official, office) if official and office else None


def _pass_on(
    connection: Connection, official: Official, office: Office | None, now: datetime
) -> list[Outgoing]:
    """Pass on what waits for the official in this office, or in any."""
    waiting = introductions.open_of_peer(connection, official.network_id, official.id)
    concerned = (each for each in waiting if office is None or each.office_id == office.id)
    return [each for introduction in concerned for each in passing_on.pass_on(connection, introduction, now)]


def _to_confirm(
    connection: Connection, official: Official, office: Office, now: datetime, confirmed: str = ""
) -> RecordsToConfirm:
    since = directory.held_since(connection, official.id, office.id) or now.date()
    found = directory.unconfirmed_records(connection, official.network_id, office.id, since)
    named = tuple(RecordNamed(record_id, title) for record_id, title in found[:ASKED_AT_ONCE])
    return RecordsToConfirm(office.name, showing.place(office.jurisdiction), named, len(found), confirmed)
