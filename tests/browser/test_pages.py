"""Our pages in a real browser: nothing that axe-core can find stands between them and any reader."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.digest import Counts, Digest, HelpedLink, TopicFigures
from bot.pages.digest_links import digest_links
from bot.pages.digest_page import digest_page
from bot.pages.digest_route import DigestReading, digest_route
from bot.pages.html_page import headers
from bot.pages.record_links import RecordLinks
from bot.phrases import words
from bot.pictures.drawing import drawn
from bot.sealing import Seal, make_key
from tests.asgi import get
from tests.bot.digested import digested
from tests.bot.pictures.weeks import BARCELONA, BRAZIL, COPENHAGEN, week
from tests.bot.stage import WORKSPACE
from tests.bot.test_digest_page import HOST, full, line, public, sent, several
from tests.browser.chromium import CHROMIUM, examined, opened
from tests.engines import quickly_opened
from tests.factories import NOW
from tests.serving import served

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here: pages are not tried in a browser (apt-get install chromium)"
)

# Rules about parts that our pages have: that they passed shows that the page was really looked at.
LOOKED_AT = {
    "color-contrast",
    "document-title",
    "html-has-lang",
    "html-lang-valid",
    "image-alt",
    "link-name",
    "list",
}


def page(digest: Digest) -> str:
    shown = replace(digest, counts=Counts(2), new_records=(line(1), line(2, "Arbres de rue")))
    pictures = drawn(shown, ("topics", "map"), digest.locale)
    assert len(pictures) == 2
    return digest_page(shown, pictures, words(digest.locale), lambda number: f"/records/{number}")


def busy(locale: str) -> Digest:
    topics = (TopicFigures("Housing", 5, 3), TopicFigures("إدارة مياه الأمطار", 4, 1), TopicFigures("", 1, 0))
    return week(
        *topics, HelpedLink(COPENHAGEN, BARCELONA, 2), HelpedLink(COPENHAGEN, BRAZIL, 1), locale=locale
    )


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_axe_finds_nothing_wrong_with_the_page_of_a_summary(locale: str, tmp_path: Path):
    found = examined(page(busy(locale)), tmp_path)

    assert (found["violations"], found["unsure"]) == ([], [])
    assert set(found["passes"]) >= LOOKED_AT
    assert found["pictures"] == [1080, 1080]
    assert found["widths"][0] <= found["widths"][1]


@pytest.mark.parametrize("print_style", ["@media print", "@media all"], ids=["screen", "paper"])
def test_axe_finds_nothing_wrong_with_what_a_link_opens_on_a_screen_and_on_paper(
    sqlite_url: str, tmp_path: Path, print_style: str
):
    engine = quickly_opened(sqlite_url)
    stage, links = digested(engine), RecordLinks(HOST, Seal([make_key()]), lambda: NOW)
    several(stage, "DK", "BR")
    number = sent(stage, full(public(stage)))
    route = digest_route(DigestReading(lambda: engine, links))
    fetched = get(Starlette(routes=[route]), digest_links(links).to(WORKSPACE, number)).text
    engine.dispose()

    assert fetched.count("@media print") == 1
    found = examined(fetched.replace("@media print", print_style), tmp_path)

    assert (found["violations"], found["unsure"]) == ([], [])
    assert set(found["passes"]) >= LOOKED_AT


def test_axe_would_find_it(tmp_path: Path):
    broken = page(busy("en")).replace(" alt=", " data-alt=").replace("#1b1b1b", "#c0c0c0")

    found = examined(broken, tmp_path)

    assert {rule for rule, _ in found["violations"]} == {"image-alt", "color-contrast"}


@contextmanager
def served_with(sent: dict[str, str]) -> Iterator[str]:
    """Serve the page with these headers; gives its address."""

    async def answer(request: object) -> HTMLResponse:
        return HTMLResponse(page(busy("en")), headers=sent)

    with served(Starlette(routes=[Route("/digest/1", answer)])) as url:
        yield f"{url}/digest/1"


def test_the_page_breaks_no_rule_that_we_send_with_it_and_those_forbid_every_script():
    with served_with(headers()) as address:
        seen = opened(address)

    assert "Questions by topic" in seen.dom
    assert "Content Security Policy" not in seen.log
    assert "default-src 'none'" in headers()["Content-Security-Policy"]


def test_a_browser_says_which_rule_a_page_breaks():
    stricter = headers()["Content-Security-Policy"].replace("img-src data:; ", "")
    with served_with({"Content-Security-Policy": stricter}) as address:
        seen = opened(address)

    assert "Content Security Policy" in seen.log
