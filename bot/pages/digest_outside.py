"""What of a summary people outside the network may read: this module decides it, for its page."""

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from bot.digest import Digest, HelpedLink, MapPlace, RecordLine, ReRead, TopicFigures, from_json
from bot.digest.rest import lines_now
from bot.pages.signed_links import Signed
from bot.questions.anonymity import FEWEST_ALIKE
from store import digest_introductions, digests, networks


def linked(connection: Connection, link: Signed) -> Digest | None:
    """Return the summary that a good link leads to, as anybody may read it; None where there is none."""
    chat, _, external_id = link.workspace.partition(":")
    workspace = networks.workspace(connection, chat, external_id)
    kept = digests.by_id(connection, workspace.network_id, link.number) if workspace else None
    if workspace is None or kept is None or kept.state != "sent" or not kept.content:
        return None
    digest, network_id = from_json(kept.content), workspace.network_id
    told = digest_introductions.countries_of_several(connection, network_id, digest.until, FEWEST_ALIKE)
    return for_anybody(digest, lines_now(connection, network_id, digest), told)


def for_anybody(digest: Digest, public: Mapping[int, RecordLine], countries: Container[str]) -> Digest:
    """Return the summary without what is not for people outside the network.

    Of its records those stay that are `public` as the page is read, in the words that they have then. Of
    questions and introductions the figures stay, of help the `countries` of which several governments take
    part: the words, the stories and the places were told to the network.
    """
    new = tuple(public[each.record_id] for each in digest.new_records if each.record_id in public)
    verified = tuple(public[each.record_id] for each in digest.verified_records if each.record_id in public)
    return replace(
        digest,
        counts=replace(digest.counts, new_records=len(new), verified_records=len(verified)),
        new_records=new,
        verified_records=verified,
        answered=(),
        open_questions=(),
        stories=(),
        welcomed=(),
        re_read=_re_read(digest.re_read, public),
        topics=_of_several(digest.topics),
        helped=_between(countries, digest.helped),
    )


def _re_read(said: ReRead | None, public: Mapping[int, RecordLine]) -> ReRead | None:
    record = public.get(said.record.record_id) if said else None
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
