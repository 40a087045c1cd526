"""Pages behind signed links: what a browser gets for a good link, and what in its place."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from secrets import token_hex

import structlog
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.catalogues import SOURCE_LOCALE, offered
from bot.pages import html_page
from bot.pages.signed_links import Unread
from bot.phrases import Words, words
from bot.phrases import practice as practice_phrases
from bot.phrases.refusals import Gettext
from store.engine import DatabaseFailed

LONGEST_HEADER = 200  # characters of a browser's list of languages: a dozen, and each is looked up

# Pages made at once, in threads of their own: those of the loop store events, and many pages must not
# delay that. Two keep both processors busy that a small server has.
PAGES_AT_ONCE = 2

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sentences:
    """What a page says that is not shown, and why: its title, and the link forged, expired, or to nothing."""

    title: Callable[[Gettext], str]
    forged: Callable[[Gettext], str]
    expired: Callable[[Gettext, int], str]
    gone: Callable[[Gettext], str]


class Withheld(Exception):
    """The page is for others than those who were given this link; its text says what they can do."""


Make = Callable[[Engine, Words], str | None]


@dataclass(frozen=True, slots=True)
class Pages:
    """One kind of page: below which path, what makes the page of a link, and what is said instead.

    `open` returns what makes the page that a link leads to, which is None where there is none any more, and
    raises Withheld where it is for others. `engine` is asked for at each request, None as long as the server
    starts.
    """

    path: str
    engine: Callable[[], Engine | None]
    open: Callable[[str, dict[str, str]], Make | Unread]
    instead: Sentences


def signed_route(pages: Pages) -> Route:
    """Return the route of the pages.

    Answers 403 to a link that is none of ours or is not enough by now, 410 to an old one, 404 where what it
    led to is shown no more, 503 with a reference number while the database does not answer; each with a
    sentence.
    """

    async def answer(request: Request) -> Response:
        loop = asyncio.get_running_loop()
        status, body = await loop.run_in_executor(_threads(), _shown, pages, request)
        return HTMLResponse(body, status, html_page.headers())

    return Route(pages.path + "{number}", answer)


@cache
def _threads() -> ThreadPoolExecutor:
    """Return the threads of all such pages, which begin with the first one."""
    return ThreadPoolExecutor(PAGES_AT_ONCE, "page")


def _shown(pages: Pages, request: Request) -> tuple[HTTPStatus, str]:
    its_words, number = _words(request), request.path_params["number"]
    _ = its_words.gettext

    def instead(sentence: str) -> str:
        return html_page.sentence(pages.instead.title(_), sentence, its_words)

    make = pages.open(number, dict(request.query_params))
    if make == "forged":
        return HTTPStatus.FORBIDDEN, instead(pages.instead.forged(_))
    if make == "expired":
        return HTTPStatus.GONE, instead(pages.instead.expired(_, int(number)))
    engine = pages.engine()
    if engine is None:
        return HTTPStatus.SERVICE_UNAVAILABLE, instead(practice_phrases.starting(_))
    try:
        page = make(engine, its_words)
    except Withheld as withheld:
        return HTTPStatus.FORBIDDEN, instead(str(withheld))
    except DatabaseFailed:
        reference = token_hex(4)
        log.exception("page failed", path=pages.path, reference=reference)
        return HTTPStatus.SERVICE_UNAVAILABLE, instead(practice_phrases.page_failed(_, reference))
    if page is None:
        return HTTPStatus.NOT_FOUND, instead(pages.instead.gone(_))
    return HTTPStatus.OK, page


def _words(request: Request) -> Words:
    """Return the words of the first of the reader's languages that we have; browsers name the best first."""
    header = request.headers.get("accept-language", "")[:LONGEST_HEADER]
    found = (offered(each.partition(";")[0].strip()) for each in header.split(","))
    return words(next(filter(None, found), SOURCE_LOCALE))
