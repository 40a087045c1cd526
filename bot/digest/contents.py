"""What a summary holds for the readers of one conversation: this module decides what they may read.

Questions are those asked in channels that all of them can open, and their askers kinds of places; records are
those that they may read; of introductions there are figures, never who, and helpers only as the places of
records. docs/digest.md has the table.
"""

from collections import Counter
from collections.abc import Container, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import showing
from bot.catalogues import SOURCE_LOCALE
from bot.digest import (
    AnsweredLine,
    Counts,
    Digest,
    HelpedLink,
    How,
    IntroductionFigures,
    MapPlace,
    OpenLine,
    RecordLine,
    ReRead,
    TopicFigures,
    stories,
)
from bot.outgoing import workspace_name
from bot.questions.anonymity import FEWEST_ALIKE
from bot.shown import PlaceShown
from matching.domain import JurisdictionId, NetworkId, OfficialId, PracticeRecord, RecordId, Visibility
from store import (
    channel_settings,
    digest_figures,
    digest_introductions,
    digests,
    networks,
    officials,
    outcomes,
    places,
    records,
)
from store.digest_figures import Asked, Window
from store.digests import DigestSetting

# What a summary lists of each kind, "more" included: a longer list is a search. The figures count all.
MOST_LISTED, MOST_OPEN = 10, 20
MOST_TOPICS = 100  # more than a network has: a picture sums them up, and puts small ones together
MOST_LINKS = 100  # lines of a map that are still told apart
OPEN_FOR = timedelta(days=28)  # who asked longer ago has found another way, or asked again
MAP_OF = timedelta(days=91)  # a quarter: of one week a map would be nearly empty
NOT_AGAIN_FOR = 26  # summaries in which a record is not recommended twice: half a year
UNREAD_NOT_AGAIN_FOR = 13  # one that few saw: a quarter, after which a small network has no others


def contents(connection: Connection, of: DigestSetting, since: datetime, until: datetime) -> Digest:
    """Return what happened after `since` until `until`, as the readers of the conversation may see it."""
    window = Window(of.network_id, of.workspace_id, since, until, of.rhythm.outsiders)
    here = channel_settings.of(connection, of.workspace_id, of.conversation)
    new = digest_figures.new_records(connection, window, MOST_LISTED)
    verified = digest_figures.verified_records(connection, window, MOST_LISTED)
    answers, answered = digest_figures.answered(connection, window, MOST_LISTED)
    opened = Window(of.network_id, of.workspace_id, until - OPEN_FOR, until, of.rhythm.outsiders)
    waiting, still_open = digest_figures.still_open(connection, opened, MOST_OPEN)
    joined, places_joined = digest_introductions.joined(connection, window, MOST_LISTED)
    lines = _Lines(connection, of.network_id, until, [*answered, *still_open], [*new.ids, *verified.ids])
    return Digest(
        network_name=networks.name(connection, of.network_id),
        channel=of.conversation,
        since=since,
        until=until,
        locale=here.language or SOURCE_LOCALE,
        zone=of.rhythm.time_zone or "UTC",
        outsiders=of.rhythm.outsiders,
        workspace=workspace_of(connection, of),
        counts=Counts(
            new_records=new.count,
            verified_records=verified.count,
            asked=digest_figures.asked(connection, window),
            answered=answers,
            open_questions=waiting,
            welcomed=joined,
        ),
        new_records=lines.records(new.ids),
        verified_records=lines.records(verified.ids),
        answered=tuple(map(lines.answered, answered)),
        open_questions=tuple(map(lines.open, still_open)),
        introductions=_introductions(connection, window),
        stories=stories.told(connection, window, MOST_LISTED),
        welcomed=places_shown(connection, of.network_id, places_joined),
        re_read=_re_read(connection, of, window),
        topics=tuple(
            TopicFigures(each.topic, each.asked, each.answered, each.governments)
            for each in digest_figures.topics(connection, window, MOST_TOPICS)
        ),
        helped=_helped(connection, of, until),
    )


class _Lines:
    """The lines of one summary; what they name is read once for all."""

    def __init__(
        self,
        connection: Connection,
        network_id: NetworkId,
        now: datetime,
        asked: Iterable[Asked],
        record_ids: Iterable[RecordId],
    ) -> None:
        asked = tuple(asked)
        wanted = {*record_ids, *(each.record_id for each in asked if each.record_id is not None)}
        self._records = records.by_ids(connection, network_id, sorted(wanted))
        askers = {each.asker_id for each in asked}
        self._offices = officials.offices_held(connection, sorted(askers), now.date())

    def records(self, ids: Iterable[RecordId]) -> tuple[RecordLine, ...]:
        return tuple(record_line(self._records[each]) for each in ids if each in self._records)

    def answered(self, asked: Asked) -> AnsweredLine:
        record = self._records.get(asked.record_id) if asked.record_id is not None else None
        return AnsweredLine(
            question_id=asked.question_id,
            text=asked.text,
            asker=self._asker(asked.asker_id),
            how=_HOW[asked.how],
            record_id=record.id if record else 0,
            title=record.title if record else "",
            place=showing.record_place(record) if record else None,
            result=record.result.value if record else "",
            conversation=asked.conversation,
        )

    def open(self, asked: Asked) -> OpenLine:
        asker = self._asker(asked.asker_id)
        return OpenLine(asked.question_id, asked.text, asker, asked.asked_at, asked.conversation)

    def _asker(self, official_id: OfficialId) -> PlaceShown | None:
        offices = self._offices.get(official_id)
        return showing.kind_of_place(offices[0].jurisdiction) if offices else None


_HOW: dict[str, How] = {"record": "record", "conversation": "conversation", "writing": "writing"}


def record_line(record: PracticeRecord) -> RecordLine:
    """Return the line of a record."""
    return RecordLine(
        record_id=record.id,
        title=record.title,
        place=showing.record_place(record),
        result=record.result.value,
        topics=record.topics,
        verified_on=record.verified_on.isoformat() if record.verified_on else "",
        for_named=record.visibility is Visibility.NAMED,
    )


def _introductions(connection: Connection, window: Window) -> IntroductionFigures:
    moves = digest_introductions.introduction_moves(connection, window)
    said = {state: moves.get(state, 0) for state in ("met", "useful", "adapted", "adopted", "not_useful")}
    return IntroductionFigures(moves.get("asked", 0), moves.get("accepted", 0), **said)


def places_shown(
    connection: Connection, network_id: NetworkId, ids: Iterable[JurisdictionId]
) -> tuple[PlaceShown, ...]:
    """Return the places as they are shown, in this order."""
    found = places.by_ids(connection, network_id, ids)
    return tuple(showing.place(found[each]) for each in ids if each in found)


def _re_read(connection: Connection, of: DigestSetting, window: Window) -> ReRead | None:
    """Return the record that helped most places, else the one that was found right last, else one few saw.

    None of those that the last summaries recommended.
    """
    shown = digests.re_read_lately(connection, of.id, NOT_AGAIN_FOR)
    if helped := digest_introductions.helped_most(connection, window, shown):
        came_of_it = outcomes.of_records(connection, of.network_id, [helped])[helped]
        return ReRead(_line(connection, of, helped), "helped", came_of_it.helped)
    if verified := digest_introductions.verified_last(connection, window, shown):
        return ReRead(_line(connection, of, verified), "verified")
    lately = digests.re_read_lately(connection, of.id, UNREAD_NOT_AGAIN_FOR)
    unread = digest_introductions.least_shown(connection, window, lately)
    return ReRead(_line(connection, of, unread), "unread") if unread else None


def _line(connection: Connection, of: DigestSetting, record_id: RecordId) -> RecordLine:
    return record_line(records.by_ids(connection, of.network_id, [record_id])[record_id])


def workspace_of(connection: Connection, of: DigestSetting) -> str:
    """Return the name of the workspace of a conversation's summaries."""
    workspace = networks.workspace_by_id(connection, of.workspace_id)
    return workspace_name(workspace.chat, workspace.external_id)


def _helped(connection: Connection, of: DigestSetting, until: datetime) -> tuple[HelpedLink, ...]:
    quarter = Window(of.network_id, of.workspace_id, until - MAP_OF, until, of.rhythm.outsiders)
    given = digest_introductions.help_given(connection, quarter, MOST_LINKS)
    ids = [each.helper_id for each in given if each.helper_id is not None]
    known = places.by_ids(connection, of.network_id, ids)
    told = digest_introductions.countries_of_several(connection, of.network_id, until, FEWEST_ALIKE)
    counts = Counter[tuple[MapPlace, MapPlace]]()
    for each in given:
        place = known.get(each.helper_id) if each.helper_id is not None else None
        helper = (
            MapPlace(each.helper_country, place.latitude, place.longitude, place.name)
            if place
            else _country(each.helper_country, told)
        )
        counts[helper, _country(each.asker_country, told)] += each.count
    return tuple(HelpedLink(helper, helped, count) for (helper, helped), count in counts.items())


def _country(code: str, told: Container[str]) -> MapPlace:
    """Return the country; without a name where few of its governments take part: it would say who."""
    return MapPlace(code if code in told else "")
