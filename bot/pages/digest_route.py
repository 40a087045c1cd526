"""The page of a summary: GET /digest/<id>, behind a signed link."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine
from starlette.routing import Route

from bot.pages import digest_outside
from bot.pages.digest_links import PATH, digest_links
from bot.pages.digest_page import digest_page
from bot.pages.record_links import RecordLinks
from bot.pages.signed_links import Signed, Unread
from bot.pages.signed_route import Make, Pages, Sentences, signed_route
from bot.phrases import Words, words
from bot.phrases import digest_page as phrases
from bot.pictures.drawing import PICTURES, drawn

_INSTEAD = Sentences(phrases.not_shown, phrases.link_forged, phrases.link_expired, phrases.gone)


@dataclass(frozen=True, slots=True)
class DigestReading:
    """What the page needs; `engine` is asked for at each request, None as long as the server starts."""

    engine: Callable[[], Engine | None]
    records: RecordLinks


def digest_route(told: DigestReading) -> Route:
    """Return the route of the page; 404 says that there is no such summary. See bot.pages.signed_route."""

    def opened(number: str, named: dict[str, str]) -> Make | Unread:
        link = digest_links(told.records).read_parts(number, named)
        return partial(_page, told, link) if isinstance(link, Signed) else link

    return signed_route(Pages(PATH, told.engine, opened, _INSTEAD))


def _page(told: DigestReading, link: Signed, engine: Engine, readers: Words) -> str | None:
    """Return the page in the language of the channel: it is the summary that was sent there."""
    with engine.connect() as connection:
        outside = digest_outside.linked(connection, link)
    if outside is None:
        return None
    digest, link_to = outside.digest, partial(told.records.to, link.workspace)
    pictures = drawn(digest, tuple(PICTURES), digest.locale)
    return digest_page(digest, pictures, words(digest.locale), link_to, was_empty=outside.was_empty)
