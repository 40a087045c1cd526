"""The rhythm of summaries: each is planned when the one before it ended, and comes once or not at all.

A summary that is more than a day late does not come, and staff are told; the next one tells what it would
have. Whatever wants one out of turn moves the one that waits, so there is one way on which they come.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.digest import Digest, PersonalDigest, to_json
from bot.digest import channels as digest_channels
from bot.digest import clock as digest_clock
from bot.digest import contents as digest_contents
from bot.digest import personal as digest_personal
from bot.digest.clock import A_WEEK, Planned
from bot.introductions import sides
from bot.messages.digests import LATE, DigestShown, PersonalDigestShown, digest_id_in
from bot.messenger import Address
from bot.network import known
from bot.outgoing import NOT_REPEATED, Outgoing, directly
from bot.staff import summary_task
from bot.working_time import is_zone
from matching.domain import Audience, NetworkId, RecordId
from store import deliveries, digests, due
from store.digests import DigestSetting, KeptDigest, Told
from store.due import Due

DUE = "digest"
SHOWN = "digest"  # the kind of the message that shows one
TOO_LATE = timedelta(hours=24)  # issue 7's number: a summary of yesterday morning is no news
LONGEST = timedelta(days=28)  # what a summary tells at most, after pauses: of more nobody reads a list
# Until the chat is asked once more who can open the channels of a summary's questions.
ASKED_AGAIN = timedelta(minutes=10)
MOVED = "moved"  # why a row is left over whose moment was changed just when it came
NO_ZONE = "time_zone"  # why a summary was missed: the rules of time zones know its zone no more

# Our own reasons, and the chat's, that say nothing of the conversation: the next summary may well arrive.
PASSING = {"no_answer", "unreadable", NOT_REPEATED, LATE}

Content = Digest | PersonalDigest


def plan(connection: Connection, of: DigestSetting, after: datetime) -> Planned:
    """Let the next summary after this moment wait for it; one that waits already is moved there.

    A week that had its summary has no other one.
    """
    planned = digest_clock.next_planned(of.rhythm, after)
    while digests.has_week(connection, of.id, planned.week):
        planned = digest_clock.following(of.rhythm, planned)
    waits = digests.waiting(connection, of.id)
    if waits is None:
        made = digests.plan(connection, of, planned.week, planned.moment)
        if made is not None:
            due.schedule(connection, of.network_id, DUE, made.id, planned.moment)
    elif digests.move(connection, waits.id, planned.week, planned.moment):
        due.postpone(connection, DUE, waits.id, planned.moment)
    return planned


def hurry(connection: Connection, waits: KeptDigest, now: datetime) -> bool:
    """Let the summary that waits come at once, without taking the place of its week's; False if it came."""
    if not digests.move(connection, waits.id, now.isoformat(), now):
        return False
    return due.postpone(connection, DUE, waits.id, now)


def refresh(connection: Connection, now: datetime) -> int:
    """Compute the moment of every summary that waits anew; return how many a change of rules moved.

    Where the rules know the zone no more the moment stays: staff are told when it comes. One's own summary
    follows the clock by which its reader works.
    """
    moved = 0
    for setting, waits in digests.every_waiting(connection):
        of = _on_their_clock(connection, setting, now)
        if not digest_clock.is_week(waits.week) or not is_zone(of.rhythm.time_zone):
            continue
        moment = digest_clock.in_week(of.rhythm, waits.week).moment
        if moment != waits.due_at and digests.move(connection, waits.id, waits.week, moment):
            moved += due.postpone(connection, DUE, waits.id, moment)
    return moved


def _on_their_clock(connection: Connection, of: DigestSetting, now: datetime) -> DigestSetting:
    """Return the setting; of one person's own summary with the time zone in which they work by now."""
    if of.official_id is None:
        return of
    here = sides.working(connection, known(connection, of.network_id, of.official_id, now)).time_zone
    if here == of.rhythm.time_zone or not is_zone(here):
        return of
    digests.set_zone(connection, of.id, here)
    return replace(of, rhythm=replace(of.rhythm, time_zone=here))


def prepare(connection: Connection, waiting: Due, now: datetime) -> Content | None:
    """Return what the summary will tell, read before anything is written; None if it will not come."""
    found = _waiting(connection, waiting)
    if found is None or found[0].state != "on" or _why_missed(*found, now):
        return None
    return contents(connection, found[0], now)


def put_off(connection: Connection, waiting: Due, now: datetime) -> None:
    """Let the summary that is due come a little later, because the chat did not answer; its week stays."""
    due.postpone(connection, DUE, waiting.subject_id, now + ASKED_AGAIN)


def come(connection: Connection, waiting: Due, prepared: Content | None, now: datetime) -> list[Outgoing]:
    """Let the summary come that is due, or say why not, and plan the next one."""
    found = _waiting(connection, waiting)
    if found is None:
        return []
    of, kept = found
    if kept.due_at > now:
        _step_aside(connection, kept, now)
        plan(connection, of, now)
        return []
    if of.state != "on":
        digests.end(connection, kept.id, "skipped", None, now, why="paused")
        return []
    why = _why_missed(of, kept, now)
    if not why and prepared is None and of.official_id is None:
        # It was resumed since: nobody has looked yet who can open the channels of its questions.
        due.again(connection, of.network_id, DUE, kept.id, now)
        return []
    if why:
        said = _missed(connection, of, kept, why, now)
    else:
        summary_task.close(connection, of, None, now)
        said = _told(connection, of, kept, prepared, now)
    if why != NO_ZONE:  # then they are paused
        plan(connection, of, now)
    return said


def contents(connection: Connection, of: DigestSetting, until: datetime) -> Content:
    """Return what a summary of this setting tells at this moment: what came after the one before it."""
    since = since_when(connection, of, until)
    if of.official_id is not None:
        return digest_personal.contents(connection, of, since, until)
    return digest_contents.contents(connection, of, since, until)


def since_when(connection: Connection, of: DigestSetting, until: datetime) -> datetime:
    """Return from when on a summary tells: since all is told, the first one of a week.

    What a missed one would have told is not, also where a later one has come meanwhile.
    """
    times = digests.times(connection, of.id)
    if not times:
        return until - A_WEEK
    since = max(times[0].since, until - LONGEST)
    for each in times:
        if each.told and each.since <= since:
            since = max(since, each.until)
    return since


def on_their_way(connection: Connection, network_id: NetworkId) -> frozenset[int]:
    """Return the network's summaries that count as sent and that no chat has taken yet."""
    waiting = deliveries.waiting_of_kind(connection, network_id, SHOWN)
    return frozenset(map(digest_id_in, waiting))


def shown(digest: Digest, digest_id: int, good_until: datetime | None = None) -> DigestShown:
    """Return the message of a summary, the same for everybody who reads it and for its preview."""
    bars, links = bool(digest.topics), bool(digest.helped)
    pictures = (*(("topics",) if bars else ()), *(("map",) if links else ()))
    return DigestShown(digest_id, digest, pictures, good_until)


def refused(
    connection: Connection, network_id: NetworkId, digest_id: int, reason: str, now: datetime
) -> list[Outgoing]:
    """Note that the chat did not take a summary, pause where it takes none at all, and tell staff.

    Also where nobody can look whether it stands: told twice is better than not at all.
    """
    if not digests.refuse(connection, digest_id, reason):
        return []
    kept = digests.by_id(connection, network_id, digest_id)
    of = digests.setting(connection, network_id, kept.setting_id) if kept else None
    if kept is None or of is None:
        return []
    if reason not in PASSING:
        digests.pause(connection, of.id, reason)
    return summary_task.add(connection, of, kept, now)


def _waiting(connection: Connection, waiting: Due) -> tuple[DigestSetting, KeptDigest] | None:
    kept = digests.by_id(connection, waiting.network_id, waiting.subject_id)
    if kept is None or kept.state != "due":
        return None
    of = digests.setting(connection, waiting.network_id, kept.setting_id)
    return (of, kept) if of else None


def _why_missed(of: DigestSetting, kept: KeptDigest, now: datetime) -> str:
    """Return why the summary does not come any more, "" for one that does."""
    if now - kept.due_at > TOO_LATE:
        return LATE
    # A person's own zone is theirs to mend: their summary comes on the clock of UTC meanwhile.
    return "" if of.official_id is not None or is_zone(of.rhythm.time_zone) else NO_ZONE


def _step_aside(connection: Connection, kept: KeptDigest, now: datetime) -> None:
    """Give the week free of a summary that was moved while it was coming: what waits is done only once."""
    digests.move(connection, kept.id, f"{MOVED} {kept.id}", kept.due_at)
    digests.end(connection, kept.id, "skipped", None, now, why=MOVED)


def _missed(
    connection: Connection, of: DigestSetting, kept: KeptDigest, why: str, now: datetime
) -> list[Outgoing]:
    would_have_told = Told(since_when(connection, of, kept.due_at), kept.due_at)
    digests.end(connection, kept.id, "missed", would_have_told, now, why=why)
    if why == NO_ZONE:
        digests.pause(connection, of.id, why)
    # A summary of one person is nobody else's business.
    return [] if of.official_id is not None else summary_task.add(connection, of, kept, now)


def _told(
    connection: Connection, of: DigestSetting, kept: KeptDigest, prepared: Content | None, now: datetime
) -> list[Outgoing]:
    content = prepared
    if content is None or content.since != since_when(connection, of, content.until):
        content = _again(connection, of, prepared, now)
    if content.is_empty and (of.rhythm.empty_weeks == "skip" or of.official_id is not None):
        told = Told(content.since, content.until)
        digests.end(connection, kept.id, "skipped", told, now, why="empty")
        return []
    outgoing = _outgoing(connection, of, kept, content, now)
    if outgoing is None:  # they left, or are known by no chat any more
        digests.end(connection, kept.id, "skipped", None, now, why="paused")
        digests.pause(connection, of.id)
        return []
    digests.end(connection, kept.id, "sent", _kept(content), now)
    return [outgoing]


def _again(connection: Connection, of: DigestSetting, prepared: Content | None, now: datetime) -> Content:
    """Return the content read anew; of questions only those of conversations that were looked at."""
    content = contents(connection, of, now)
    if not isinstance(content, Digest) or not isinstance(prepared, Digest):
        return content
    known = digest_channels.conversations(prepared)

    def audience(conversation: str) -> Audience:
        return Audience.CHANNEL if conversation in known else Audience.PRIVATE

    return digest_channels.only_open(content, audience)


def _kept(content: Content) -> Told:
    """Return what is kept of a summary: of one person's own, nothing but of which time it was."""
    if isinstance(content, PersonalDigest):
        return Told(content.since, content.until)
    re_read = RecordId(content.re_read.record.record_id) if content.re_read else None
    return Told(content.since, content.until, to_json(content), re_read)


def _outgoing(
    connection: Connection, of: DigestSetting, kept: KeptDigest, content: Content, now: datetime
) -> Outgoing | None:
    if isinstance(content, Digest):
        address = Address(
            digest_contents.workspace_of(connection, of), "thread", conversation=of.conversation
        )
        return Outgoing(address, shown(content, kept.id, kept.due_at + TOO_LATE), content.locale)
    assert of.official_id is not None, "only a person has a summary of their own"
    official = known(connection, of.network_id, of.official_id, now)
    private = directly(connection, official, near=of.workspace_id)
    return Outgoing(private, PersonalDigestShown(content), official.locale) if private else None
