"""The page of a record: for whoever has its link, as long as the link is good, and nothing else."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from html.parser import HTMLParser

import pytest
from sqlalchemy import Engine, text
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.messages.practice import PracticeShown
from bot.pages.record_links import LASTS, LinkRead, RecordLinks
from bot.pages.record_page import whole
from bot.pages.record_route import Reading, record_route
from bot.phrases import words
from bot.records import practice
from bot.sealing import Seal, make_key
from matching.domain import RecordId, Visibility
from store import networks, record_changes, records
from store.merges import Merging, Outcome, merge
from store.record_values import draft_of
from tests.asgi import Page, get
from tests.bot.stage import WORKSPACE, Stage
from tests.factories import NOW, add_network, add_office, add_record

HOST = "https://counterpart.example.org"
HEADINGS = ["The problem", "What they did", "What came of it", "What they learned", "Source"]
SEAL = Seal([make_key()])


class Outline(HTMLParser):
    """What a screen reader meets: headings in their order, links, the language of each part, and all tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.languages: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.add(tag)
        if tag in ("h1", "h2"):
            self.headings.append((tag, ""))
        if "href" in named:
            self.links.append(named["href"] or "")
        if "lang" in named:
            self.languages.append((tag, named["lang"] or ""))

    def handle_data(self, data: str) -> None:
        if self.headings and not self.headings[-1][1]:
            self.headings[-1] = (self.headings[-1][0], data)


class Clock:
    """A clock that tests turn on."""

    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def links(clock: Clock) -> RecordLinks:
    return RecordLinks(HOST, SEAL, clock)


Browser = Callable[..., Page]


@pytest.fixture
def browser(stage: Stage, links: RecordLinks) -> Browser:
    """What opens a link."""
    return partial(get, Starlette(routes=[record_route(Reading(lambda: stage.engine, links))]))


def test_whoever_has_the_link_reads_the_whole_record(stage: Stage, links: RecordLinks, browser: Browser):
    answer = browser(links.to(WORKSPACE, stage.record.id))

    outline = Outline(answer.text)
    assert answer.status == 200
    assert outline.headings[0] == ("h1", stage.record.title)
    assert [text for tag, text in outline.headings[1:]] == HEADINGS
    assert outline.links == [stage.record.source_url]
    assert stage.record.action in answer.text
    assert "not yet verified by its office" in answer.text


def test_the_page_runs_no_script_and_is_kept_by_nobody(stage: Stage, links: RecordLinks, browser: Browser):
    answer = browser(links.to(WORKSPACE, stage.record.id))

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy + answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "@media print" in answer.text


def test_the_frame_is_in_the_readers_language_and_the_record_in_its_own(
    stage: Stage, links: RecordLinks, browser: Browser
):
    link = links.to(WORKSPACE, stage.record.id)

    answer = browser(link, accept_language=b"xx, es-MX;q=0.8, en;q=0.5")

    languages = Outline(answer.text).languages
    assert languages[0] == ("html", "es")
    assert {lang for tag, lang in languages if tag in ("h1", "p")} == {"en"}


@pytest.mark.parametrize("accepted", ["", ",;", "x" * 10_000, "zh-Hant-TW", "*;q=0.1", "ü"])
def test_any_list_of_languages_is_answered(accepted: str, stage: Stage, links: RecordLinks, browser: Browser):
    link = links.to(WORKSPACE, stage.record.id)

    assert browser(link, accept_language=accepted.encode()).status == 200


def test_a_link_that_was_changed_anywhere_shows_nothing(stage: Stage, links: RecordLinks, browser: Browser):
    link = links.to(WORKSPACE, stage.record.id)
    others = (
        link.replace(f"/{stage.record.id}?", f"/{stage.unjoined.id}?"),
        link.replace("T1", "T2"),
        re.sub(r"until=\d{4}", "until=2099", link),
        link[:-2],
        link.partition("?")[0],
        link.replace(f"/{stage.record.id}?", f"/{'9' * 5000}?"),
        link.replace(f"/{stage.record.id}?", "/١?"),
        RecordLinks(HOST, Seal([make_key()]), lambda: NOW).to(WORKSPACE, stage.record.id),
    )

    for each in others:
        answer = browser(each)
        assert answer.status == 403
        assert stage.record.title not in answer.text
        assert "/practice show" in answer.text


def test_a_link_is_good_for_a_month(stage: Stage, links: RecordLinks, browser: Browser, clock: Clock):
    link = links.to(WORKSPACE, stage.record.id)

    clock.now = NOW + LASTS
    on_the_last_day = browser(link)
    clock.now += timedelta(days=1)
    after = browser(link)

    assert (on_the_last_day.status, after.status) == (200, 410)
    assert f"/practice show {stage.record.id}" in after.text
    assert stage.record.title not in after.text


def test_a_withdrawn_record_and_one_of_another_network_are_not_shown(
    stage: Stage, links: RecordLinks, browser: Browser
):
    with stage.engine.begin() as connection:
        other = add_network(connection, "Another network")
        networks.ensure_workspace(connection, other, "slack", "T2")
        office = add_office(connection, other, "Drains", "Yew")
        theirs = add_record(connection, other, "yew-drains", office, title="Yew's drains")
        record_changes.withdraw(connection, stage.network_id, stage.unjoined.id, NOW)

    for workspace, record in (
        (WORKSPACE, theirs.id),
        ("slack:T2", stage.record.id),
        ("slack:T9", stage.record.id),
        (WORKSPACE, stage.unjoined.id),
    ):
        answer = browser(links.to(workspace, record))
        assert answer.status == 404
        assert "does not publish it any more" in answer.text
    assert browser(links.to("slack:T2", theirs.id)).status == 200


def for_named_places(stage: Stage, key: str = "") -> RecordId:
    """The record, or another one of this key, is for named places from now on."""
    with stage.engine.begin() as connection:
        draft = draft_of(stage.record)
        named = replace(draft, key=key or draft.key, visibility=Visibility.NAMED)
        return record_changes.save(connection, stage.network_id, named, NOW).id


def merged_into(stage: Stage, into: RecordId) -> None:
    with stage.engine.begin() as connection:
        both = records.stored_by_ids(connection, stage.network_id, [stage.record.id, into])
        record, other = both[stage.record.id].record, both[into].record
        merging = Merging(record.id, record.revision, into, other.revision, None)
        assert merge(connection, stage.network_id, merging, Outcome(draft_of(other), ()), NOW)


def test_a_link_of_before_a_record_was_for_named_places_opens_it_no_more(
    stage: Stage, links: RecordLinks, browser: Browser
):
    link = links.to(WORKSPACE, stage.record.id)
    for_named_places(stage)

    answer = browser(link)

    assert answer.status == 403
    assert "officials of named places" in answer.text
    assert f"/practice show {stage.record.id}" in answer.text
    assert stage.record.title not in answer.text


def test_who_may_read_a_record_for_named_places_has_a_link_that_opens_it(
    stage: Stage, links: RecordLinks, browser: Browser
):
    for_named_places(stage)
    link = links.to(WORKSPACE, stage.record.id, for_named=True)

    assert browser(link).status == 200
    assert links.read(link) == LinkRead(WORKSPACE, stage.record.id, for_named=True)


@pytest.mark.parametrize("for_named", [False, True])
def test_a_link_opens_no_record_for_named_places_that_its_own_was_merged_into(
    for_named: bool, stage: Stage, links: RecordLinks, browser: Browser
):
    link = links.to(WORKSPACE, stage.record.id, for_named=for_named)
    merged_into(stage, for_named_places(stage, "named"))

    assert browser(link).status == 403


def test_before_the_start_and_without_a_database_the_page_says_so(links: RecordLinks, engine: Engine):
    link = links.to(WORKSPACE, 1)
    starting = get(Starlette(routes=[record_route(Reading(lambda: None, links))]), link)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE workspace RENAME TO lost"))
    with capture_logs() as logged:
        failing = get(Starlette(routes=[record_route(Reading(lambda: engine, links))]), link)

    assert (starting.status, "is starting" in starting.text) == (503, True)
    assert failing.status == 503
    assert f"send the number {logged[0]['reference']} " in failing.text


def test_what_people_wrote_is_letters_and_hides_nothing(stage: Stage):
    wild = "<script>alert('1')</script> \u202egnp.exe & \u200bx"
    shown = _shown(stage)
    record = replace(
        shown.record,
        title=wild,
        action=wild,
        source_title=wild,
        source_url="javascript:alert(1)",
        office=wild,
    )

    page = whole(PracticeShown(record, wild, f"One.\n\nTwo,\nand {wild}"), "en", words("en"))

    outline = Outline(page)
    assert "script" not in outline.tags
    assert outline.links == []
    assert "\u202e" not in page
    assert "\u200b" not in page
    assert '<p lang="en" dir="auto">One.</p>' in page
    assert "Two,<br>and" in page


def test_a_title_that_names_another_host_stands_beside_the_real_one(stage: Stage):
    shown = _shown(stage)
    record = replace(shown.record, source_title="bank.example", source_url="https://evil.example/x?a=1&b=2")

    page = whole(replace(shown, record=record), "en", words("en"))

    assert ">bank.example</a> (evil.example)" in page
    assert Outline(page).links == ["https://evil.example/x?a=1&b=2"]


def test_a_link_is_read_only_where_it_was_made(links: RecordLinks):
    link = links.to(WORKSPACE, 12)

    assert links.read(link) == LinkRead(WORKSPACE, RecordId(12))
    for other in (
        link.replace("counterpart.example.org", "counterpart.example.com"),
        link.replace("https:", "http:"),
        link.replace("/records/", "/other/"),
        "https://[broken",
        "",
    ):
        assert links.read(other) == "forged"


def _shown(stage: Stage) -> PracticeShown:
    return practice.whole(stage.record, NOW)
