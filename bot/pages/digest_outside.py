"""What of a summary people outside the network may read: this module decides it, for its page."""

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bot.digest import Digest, HelpedLink, MapPlace, RecordLine, ReRead, TopicFigures, from_json
from bot.digest.contents import MOST_LISTED
from bot.digest.rest import public_lines
from bot.pages.signed_links import Signed
from bot.questions.anonymity import FEWEST_ALIKE
from store import digest_figures, digest_introductions, digests, networks
from store.digest_figures import Found, Window


@dataclass(frozen=True, slots=True)
class Listed:
    """How many records there are, and the first of them."""

    count: int = 0
    lines: tuple[RecordLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicRecords:
    """The records of a summary's time that anybody may read, as they are when its page is read."""

    new: Listed
    verified: Listed
    re_read: RecordLine | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """A summary as anybody may read it; `was_empty` if it told nothing to its own readers either."""

    digest: Digest
    was_empty: bool


def linked(connection: Connection, link: Signed) -> Outside | None:
    """Return the summary that a good link leads to, as anybody may read it; None where there is none."""
    chat, _, external_id = link.workspace.partition(":")
    workspace = networks.workspace(connection, chat, external_id)
    kept = digests.by_id(connection, workspace.network_id, link.number) if workspace else None
    if workspace is None or kept is None or kept.state != "sent" or not kept.content:
        return None
    digest, network_id = from_json(kept.content), workspace.network_id
    told = digest_introductions.countries_of_several(connection, network_id, digest.until, FEWEST_ALIKE)
    window = Window(network_id, workspace.id, digest.since, digest.until, outsiders=True)
    return Outside(for_anybody(digest, _public(connection, window, digest), told), digest.is_empty)


def _public(connection: Connection, window: Window, digest: Digest) -> PublicRecords:
    """Return the records of the time of the summary, which its channel may have listed others of."""

    def listed(found: Found) -> Listed:
        lines = public_lines(connection, window.network_id, found.ids)
        return Listed(found.count, tuple(lines[each] for each in found.ids if each in lines))

    said = digest.re_read.record.record_id if digest.re_read else 0
    return PublicRecords(
        new=listed(digest_figures.new_records(connection, window, MOST_LISTED)),
        verified=listed(digest_figures.verified_records(connection, window, MOST_LISTED)),
        re_read=public_lines(connection, window.network_id, (said,)).get(said),
    )


def for_anybody(digest: Digest, public: PublicRecords, countries: Container[str]) -> Digest:
    """Return the summary without what is not for people outside the network.

    Records are those that are `public` as the page is read, in the words that they have then. Of questions
    and introductions the figures stay, of help the `countries` of which several governments take part: the
    words, the stories and the places were told to the network.
    """
    figures = {"new_records": public.new.count, "verified_records": public.verified.count}
    return replace(
        digest,
        counts=replace(digest.counts, **figures),
        new_records=public.new.lines,
        verified_records=public.verified.lines,
        answered=(),
        open_questions=(),
        stories=(),
        welcomed=(),
        re_read=_re_read(digest.re_read, public.re_read),
        topics=_of_several(digest.topics),
        helped=_between(countries, digest.helped),
    )


def _re_read(said: ReRead | None, record: RecordLine | None) -> ReRead | None:
    return replace(said, record=record) if said and record else None


def _of_several(topics: tuple[TopicFigures, ...]) -> tuple[TopicFigures, ...]:
    """Return the topics about which several governments asked, and the others put together.

    A topic about which one or two asked might say who.
    """
    nameless = tuple(each for each in topics if not each.topic)
    told = tuple(each for each in topics if each.topic and each.governments >= FEWEST_ALIKE)
    small = [each for each in topics if each.topic and each not in told]
    asked, answered = sum(each.asked for each in small), sum(each.answered for each in small)
    together = (TopicFigures("", asked, answered, others=len(small)),) if small else ()
    return (*told, *together, *nameless)


def _between(countries: Container[str], links: tuple[HelpedLink, ...]) -> tuple[HelpedLink, ...]:
    """Return the links as those of countries, of the others with an end that has no name."""

    def country(place: MapPlace) -> MapPlace:
        return MapPlace(place.country if place.country in countries else "")

    counts = Counter[tuple[MapPlace, MapPlace]]()
    for each in links:
        counts[country(each.helper), country(each.helped)] += each.count
    return tuple(HelpedLink(helper, helped, count) for (helper, helped), count in counts.items())
