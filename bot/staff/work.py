"""What staff do about their tasks: verify a person, name a contact, close a task, see what is open."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.directory import leaving
from bot.events.member import ContactNamed, PersonChecked, TasksWanted, TaskTaken
from bot.introductions import introduce, office_search
from bot.messages.staff import ContactNoted, PlaceNotVerified, PlaceVerified, TasksListed
from bot.network import Arrival, known
from bot.outgoing import Outgoing, alone, directly, in_thread
from bot.refusal import Refusal
from bot.staff import only_staff
from bot.staff.task_places import again, over
from bot.staff.tasks import shown
from bot.their_day import their_day
from matching.domain import NetworkId, Office, OfficeId, Official, OfficialId, TaskId
from store import memberships, networks, officials, places, tasks
from store.networks import Workspace
from store.tasks import Task

LISTED = 10  # tasks that one list shows; each is a message of its own, and more would bury the first


def check_person(
    connection: Connection, arrival: Arrival, event: PersonChecked, now: datetime
) -> list[Outgoing]:
    """Keep whether the official works where they say, tell them, and let what waited for it go on.

    If they named another office since staff looked, nothing is kept and staff see what is true now. Who was
    not verified holds the office no more, until staff verify them after all. Raises Refusal for others than
    staff, and if nothing is open about this official any more.
    """
    only_staff(connection, arrival)
    network_id = arrival.workspace.network_id
    official = officials.by_id(connection, network_id, OfficialId(event.official_id), now.date())
    task = tasks.latest_of(connection, network_id, "verify", event.official_id)
    if official is None or task is None:
        raise Refusal("unknown_task")
    if event.after_all and task.outcome == "not_verified":
        return _verify_after_all(connection, arrival, event, (official, task), now)
    still_open(connection, task, now)
    office = _checked_office(official, event.office_id)
    if office is None:
        return again(connection, arrival, (event.speaker, event.spot), task, now)
    _close(connection, arrival, task, "verified" if event.works_there else "not_verified", now)
    replaced = again(connection, arrival, (event.speaker, event.spot), task, now)
    if not event.works_there:
        officials.mark_unverified(connection, official.id)
        # Else the office would count as theirs, and nobody would look for who holds it.
        officials.leave(connection, official.id, office.id, now.date())
        return [*replaced, *_told(connection, arrival, official, office, verified=False)]
    return [*replaced, *_verified(connection, arrival, official, office, now)]


def _verify_after_all(
    connection: Connection,
    arrival: Arrival,
    event: PersonChecked,
    about: tuple[Official, Task],
    now: datetime,
) -> list[Outgoing]:
    """Give the office back to who was not verified, unless they named another one since."""
    official, task = about
    office = places.office_by_id(connection, task.network_id, OfficeId(event.office_id))
    if office is None or (official.offices and office not in official.offices):
        still_open(connection, task, now)
        raise AssertionError("a task that was closed is not open")
    outcomes = ("not_verified", "verified")
    if not tasks.correct(connection, task.id, arrival.official.id, outcomes, now):
        open_task(connection, task.network_id, task.id, now)
    officials.hold(connection, official.id, office.id, now.date())
    official = known(connection, task.network_id, official.id, now)
    replaced = again(connection, arrival, (event.speaker, event.spot), task, now)
    return [*replaced, *_verified(connection, arrival, official, office, now)]


def _verified(
    connection: Connection, arrival: Arrival, official: Official, office: Office, now: datetime
) -> list[Outgoing]:
    officials.mark_verified(connection, official.id, now)
    told = _told(connection, arrival, official, office, verified=True)
    return [*told, *_going_on(connection, arrival, official, official.offices, now)]


def take_task(connection: Connection, arrival: Arrival, event: TaskTaken, now: datetime) -> list[Outgoing]:
    """Close the task in the name of who pressed; who waits for an office hears that nobody was found.

    Raises Refusal if it is gone, or was closed by then.
    """
    only_staff(connection, arrival)
    task = open_task(connection, arrival.workspace.network_id, event.task_id, now)
    _close(connection, arrival, task, "done", now)
    said = again(connection, arrival, (event.speaker, event.spot), task, now)
    if task.kind in tasks.SEEKING:
        said += office_search.give_up(connection, task.network_id, OfficeId(task.subject_id), now)
    return said


def name_contact(
    connection: Connection, arrival: Arrival, event: ContactNamed, now: datetime
) -> list[Outgoing]:
    """Let the named person hold the task's office, as verified.

    Nobody is contacted who has not joined: staff are told to invite them. A member is asked at once what
    waits for the office, and whether its records are still right. Raises Refusal as `take_task`, and for a
    task that is not about an office.
    """
    only_staff(connection, arrival)
    network_id = arrival.workspace.network_id
    task, office = office_task(connection, network_id, event.task_id, now)
    _close(connection, arrival, task, "contact_named", now)
    contact = _contact(connection, arrival, event, now)
    officials.hold(connection, contact.id, office.id, now.date())
    officials.mark_verified(connection, contact.id, now)
    settled = _settle_verification(connection, arrival, contact, now)
    member = _is_member(connection, contact)
    noted = ContactNoted(contact.name, event.chat_id, office.name, showing.place(office.jurisdiction), member)
    said = again(connection, arrival, (event.speaker, event.spot), task, now)
    said.append(Outgoing(in_thread(event.speaker, event.spot), noted, arrival.official.locale))
    return [*said, *settled, *_going_on(connection, arrival, contact, (office,), now)]


def list_tasks(connection: Connection, arrival: Arrival, event: TasksWanted, now: datetime) -> list[Outgoing]:
    """Return what is open, to this person alone: how much, and the oldest tasks with their buttons."""
    only_staff(connection, arrival)
    network_id = arrival.workspace.network_id
    everybody = arrival.workspace.demonstration
    found = (
        shown(connection, each, now, everybody=everybody)
        for each in tasks.every_open(connection, network_id, LISTED)
    )
    cards = [each for each in found if each is not None]
    count = tasks.count_open(connection, network_id)
    address = alone(event.speaker, event.spot)
    listed = [TasksListed(count, len(cards)), *cards]
    return [Outgoing(address, message, arrival.official.locale) for message in listed]


def open_task(connection: Connection, network_id: NetworkId, task_id: int, now: datetime) -> Task:
    """Return the open task. Raises Refusal if it is gone, or done: then with by whom and when."""
    task = tasks.by_id(connection, network_id, TaskId(task_id))
    if task is None:
        raise Refusal("unknown_task")
    still_open(connection, task, now)
    return task


def office_task(
    connection: Connection, network_id: NetworkId, task_id: int, now: datetime
) -> tuple[Task, Office]:
    """Return the open task and the office that it needs a person for. Raises Refusal as `open_task`."""
    task = open_task(connection, network_id, task_id, now)
    office = places.office_by_id(connection, network_id, OfficeId(task.subject_id))
    if task.kind not in tasks.SEEKING or office is None:
        raise Refusal("unknown_task")
    return task, office


def known_by(connection: Connection, workspace: Workspace, chat_id: str, now: datetime) -> Official | None:
    """Return whom the network knows by this id: in this workspace, else in another one of the same chat."""
    here = officials.by_identity(connection, workspace.id, chat_id, now.date())
    if here is not None:
        return here
    others = networks.workspaces(connection, workspace.network_id, workspace.chat)
    found = (officials.by_identity(connection, each.id, chat_id, now.date()) for each in others)
    return next((each for each in found if each is not None), None)


def still_open(connection: Connection, task: Task, now: datetime) -> None:
    if task.state == "open":
        return
    by = None
    if task.closed_by is not None:
        by = officials.by_id(connection, task.network_id, task.closed_by, now.date())
    if by is None or task.closed_at is None:
        raise Refusal("task_over")
    raise Refusal("task_done", name=by.name, day=their_day(connection, by, task.closed_at).isoformat())


def _close(connection: Connection, arrival: Arrival, task: Task, outcome: str, now: datetime) -> None:
    """Close the task, the first write of every use case; the second of two clicks at once is refused."""
    if not tasks.close(connection, task.id, arrival.official.id, outcome, now):
        open_task(connection, task.network_id, task.id, now)
        raise AssertionError("a task that could not be closed is not open")


def _going_on(
    connection: Connection, arrival: Arrival, official: Official, offices: Sequence[Office], now: datetime
) -> list[Outgoing]:
    """Let go on what waited for a verified official, and what waits for these offices if they have joined."""
    said = introduce.go_on(connection, official.network_id, now, official_id=official.id)
    if _is_member(connection, official):
        for office in offices:
            said += leaving.welcome(connection, official, office, now, by=arrival.official.id)
    return said


def _is_member(connection: Connection, official: Official) -> bool:
    membership = memberships.by_official(connection, official.id)
    return membership is not None and membership.left_at is None


def _checked_office(official: Official, office_id: int) -> Office | None:
    """Return the office that was checked; None if the official holds it no more, or holds none."""
    fitting = (each for each in official.offices if office_id in (0, each.id))
    return next(fitting, None)


def _told(
    connection: Connection, arrival: Arrival, official: Official, office: Office, *, verified: bool
) -> list[Outgoing]:
    address = directly(connection, official, near=arrival.workspace.id)
    message = PlaceVerified if verified else PlaceNotVerified
    said = message(office.name, showing.place(office.jurisdiction))
    return [Outgoing(address, said, official.locale)] if address else []


def _contact(connection: Connection, arrival: Arrival, event: ContactNamed, now: datetime) -> Official:
    """Return the person whom the chat knows by the id; somebody new is another one, whatever their name."""
    found = known_by(connection, arrival.workspace, event.chat_id, now)
    if found is None:
        name = event.name or event.chat_id
        official_id = officials.add(connection, arrival.workspace.network_id, name)
        officials.identify(connection, arrival.workspace.id, event.chat_id, official_id)
    else:
        official_id = found.id
        if event.name and found.name == event.chat_id:  # the chat told no name when they first wrote
            officials.set_name(connection, official_id, event.name)
    contact = officials.by_id(connection, arrival.workspace.network_id, official_id, now.date())
    assert contact is not None, "the network knows whom it just took in"
    return contact


def _settle_verification(
    connection: Connection, arrival: Arrival, contact: Official, now: datetime
) -> list[Outgoing]:
    """Close what is open about verifying the contact: whoever names them knows them."""
    asked = tasks.open_of(connection, contact.network_id, "verify", contact.id)
    if asked is None or not tasks.close(connection, asked.id, arrival.official.id, "verified", now):
        return []
    return over(connection, asked, now)
