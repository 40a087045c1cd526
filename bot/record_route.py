"""The page of a record: GET /records/<id>, behind a link that bot/record_links.py signed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_hex

import structlog
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot import practice, practice_phrases, record_page
from bot.catalogues import SOURCE_LOCALE, offered
from bot.phrases import Words, words
from bot.record_links import PATH, LinkRead, RecordLinks
from matching.language import detect
from store.engine import DatabaseFailed

LONGEST_HEADER = 200  # characters of a browser's list of languages: a dozen, and each is looked up

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the page needs; `engine` is asked for at each request, None as long as the server starts."""

    engine: Callable[[], Engine | None]
    links: RecordLinks


def record_route(told: Reading) -> Route:
    """Return the route of the page.

    Answers 403 to a link that is none of ours, 410 to an old one, 404 where the record is published no more,
    503 with a reference number while the database does not answer; each with a sentence.
    """

    async def page(request: Request) -> Response:
        status, body = await asyncio.to_thread(_shown, told, request)
        return HTMLResponse(body, status, record_page.headers())

    return Route(PATH + "{number}", page)


def _shown(told: Reading, request: Request) -> tuple[HTTPStatus, str]:
    its_words, number = _words(request), request.path_params["number"]
    _ = its_words.gettext
    link = told.links.read_parts(number, dict(request.query_params))
    if link == "forged":
        return HTTPStatus.FORBIDDEN, _instead(practice_phrases.link_forged(_), its_words)
    if link == "expired":
        return HTTPStatus.GONE, _instead(practice_phrases.link_expired(_, int(number)), its_words)
    engine = told.engine()
    if engine is None:
        return HTTPStatus.SERVICE_UNAVAILABLE, _instead(practice_phrases.starting(_), its_words)
    try:
        page = _page(engine, told, link, its_words)
    except DatabaseFailed:
        reference = token_hex(4)
        log.exception("record page failed", reference=reference)
        failed = practice_phrases.page_failed(_, reference)
        return HTTPStatus.SERVICE_UNAVAILABLE, _instead(failed, its_words)
    if page is None:
        return HTTPStatus.NOT_FOUND, _instead(practice_phrases.record_gone(_), its_words)
    return HTTPStatus.OK, page


def _page(engine: Engine, told: Reading, link: LinkRead, its_words: Words) -> str | None:
    with engine.connect() as connection:
        record = practice.linked(connection, link)
    if record is None:
        return None
    language = detect(record.text, fallback=record.source_lang or SOURCE_LOCALE)
    return record_page.whole(practice.whole(record, told.links.clock(), link.record_id), language, its_words)


def _instead(sentence: str, its_words: Words) -> str:
    return record_page.sentence(practice_phrases.not_shown(its_words.gettext), sentence, its_words)


def _words(request: Request) -> Words:
    """Return the words of the first of the reader's languages that we have; browsers name the best first."""
    header = request.headers.get("accept-language", "")[:LONGEST_HEADER]
    found = (offered(each.partition(";")[0].strip()) for each in header.split(","))
    return words(next(filter(None, found), SOURCE_LOCALE))
