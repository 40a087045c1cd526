"""The page of a record: GET /records/<id>, behind a link that bot/pages/record_links.py signed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine
from starlette.routing import Route

from bot import showing
from bot.pages import record_page
from bot.pages.record_links import PATH, LinkRead, RecordLinks
from bot.pages.signed_links import Unread
from bot.pages.signed_route import Make, Pages, Sentences, Withheld, signed_route
from bot.phrases import Words
from bot.phrases import practice as practice_phrases
from bot.records import practice

_INSTEAD = Sentences(
    practice_phrases.not_shown,
    practice_phrases.link_forged,
    practice_phrases.link_expired,
    practice_phrases.record_gone,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the page needs; `engine` is asked for at each request, None as long as the server starts."""

    engine: Callable[[], Engine | None]
    links: RecordLinks


def record_route(told: Reading) -> Route:
    """Return the route of the page; 404 says that the record is published no more. See signed_route.

    A record that is for named places by now is opened by a link that was made for those alone.
    """

    def opened(number: str, named: dict[str, str]) -> Make | Unread:
        link = told.links.read_parts(number, named)
        return partial(_page, told, link) if isinstance(link, LinkRead) else link

    return signed_route(Pages(PATH, told.engine, opened, _INSTEAD))


def _page(told: Reading, link: LinkRead, engine: Engine, its_words: Words) -> str | None:
    with engine.connect() as connection:
        record = practice.linked(connection, link)
    if record is None:
        return None
    if not practice.opens(link, record):
        raise Withheld(practice_phrases.for_named_places(its_words.gettext, link.record_id))
    shown = practice.whole(record, told.links.clock(), link.record_id)
    return record_page.whole(shown, showing.language_of(record), its_words)
