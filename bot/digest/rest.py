"""What of a summary may still be read when somebody opens the rest of it, or its page, later.

What is kept of a summary is what it said on its day. Since then records are corrected, withdrawn or kept for
named readers, questions are settled, and people of other organisations may have joined the channel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.digest import AnsweredLine, Digest, OpenLine, RecordLine, helping, rest_of, stories
from bot.digest.contents import MOST_LISTED, places_shown, record_line, workspace_of
from bot.shown import PlaceShown
from matching.domain import NetworkId, PracticeRecord, QuestionId, RecordId, Visibility
from store import digest_introductions, records
from store.digest_figures import Window
from store.digests import DigestSetting


def named_records(digest: Digest) -> list[int]:
    """Return the ids of the records that the summary lists, those that answered a question left out."""
    listed = [each.record_id for each in (*digest.new_records, *digest.verified_records)]
    return [*listed, digest.re_read.record.record_id] if digest.re_read else listed


def public_lines(connection: Connection, network_id: NetworkId, ids: Iterable[int]) -> dict[int, RecordLine]:
    """Return the lines of those of these records that are public, as they are now, by their ids.

    Each says in which language it is.
    """
    return {
        each.id: replace(record_line(each), language=showing.language_of(each))
        for each in _readable(connection, network_id, ids, outsiders=True)
    }


def rest_now(connection: Connection, of: DigestSetting, digest: Digest, now: datetime) -> Digest:
    """Return what the summary's message had no room for, as the readers of its channel may read it now.

    A record that is hidden from them goes, a question that takes no offers of help any more, and a place of
    which nobody is a member any more. Where people of other organisations read by now, so does everything
    about questions.
    """
    rest = replace(rest_of(digest), workspace=workspace_of(connection, of))
    if of.rhythm.outsiders and not digest.outsiders:
        rest = replace(rest, outsiders=True, answered=(), open_questions=(), stories=(), topics=())
    answered_by = [each.record_id for each in rest.answered if each.record_id]
    listed = [*named_records(rest), *answered_by]
    lines = _lines(connection, of.network_id, listed, outsiders=rest.outsiders)
    told = stories.told(connection, _window(of, rest), MOST_LISTED)
    return replace(
        rest,
        new_records=_still(rest.new_records, lines),
        verified_records=_still(rest.verified_records, lines),
        answered=tuple(_answered(each, lines.get(each.record_id)) for each in rest.answered),
        open_questions=_open(connection, of, rest, now),
        stories=tuple(each for each in rest.stories if each in told),
        welcomed=_welcomed(connection, of, rest, now),
    )


def _window(of: DigestSetting, digest: Digest) -> Window:
    return Window(of.network_id, of.workspace_id, digest.since, digest.until, digest.outsiders)


def _lines(
    connection: Connection, network_id: NetworkId, ids: Iterable[int], *, outsiders: bool
) -> dict[int, RecordLine]:
    """Return the lines of the records that are still published, and not hidden from these readers."""
    found = _readable(connection, network_id, ids, outsiders=outsiders)
    return {each.id: record_line(each) for each in found}


def _readable(
    connection: Connection, network_id: NetworkId, ids: Iterable[int], *, outsiders: bool
) -> list[PracticeRecord]:
    def readable(visibility: Visibility) -> bool:  # as `readable` of store/digest_figures.py
        return visibility is Visibility.PUBLIC if outsiders else visibility is not Visibility.NAMED

    found = records.by_ids(connection, network_id, {RecordId(each) for each in ids})
    return [each for each in found.values() if readable(each.visibility)]


def _still(listed: tuple[RecordLine, ...], lines: Mapping[int, RecordLine]) -> tuple[RecordLine, ...]:
    return tuple(lines[each.record_id] for each in listed if each.record_id in lines)


def _answered(said: AnsweredLine, record: RecordLine | None) -> AnsweredLine:
    """Return the line with its record as it is now, without it where it is hidden."""
    if record is None:
        return replace(said, record_id=0, title="", place=None, result="")
    return replace(said, title=record.title, place=record.place, result=record.result)


def _welcomed(
    connection: Connection, of: DigestSetting, digest: Digest, now: datetime
) -> tuple[PlaceShown, ...]:
    if not digest.welcomed:
        return ()
    _, ids = digest_introductions.joined(connection, _window(of, digest), MOST_LISTED, now)
    still = places_shown(connection, of.network_id, ids)
    return tuple(each for each in digest.welcomed if each in still)


def _open(connection: Connection, of: DigestSetting, digest: Digest, now: datetime) -> tuple[OpenLine, ...]:
    ids = [QuestionId(each.question_id) for each in digest.open_questions]
    still = helping.taking_offers(connection, of.network_id, ids, now)
    return tuple(each for each in digest.open_questions if each.question_id in still)
