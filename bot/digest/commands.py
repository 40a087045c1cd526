"""What staff decide about the summary of a channel, and everybody about their own."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.digest import Digest, PersonalDigest, from_json
from bot.digest import rest as digest_rest
from bot.digest import sending as digests
from bot.directory import profile_fields
from bot.events.digest import (
    DigestHistoryWanted,
    DigestHurried,
    DigestMoreWanted,
    DigestPreviewed,
    DigestSet,
    DigestSwitched,
    OwnDigestSwitched,
    OwnDigestWanted,
)
from bot.introductions import sides
from bot.messages.digests import (
    SHARED_OUTSIDE,
    DigestComing,
    DigestEnded,
    DigestHistoryShown,
    DigestMoreShown,
    DigestSettingShown,
    PersonalDigestShown,
)
from bot.network import Arrival
from bot.outgoing import Outgoing, quietly
from bot.refusal import Refusal
from bot.speaker import Spot
from bot.staff import is_staff, only_staff, summary_task
from bot.working_time import zone
from store import digests as kept_digests
from store import places
from store.digests import DigestSetting, KeptDigest, Rhythm

JUST_NOW = timedelta(hours=1)  # a second press, or two of staff at once: nothing happened in between
A_MOMENT = timedelta(minutes=1)  # the runner looks each minute: what waits longer waits for the chat
MOST_SHOWN = 12  # summaries of the past: a quarter
SUNDAY = 6

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.h]([0-5][0-9])", re.ASCII)


def look(
    connection: Connection, arrival: Arrival, event: DigestPreviewed | DigestMoreWanted, now: datetime
) -> Digest | None:
    """Return what the summary of the spot's conversation would tell now; writes nothing.

    Of a summary that was sent its rest, to everybody; all else is for staff, None to others.
    """
    wants_rest = isinstance(event, DigestMoreWanted)
    if isinstance(event, DigestMoreWanted) and event.digest_id:
        return _rest(connection, arrival, event.digest_id, now)
    if not is_staff(connection, arrival):
        return None
    of = _here(connection, arrival, event.spot) or _unset(connection, arrival, event.spot)
    content = digests.contents(connection, of, now)
    assert isinstance(content, Digest), "a conversation's summary"
    return digest_rest.rest_now(connection, of, content, now) if wants_rest else content


def preview(
    connection: Connection, arrival: Arrival, event: DigestPreviewed, looked: Digest | None, now: datetime
) -> list[Outgoing]:
    """Show the summary as it would be posted now, to who asks alone. Raises Refusal for others than staff."""
    only_staff(connection, arrival)
    assert looked is not None, "what staff preview is looked at first"
    return [Outgoing(quietly(event.speaker, event.spot), digests.shown(looked, 0), looked.locale)]


def hurry(connection: Connection, arrival: Arrival, event: DigestHurried, now: datetime) -> list[Outgoing]:
    """Let the summary be posted at once, and say so; the one of the week still comes at its time.

    Raises Refusal for others than staff, where none is set or they are paused, if one was posted within the
    hour, and while one that was sent does not stand there yet: what it tells would be told out of turn.
    """
    only_staff(connection, arrival)
    of = _set_here(connection, arrival, event.spot)
    if of.state != "on":
        raise Refusal("digest_paused")
    past = kept_digests.history(connection, of.id, MOST_SHOWN)
    if digests.on_their_way(connection, of.network_id).intersection(each.id for each in past):
        raise Refusal("digest_on_its_way")
    last = next(iter(past), None)
    if last and last.state == "sent" and last.until and now - last.until < JUST_NOW:
        raise Refusal("digest_just_sent")
    waits = kept_digests.waiting(connection, of.id)
    if waits is not None and waits.due_at > now:  # else it is coming already
        digests.hurry(connection, waits, now)
    return [_quiet(arrival, event, DigestComing(if_any=of.rhythm.empty_weeks == "skip"))]


def decide(connection: Connection, arrival: Arrival, event: DigestSet, now: datetime) -> list[Outgoing]:
    """Let the channel get its summary so from now on.

    Raises Refusal for others than staff, and for a day, time or zone that there is not.
    """
    only_staff(connection, arrival)
    if not 0 <= event.weekday <= SUNDAY:
        raise Refusal("digest_weekday")
    usual = places.usual_time_zone(connection, arrival.workspace.network_id)
    rhythm = Rhythm(
        event.weekday,
        time_of_day(event.at),
        profile_fields.time_zone(event.time_zone) or usual,
        "skip" if event.empty_weeks == "skip" else "brief",
        event.outsiders,
    )
    reader = (arrival.workspace.id, event.spot.conversation)
    of = kept_digests.save(connection, arrival.workspace.network_id, reader, rhythm)
    digests.plan(connection, of, now)
    summary_task.close(connection, of, arrival.official.id, now)
    return [_told(connection, arrival, event, of)]


def switch(connection: Connection, arrival: Arrival, event: DigestSwitched, now: datetime) -> list[Outgoing]:
    """Pause the summaries of the channel or let them go on; saying it twice is as once.

    Raises Refusal for others than staff, and where none is set.
    """
    only_staff(connection, arrival)
    of = _set_here(connection, arrival, event.spot)
    if event.on and kept_digests.resume(connection, of.id):
        digests.plan(connection, of, now)
        summary_task.close(connection, of, arrival.official.id, now)
    elif not event.on:
        kept_digests.pause(connection, of.id)
    return [_told(connection, arrival, event, _set_here(connection, arrival, event.spot))]


def history(
    connection: Connection, arrival: Arrival, event: DigestHistoryWanted, now: datetime
) -> list[Outgoing]:
    """Show which summaries the channel got, and one that should have come or be posted by now.

    Raises Refusal for others than staff, and where none is set.
    """
    only_staff(connection, arrival)
    of = _set_here(connection, arrival, event.spot)
    here, waits = zone(of.rhythm.time_zone), kept_digests.waiting(connection, of.id)
    past = kept_digests.history(connection, of.id, MOST_SHOWN)
    on_their_way = digests.on_their_way(connection, of.network_id)
    ended = [
        _still_waiting(each, each.ended_at or each.due_at, now) if each.id in on_their_way else each
        for each in past
        if each.why != digests.MOVED
    ]
    if waits is not None and waits.due_at <= now and of.state == "on":
        ended.insert(0, _still_waiting(waits, waits.due_at, now))
    days = (each.due_at.astimezone(here).date().isoformat() for each in ended)
    shown = (DigestEnded(day, each.state, each.why) for day, each in zip(days, ended, strict=True))
    return [_quiet(arrival, event, DigestHistoryShown(tuple(shown)))]


def _still_waiting(kept: KeptDigest, since: datetime, now: datetime) -> KeptDigest:
    return replace(kept, state="due", why="no_answer" if now - since >= A_MOMENT else "")


def more(
    connection: Connection, arrival: Arrival, event: DigestMoreWanted, looked: Digest | None, now: datetime
) -> list[Outgoing]:
    """Show the rest of a summary to who wants it, alone; of a preview, to staff.

    Raises Refusal for others, and for a summary that the network does not have.
    """
    if not event.digest_id:
        only_staff(connection, arrival)
    if looked is None:
        raise Refusal("digest_gone")
    return [Outgoing(quietly(event.speaker, event.spot), DigestMoreShown(looked), looked.locale)]


def _rest(connection: Connection, arrival: Arrival, digest_id: int, now: datetime) -> Digest | None:
    """Return the rest of a summary as it may be read now, None if the network sent none under this id."""
    network_id = arrival.workspace.network_id
    kept = kept_digests.by_id(connection, network_id, digest_id)
    of = kept_digests.setting(connection, network_id, kept.setting_id) if kept else None
    if kept is None or of is None or not kept.content:  # of a person's own nothing is kept
        return None
    return digest_rest.rest_now(connection, of, from_json(kept.content), now)


def switch_own(
    connection: Connection, arrival: Arrival, event: OwnDigestSwitched, now: datetime
) -> list[Outgoing]:
    """Let the speaker get a summary of their own each week, in their own time zone; or none any more."""
    reader = (arrival.workspace.id, arrival.official.id)
    if event.on:
        of = kept_digests.save(connection, arrival.workspace.network_id, reader, _own(connection, arrival))
        digests.plan(connection, of, now)
    elif (of_mine := kept_digests.of_reader(connection, reader)) is not None:
        kept_digests.pause(connection, of_mine.id)
    found = kept_digests.of_reader(connection, reader)
    return [_told(connection, arrival, event, found)]


def show_own(
    connection: Connection, arrival: Arrival, event: OwnDigestWanted, now: datetime
) -> list[Outgoing]:
    """Show the speaker their own summary of the last week, whether they get one each week or not."""
    reader = (arrival.workspace.id, arrival.official.id)
    of = kept_digests.of_reader(connection, reader) or DigestSetting(
        id=0,
        network_id=arrival.workspace.network_id,
        workspace_id=arrival.workspace.id,
        conversation="",
        official_id=arrival.official.id,
        rhythm=_own(connection, arrival),
        state="paused",
        paused_why="",
    )
    content = digests.contents(connection, of, now)
    assert isinstance(content, PersonalDigest), "a person's own summary"
    return [_quiet(arrival, event, PersonalDigestShown(content))]


def time_of_day(text: str) -> str:
    """Return the time of day as it is kept, such as 09:00. Raises Refusal for what is none."""
    read = _TIME.fullmatch(text.strip())
    if read is None:
        raise Refusal("digest_time")
    return f"{int(read[1]):02}:{read[2]}"


def rhythm_here(connection: Connection, arrival: Arrival, conversation: str) -> Rhythm:
    """Return the rhythm of a conversation's summaries; unless staff set one, in most members' time zone."""
    of = kept_digests.of_reader(connection, (arrival.workspace.id, conversation))
    if of is not None:
        return of.rhythm
    return Rhythm(time_zone=places.usual_time_zone(connection, arrival.workspace.network_id))


def was_refused_there(connection: Connection, arrival: Arrival, conversation: str) -> bool:
    """Say whether a summary for members was refused in a conversation because others read there."""
    of = kept_digests.of_reader(connection, (arrival.workspace.id, conversation))
    return of is not None and of.state == "paused" and of.paused_why == SHARED_OUTSIDE


def _own(connection: Connection, arrival: Arrival) -> Rhythm:
    return Rhythm(time_zone=sides.working(connection, arrival.official).time_zone)


def _here(connection: Connection, arrival: Arrival, spot: Spot) -> DigestSetting | None:
    return kept_digests.of_reader(connection, (arrival.workspace.id, spot.conversation))


def _set_here(connection: Connection, arrival: Arrival, spot: Spot) -> DigestSetting:
    found = _here(connection, arrival, spot)
    if found is None:
        raise Refusal("digest_not_set")
    return found


def _unset(connection: Connection, arrival: Arrival, spot: Spot) -> DigestSetting:
    """Return the setting of a conversation that has none, for a preview of what it might get."""
    return DigestSetting(
        id=0,
        network_id=arrival.workspace.network_id,
        workspace_id=arrival.workspace.id,
        conversation=spot.conversation,
        official_id=None,
        rhythm=rhythm_here(connection, arrival, spot.conversation),
        state="paused",
        paused_why="",
    )


def _told(
    connection: Connection,
    arrival: Arrival,
    event: DigestSet | DigestSwitched | OwnDigestSwitched,
    of: DigestSetting | None,
) -> Outgoing:
    personal = isinstance(event, OwnDigestSwitched)
    if of is None:
        return _quiet(arrival, event, DigestSettingShown("off", personal=personal))
    waits = kept_digests.waiting(connection, of.id) if of.state == "on" else None
    here = zone(of.rhythm.time_zone)
    message = DigestSettingShown(
        state=of.state,
        weekday=of.rhythm.weekday,
        at=of.rhythm.at,
        time_zone=of.rhythm.time_zone,
        empty_weeks=of.rhythm.empty_weeks if not personal else "skip",
        outsiders=of.rhythm.outsiders,
        next_at=waits.due_at.astimezone(here).replace(tzinfo=None).isoformat() if waits else "",
        paused_why=of.paused_why,
        personal=personal,
    )
    return _quiet(arrival, event, message)


def _quiet(
    arrival: Arrival,
    event: DigestSet
    | DigestHurried
    | DigestSwitched
    | DigestHistoryWanted
    | OwnDigestSwitched
    | OwnDigestWanted,
    message: DigestSettingShown | DigestComing | DigestHistoryShown | PersonalDigestShown,
) -> Outgoing:
    return Outgoing(quietly(event.speaker, event.spot), message, arrival.official.locale)
