"""What of a summary people outside the network may read: this module decides it, for its page."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection

from bot.digest import Digest, HelpedLink, MapPlace, from_json
from bot.signed_links import Signed
from matching.domain import RecordId, Visibility
from store import digests, networks, records


def linked(connection: Connection, link: Signed) -> Digest | None:
    """Return the summary that a good link leads to, as anybody may read it; None where there is none."""
    chat, _, external_id = link.workspace.partition(":")
    workspace = networks.workspace(connection, chat, external_id)
    kept = digests.by_id(connection, workspace.network_id, link.number) if workspace else None
    if workspace is None or kept is None or kept.state != "sent" or not kept.content:
        return None
    digest = from_json(kept.content)
    named = {RecordId(each) for each in named_records(digest)}
    found = records.by_ids(connection, workspace.network_id, named)
    return for_anybody(digest, {each.id for each in found.values() if each.visibility is Visibility.PUBLIC})


def for_anybody(digest: Digest, public: Collection[int]) -> Digest:
    """Return the summary without what is not for people outside the network.

    Records stay that are `public` as the page is read. Of questions and introductions the figures stay, of
    help the countries: the words, the stories and the places were told to the network.
    """
    new = tuple(each for each in digest.new_records if each.record_id in public)
    verified = tuple(each for each in digest.verified_records if each.record_id in public)
    re_read = digest.re_read if digest.re_read and digest.re_read.record.record_id in public else None
    return replace(
        digest,
        counts=replace(digest.counts, new_records=len(new), verified_records=len(verified)),
        new_records=new,
        verified_records=verified,
        answered=(),
        open_questions=(),
        stories=(),
        welcomed=(),
        re_read=re_read,
        helped=_between_countries(digest.helped),
    )


def named_records(digest: Digest) -> list[int]:
    """Return the ids of the records that the summary lists."""
    listed = [each.record_id for each in (*digest.new_records, *digest.verified_records)]
    return [*listed, digest.re_read.record.record_id] if digest.re_read else listed


def _between_countries(links: tuple[HelpedLink, ...]) -> tuple[HelpedLink, ...]:
    counts: dict[tuple[str, str], int] = {}
    for each in links:
        ends = (each.helper.country, each.helped.country)
        counts[ends] = counts.get(ends, 0) + each.count
    return tuple(
        HelpedLink(MapPlace(helper), MapPlace(helped), count) for (helper, helped), count in counts.items()
    )
