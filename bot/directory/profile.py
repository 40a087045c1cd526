"""A member's profile: joining, changing, seeing it, pausing. Leaving is in leaving.py."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot import showing
from bot.directory import leaving, profile_fields, tenures
from bot.directory.profile_fields import Avoided
from bot.events.member import MembershipPaused, MembershipResumed, ProfileSaved, ProfileWanted
from bot.introductions import introduce
from bot.messages.profile import OfficeShown, ProfileShown
from bot.network import Arrival, known
from bot.outgoing import Outgoing, quietly
from bot.refusal import Refusal
from bot.speaker import Speaker, Spot
from bot.their_day import earliest_day, their_day
from matching.choosing import WINDOW
from matching.domain import JurisdictionId, NetworkId, Official, OfficialId, QuestionId
from store import directory, loads, memberships, networks, officials, places
from store.memberships import Membership, MembershipDraft

LONGEST_PAUSE = 366  # days; whoever wants to stop for longer leaves and joins again


def save(connection: Connection, arrival: Arrival, event: ProfileSaved, now: datetime) -> list[Outgoing]:
    """Join the directory or change what it says; staff check a new place, and what waited goes on.

    Raises Refusal for what the form would have marked as a mistake; it may have been open for a day.
    """
    draft, name = _draft(connection, arrival, event, now), profile_fields.person_name(event.name)
    held_before = {each.id for each in arrival.official.offices}
    taken = tenures.take(connection, arrival, event.place, event.office, now)
    official, network_id = taken.arrival.official, arrival.workspace.network_id
    draft = replace(draft, time_zone=draft.time_zone or taken.office.jurisdiction.time_zone or "")
    joined = memberships.save(connection, network_id, official.id, draft, now)
    officials.set_name(connection, official.id, name)
    outgoing = [*taken.said, *tenures.check(connection, taken.arrival, now)]
    official = known(connection, arrival.workspace.network_id, official.id, now)
    outgoing += introduce.go_on(connection, network_id, now, official_id=official.id)
    if official.verified_at is not None:
        new = [each for each in official.offices if joined or each.id not in held_before]
        outgoing += [said for each in new for said in leaving.welcome(connection, official, each, now)]
    shown = _shown(connection, official, "joined" if joined else "saved", now)
    return [Outgoing(quietly(event.speaker, event.spot), shown, official.locale), *outgoing]


def show(connection: Connection, arrival: Arrival, event: ProfileWanted, now: datetime) -> list[Outgoing]:
    """Show who the official is for peers and how much they take on, or what joining means."""
    return _answer(connection, arrival, event.speaker, event.spot, "", now)


def pause(connection: Connection, arrival: Arrival, event: MembershipPaused, now: datetime) -> list[Outgoing]:
    """Let no requests reach the member for so many days; then they come again by themselves.

    Raises Refusal for who is no member, and for fewer days than one or more than a year.
    """
    if not 1 <= event.days <= LONGEST_PAUSE:
        raise Refusal("pause_length", most=str(LONGEST_PAUSE))
    _set_pause(connection, arrival, now + timedelta(days=event.days))
    return _answer(connection, arrival, event.speaker, event.spot, "paused", now)


def resume(
    connection: Connection, arrival: Arrival, event: MembershipResumed, now: datetime
) -> list[Outgoing]:
    """Let requests reach the member again. Raises Refusal for who is no member."""
    _set_pause(connection, arrival, None)
    return _answer(connection, arrival, event.speaker, event.spot, "resumed", now)


def _set_pause(connection: Connection, arrival: Arrival, until: datetime | None) -> None:
    if not memberships.pause(connection, arrival.official.id, until):
        raise Refusal("not_a_member")


def _answer(  # noqa: PLR0913 (an answer: to whom, where, with which news)
    connection: Connection, arrival: Arrival, speaker: Speaker, spot: Spot, news: str, now: datetime
) -> list[Outgoing]:
    shown = _shown(connection, arrival.official, news, now)
    return [Outgoing(quietly(speaker, spot), shown, arrival.official.locale)]


def _draft(connection: Connection, arrival: Arrival, event: ProfileSaved, now: datetime) -> MembershipDraft:
    """Return what the member says of themselves, checked."""
    network_id, me = arrival.workspace.network_id, arrival.official.id
    if me in event.avoided:
        raise Refusal("avoids_oneself")
    typed = profile_fields.avoided(connection, network_id, me, "\n".join(event.avoided_named), now.date())
    avoided = _avoided(connection, network_id, event, typed, now.date())
    answerable = tuple(map(QuestionId, event.answerable))
    time_zone = profile_fields.time_zone(event.time_zone)
    today = earliest_day(connection, arrival.official, now, time_zone)
    return MembershipDraft(
        capacity=profile_fields.capacity(str(event.capacity)),
        languages=profile_fields.languages(event.languages),
        time_zone=time_zone,
        visibility=profile_fields.visibility(event.visibility),
        body=profile_fields.plain(event.body)[: profile_fields.LONGEST_NAME],
        body_seats=None if event.body_seats is None else profile_fields.seats(str(event.body_seats)),
        topics=profile_fields.topics(event.topics, networks.topics(connection, network_id)),
        quiet=tuple((first, last) for first, last in event.quiet if today <= last >= first),
        avoided=avoided.people,
        avoided_places=avoided.places,
        answerable=tuple(
            each for each, _ in directory.questions_named(connection, network_id, me, answerable)
        ),
    )


def _avoided(
    connection: Connection, network_id: NetworkId, event: ProfileSaved, typed: Avoided, today: date
) -> Avoided:
    """Return whom and what the member avoids, by id or as typed, as far as the network has it."""
    people = directory.named(connection, network_id, tuple(map(OfficialId, event.avoided)), today)
    towns = (
        each
        for each in map(JurisdictionId, event.avoided_places)
        if places.jurisdiction(connection, network_id, each) is not None
    )
    return Avoided(
        tuple(dict.fromkeys((*typed.people, *(each.id for each in people)))),
        tuple(dict.fromkeys((*typed.places, *towns))),
    )


def _shown(connection: Connection, official: Official, news: str, now: datetime) -> ProfileShown:
    membership = memberships.by_official(connection, official.id)
    offices = tuple(OfficeShown(each.name, showing.place(each.jurisdiction)) for each in official.offices)
    verified = official.verified_at is not None
    if membership is None or membership.left_at is not None:
        return ProfileShown(news, official.name, offices, verified)
    said = membership.said
    today = their_day(connection, official, now, said.time_zone)
    return ProfileShown(
        news,
        official.name,
        offices,
        verified,
        member=True,
        capacity=said.capacity,
        used=loads.of(connection, official.id, now - WINDOW).recent,
        topics=said.topics,
        languages=said.languages,
        time_zone=said.time_zone,
        visibility=said.visibility,
        paused_until=_paused_until(connection, official, membership, now),
        quiet=tuple((a.isoformat(), b.isoformat()) for a, b in said.quiet if b >= today),
        avoided=len(said.avoided) + len(said.avoided_places),
    )


def _paused_until(connection: Connection, official: Official, membership: Membership, now: datetime) -> str:
    until = membership.paused_until
    if until is None or until <= now:
        return ""
    return their_day(connection, official, until, membership.said.time_zone).isoformat()
