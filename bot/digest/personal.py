"""What a person's own summary holds: their questions, who waits for them, their records, their topics."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.digest import OfferLine, OwnQuestion, PersonalDigest, RecordLine, helping
from bot.digest.contents import OPEN_FOR, record_line
from bot.network import known
from bot.records.verification import THRESHOLDS
from matching.domain import Official, RecordId
from store import digest_personal, introductions, questions, record_readers, records, waiting
from store.digest_figures import Window
from store.digests import DigestSetting

MOST_LISTED = 5  # of each kind: the Home tab has the rest
CONFIRMED_FOR = timedelta(days=365)  # where a record does not say itself until when it was found right
AHEAD = timedelta(days=max(THRESHOLDS))  # as early as its verifier is reminded


def contents(connection: Connection, of: DigestSetting, since: datetime, until: datetime) -> PersonalDigest:
    """Return what concerns the official of this setting after `since` until `until`."""
    assert of.official_id is not None, "a summary of one person"
    official = known(connection, of.network_id, of.official_id, until)
    window = Window(of.network_id, of.workspace_id, since, until)
    place = official.jurisdiction
    hidden = record_readers.hidden_from(connection, of.network_id, place.id if place else None)
    new = digest_personal.new_in_topics(connection, window, official.id, hidden, MOST_LISTED)
    times = (until - OPEN_FOR, since, until)
    asked = digest_personal.own_questions(connection, of.network_id, official.id, times, MOST_LISTED)
    return PersonalDigest(
        since=since,
        until=until,
        zone=of.rhythm.time_zone or "UTC",
        questions=tuple(
            OwnQuestion(each.question_id, each.text, each.answered, each.shown) for each in asked
        ),
        waiting=_waiting(connection, official),
        offers=_offers(connection, of, official),
        to_verify=_lines(connection, official, _to_verify(connection, official, until)),
        new_records=_lines(connection, official, new),
    )


def _waiting(connection: Connection, official: Official) -> tuple[str, ...]:
    """Return the questions of peers that wait for the official's answer."""
    ids = waiting.for_answer_of(connection, official.network_id, official.id)[:MOST_LISTED]
    found = (introductions.by_id(connection, official.network_id, each) for each in ids)
    asked = (questions.by_id(connection, official.network_id, each.question_id) for each in found if each)
    return tuple(each.text for each in asked if each)


def _offers(connection: Connection, of: DigestSetting, official: Official) -> tuple[OfferLine, ...]:
    found = helping.for_answer_of(connection, of.workspace_id, official, MOST_LISTED)
    return tuple(OfferLine(each.question, each.office, each.place) for each in found)


def _to_verify(connection: Connection, official: Official, until: datetime) -> tuple[RecordId, ...]:
    me, today = (official.network_id, official.id), until.date()
    offices = [each.id for each in official.offices]
    days = (today + AHEAD, today - CONFIRMED_FOR)
    return digest_personal.to_verify(connection, me, offices, days, MOST_LISTED)


def _lines(connection: Connection, official: Official, ids: tuple[RecordId, ...]) -> tuple[RecordLine, ...]:
    found = records.by_ids(connection, official.network_id, ids)
    return tuple(record_line(found[each]) for each in ids if each in found)
